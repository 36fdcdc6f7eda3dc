// Reads an experiment file: the long flags in camelCase, with a list for each axis of the matrix, and scenarios that
// add to them. Its JSON Schema is generated from the option table.
import { redactValue } from "@fairhare/core";
import { z } from "zod";
import { MAX_VALUES, tooMany } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import type { OptionKey } from "../options/option.ts";
import { OPTION_KEYS, OPTIONS } from "../options/table.ts";
import { shown } from "../options/shown.ts";
import { didYouMean } from "../mistakes/suggest.ts";
import type { ExperimentFile, Written } from "./written.ts";

const EXPERIMENT_SCHEMA_ID = "fairhare.experiment/1";

const FILE_KEYS = OPTION_KEYS.filter((key) => !OPTIONS[key].invocationOnly);

/** As the name of an experiment. */
const SCENARIO_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

type Scalar = string | number | boolean;

const fields = Object.fromEntries(FILE_KEYS.map((key) => [key, fieldSchema(key).optional()]));

const experimentFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe("For editors; ignored."),
    ...fields,
    scenarios: z
      .record(z.string().regex(SCENARIO_NAME), z.strictObject(fields))
      .optional()
      .describe(
        "Experiments by name, run one after another. Each has the settings beside `scenarios`, and its own instead.",
      ),
  })
  .describe("A Fairhare experiment. Each setting has the meaning of the flag with the same name.");

/** JSON Schema (draft 2020-12) of an experiment file. */
export function experimentJsonSchema(): Record<string, unknown> {
  return { $id: EXPERIMENT_SCHEMA_ID, title: "Fairhare experiment", ...z.toJSONSchema(experimentFileSchema) };
}

function fieldSchema(key: OptionKey): z.ZodType<Scalar | Scalar[]> {
  const { kind, axis, repeatable, description, default: fallback } = OPTIONS[key];
  const field = axis || repeatable ? z.union([kind.json, z.array(kind.json).min(1)]) : kind.json;
  return field.describe(fallback === undefined ? description : `${description} Default: ${fallback}.`);
}

/** The text of the shipped schema file. */
export const experimentJsonSchemaText = (): string => `${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`;

/** The names of the scenarios in a file's content; none if it has no valid ones. */
export const scenarioNames = (content: unknown): readonly string[] =>
  isObject(content) && isObject(content["scenarios"]) ? Object.keys(content["scenarios"]) : [];

/** The values as text with their paths, so that they are parsed in the same way as flags. */
export function readExperimentFile(
  { name, content, scenario }: ExperimentFile,
  problems: PlanProblems,
): Partial<Record<OptionKey, Written[]>> {
  if (!isObject(content)) {
    problems.mistake(name, 'Must contain an object such as { "workers": [2, 3], "prefetch": 1 }.');
    return {};
  }
  if ("trials" in content && "axes" in content) {
    problems.mistake(
      name,
      "This file is the stored plan of a run, not an experiment file. Pass its settings as flags, or write an experiment file.",
    );
    return {};
  }
  const { $schema: _, scenarios, ...shared } = content;
  const settings = writtenFields(`${name}: `, shared, problems);
  if (scenarios === undefined) return settings;
  if (!isObject(scenarios) || scenario === undefined) {
    problems.mistake(`${name}: scenarios`, 'Must contain experiments by name, such as { "fast": { "workers": 2 } }.');
    return settings;
  }
  if ("name" in shared)
    problems.mistake(`${name}: name`, "A scenario has the name of its key. Remove this name, or set it in a scenario.");
  return { ...settings, ...scenarioFields(name, scenario, scenarios[scenario], problems) };
}

function scenarioFields(
  file: string,
  scenario: string,
  content: unknown,
  problems: PlanProblems,
): Partial<Record<OptionKey, Written[]>> {
  const place = `${file}: scenarios.${redactValue(scenario)}`;
  if (!SCENARIO_NAME.test(scenario))
    problems.mistake(
      place,
      "A name has 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first.",
    );
  if (isObject(content)) return writtenFields(`${place}.`, content, problems);
  problems.mistake(place, 'Must be an object such as { "workers": [2, 3], "prefetch": 1 }.');
  return {};
}

/** `prefix` comes before the name of each setting in its place. */
function writtenFields(
  prefix: string,
  content: Readonly<Record<string, unknown>>,
  problems: PlanProblems,
): Partial<Record<OptionKey, Written[]>> {
  const written: Partial<Record<OptionKey, Written[]>> = {};
  for (const [key, value] of Object.entries(content)) {
    const known = FILE_KEYS.find((fileKey) => fileKey === key);
    if (known !== undefined) written[known] = writtenField(prefix + known, known, value, problems);
    else problems.mistake(prefix + redactValue(key), unknownField(key));
  }
  return written;
}

function unknownField(key: string): string {
  const option = OPTION_KEYS.find((known) => known === key || OPTIONS[known].flag === key);
  if (option === undefined) return `Unknown setting.${didYouMean(key, FILE_KEYS)}`;
  if (OPTIONS[option].invocationOnly)
    return `An experiment file cannot contain this setting. Use the flag --${OPTIONS[option].flag}.`;
  return OPTIONS[option].flag.includes("-")
    ? `Setting names are in camelCase here. Use ${option}.`
    : `Use the name ${option} here.`;
}

function writtenField(path: string, key: OptionKey, value: unknown, problems: PlanProblems): Written[] {
  const { kind, axis, repeatable } = OPTIONS[key];
  if (Array.isArray(value) && !axis && !repeatable) {
    problems.mistake(path, "This setting is the same in all trials. Use a single value, not a list.");
    return [];
  }
  if (Array.isArray(value) && value.length === 0)
    problems.mistake(path, "The list is empty. Add a value, or remove the setting.");
  if (Array.isArray(value) && value.length > MAX_VALUES) {
    problems.mistake(path, tooMany(value.length));
    return [];
  }
  const items: [string, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [`${path}[${index}]`, item])
    : [[path, value]];
  return items.flatMap(([place, item]) => {
    const read = kind.json.safeParse(item);
    const written = `${place} = ${typeof item === "string" ? JSON.stringify(shown(key, item)) : shown(key, JSON.stringify(item))}`;
    if (read.success) return [{ text: String(read.data), place: written }];
    problems.mistake(
      written,
      `Must be ${kind.expects}.${typeof item === "string" ? didYouMean(item, kind.choices ?? []) : ""}`,
    );
    return [];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
