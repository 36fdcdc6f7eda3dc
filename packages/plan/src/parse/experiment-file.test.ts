import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { experimentJsonSchema, experimentJsonSchemaText } from "./experiment-file.ts";
import { environmentName } from "../options/option.ts";
import { OPTION_KEYS, OPTIONS } from "../options/table.ts";

describe("the option table", () => {
  it("names every option in the file like its flag in camelCase, except faults, which is plural", () => {
    for (const key of OPTION_KEYS)
      expect(OPTIONS[key].flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())).toBe(
        key === "faults" ? "fault" : key,
      );
  });

  it("has unique letters, flags and environment variables", () => {
    const letters = OPTION_KEYS.flatMap((key) => OPTIONS[key].letter ?? []);
    expect(new Set(letters).size).toBe(letters.length);
    expect(new Set(OPTION_KEYS.map((key) => environmentName(OPTIONS[key].flag))).size).toBe(OPTION_KEYS.length);
  });

  it("has descriptions that are short sentences and do not begin with a pronoun", () => {
    const unfit = OPTION_KEYS.map((key) => OPTIONS[key].description).filter(
      (text) => text.length > 90 || !/^[A-Z].*\.$/.test(text) || /^(Who|Whose|That|It)\b/.test(text),
    );
    expect(unfit).toEqual([]);
  });

  it("has valid defaults", () => {
    const unreadable = OPTION_KEYS.filter((key) => {
      const { default: fallback, kind } = OPTIONS[key];
      return fallback !== undefined && kind.read(fallback) === undefined;
    });
    expect(unreadable).toEqual([]);
  });
});

describe("the JSON Schema of an experiment file", () => {
  it("has exactly the options of an experiment, each with a description", () => {
    const schema = JSON.parse(JSON.stringify(experimentJsonSchema())) as {
      properties: Record<string, { description: string }>;
      additionalProperties: boolean;
    };
    const expected = OPTION_KEYS.filter((key) => !OPTIONS[key].invocationOnly);
    expect(Object.keys(schema.properties).toSorted()).toEqual(["$schema", "scenarios", ...expected].toSorted());
    expect(schema.properties["workers"]?.description).toContain("Default: 2.");
    expect(schema.additionalProperties).toBe(false);
  });

  it("is shipped as it is in the source", () => {
    const shipped = readFileSync(new URL("../../schema/experiment.schema.json", import.meta.url), "utf8");
    expect(shipped).toBe(experimentJsonSchemaText());
  });
});
