// An experiment as a JSON file: the long flags in camelCase, with lists where the matrix varies something.
// Its schema is made from the options' table.
import { redactValue } from "@fairhare/core";
import { z } from "zod";
import { MAX_VALUES, tooMany } from "../options/given.ts";
import type { Findings } from "../mistakes/mistake.ts";
import type { OptionKey } from "../options/option.ts";
import { OPTION_KEYS, OPTIONS } from "../options/table.ts";
import { shown } from "../options/shown.ts";
import { didYouMean } from "../mistakes/suggest.ts";
import type { Written } from "./written.ts";

const EXPERIMENT_SCHEMA_ID = "fairhare.experiment/1";

const FILE_KEYS = OPTION_KEYS.filter((key) => !OPTIONS[key].invocationOnly);

type Scalar = string | number | boolean;

const experimentFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe("For editors; not read."),
    ...Object.fromEntries(FILE_KEYS.map((key) => [key, fieldSchema(key).optional()])),
  })
  .describe("A Fairhare experiment: what the flags of the same names say.");

/** JSON Schema (draft 2020-12) of an experiment file. */
export function experimentJsonSchema(): Record<string, unknown> {
  return { $id: EXPERIMENT_SCHEMA_ID, title: "Fairhare experiment", ...z.toJSONSchema(experimentFileSchema) };
}

function fieldSchema(key: OptionKey): z.ZodType<Scalar | Scalar[]> {
  const { kind, axis, repeatable, description, default: fallback } = OPTIONS[key];
  const field = axis || repeatable ? z.union([kind.json, z.array(kind.json).min(1)]) : kind.json;
  return field.describe(fallback === undefined ? description : `${description} Default: ${fallback}.`);
}

/** The values as text with their JSON paths, so that they are read exactly like flags. */
export function readExperimentFile(
  name: string,
  content: unknown,
  findings: Findings,
): Partial<Record<OptionKey, Written[]>> {
  if (!isObject(content)) {
    findings.mistake(name, 'Expects a JSON object such as { "workers": [2, 3], "prefetch": 1 }.');
    return {};
  }
  if ("trials" in content && "axes" in content) {
    findings.mistake(
      name,
      "This is the stored plan of a run, not an experiment file. Give its settings as flags, or write them into a file of their own.",
    );
    return {};
  }
  const written: Partial<Record<OptionKey, Written[]>> = {};
  for (const [key, value] of Object.entries(content)) {
    const known = FILE_KEYS.find((fileKey) => fileKey === key);
    if (known !== undefined) written[known] = writtenField(name, known, value, findings);
    else if (key !== "$schema") findings.mistake(`${name}: ${redactValue(key)}`, unknownField(key));
  }
  return written;
}

function unknownField(key: string): string {
  const option = OPTION_KEYS.find((known) => known === key || OPTIONS[known].flag === key);
  if (option === undefined) return `There is no such setting.${didYouMean(key, FILE_KEYS)}`;
  if (OPTIONS[option].invocationOnly) return `This is no part of an experiment. Give it as --${OPTIONS[option].flag}.`;
  return OPTIONS[option].flag.includes("-")
    ? `Settings are written in camelCase here: ${option}.`
    : `It is called ${option} here.`;
}

function writtenField(name: string, key: OptionKey, value: unknown, findings: Findings): Written[] {
  const { kind, axis, repeatable } = OPTIONS[key];
  const path = `${name}: ${key}`;
  if (Array.isArray(value) && !axis && !repeatable) {
    findings.mistake(path, "It is the same for all trials; give a single value, not a list.");
    return [];
  }
  if (Array.isArray(value) && value.length === 0)
    findings.mistake(path, "The list is empty. Write at least one value, or leave it out.");
  if (Array.isArray(value) && value.length > MAX_VALUES) {
    findings.mistake(path, tooMany(value.length));
    return [];
  }
  const items: [string, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [`${path}[${index}]`, item])
    : [[path, value]];
  return items.flatMap(([place, item]) => {
    const read = kind.json.safeParse(item);
    const written = `${place} = ${typeof item === "string" ? JSON.stringify(shown(key, item)) : shown(key, JSON.stringify(item))}`;
    if (read.success) return [{ text: String(read.data), place: written }];
    findings.mistake(
      written,
      `Expects ${kind.expects}.${typeof item === "string" ? didYouMean(item, kind.choices ?? []) : ""}`,
    );
    return [];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
