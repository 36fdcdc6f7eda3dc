import { describe, expect, it } from "vitest";
import { experimentJsonSchema } from "./experiment-file.ts";
import { environmentName } from "../options/option.ts";
import { OPTION_KEYS, OPTIONS } from "../options/table.ts";

describe("the options' table", () => {
  it("names every option in the file as its flag in camelCase, but the list of faults as a plural", () => {
    for (const key of OPTION_KEYS)
      expect(OPTIONS[key].flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())).toBe(
        key === "faults" ? "fault" : key,
      );
  });

  it("has no letter, flag or environment variable twice", () => {
    const letters = OPTION_KEYS.flatMap((key) => OPTIONS[key].letter ?? []);
    expect(new Set(letters).size).toBe(letters.length);
    expect(new Set(OPTION_KEYS.map((key) => environmentName(OPTIONS[key].flag))).size).toBe(OPTION_KEYS.length);
  });

  it("has defaults that can be read", () => {
    const unreadable = OPTION_KEYS.filter((key) => {
      const { default: fallback, kind } = OPTIONS[key];
      return fallback !== undefined && kind.read(fallback) === undefined;
    });
    expect(unreadable).toEqual([]);
  });
});

describe("the JSON Schema of an experiment file", () => {
  it("has every option that is part of an experiment, described, and nothing else", () => {
    const schema = JSON.parse(JSON.stringify(experimentJsonSchema())) as {
      properties: Record<string, { description: string }>;
      additionalProperties: boolean;
    };
    const expected = OPTION_KEYS.filter((key) => !OPTIONS[key].invocationOnly);
    expect(Object.keys(schema.properties).toSorted()).toEqual(["$schema", ...expected].toSorted());
    expect(schema.properties["workers"]?.description).toContain("Default: 2.");
    expect(schema.additionalProperties).toBe(false);
  });
});
