import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "./read-json.ts";

describe("the JSON of an experiment file", () => {
  it.each([
    ['{"a":1,"b":{"a":2}}', { a: 1, b: { a: 2 } }],
    [" [ ] ", []],
    ['{"a":[-0.5e+3,true,null,"\\u00fc\\n\\""]}', { a: [-500, true, null, 'ü\n"'] }],
    ['"[[{"', "[[{"],
  ])("%j is parsed", (text, content) => {
    expect(readJson(text)).toEqual({ content });
  });

  it.each([
    ["", ":1:1", /ends too early/],
    ['{\n  "workers": [1, 2', ":2:19", /ends too early/],
    ['{\n  "workers": secret\n}', ":2:14", /not valid JSON/],
    ['{"uri":"amqp://me:secret@h",}', ":1:29", /not valid JSON/],
    ['{"a":1}{', ":1:8", /not valid JSON/],
    ['{"a":01}', ":1:7", /not valid JSON/],
    ['{"a":"tab\there"}', ":1:6", /not valid JSON/],
    ["[1}", ":1:3", /not valid JSON/],
    ['{"workers":1,\n "work\\u0065rs":2}', ":2:2", /given twice/],
    ['{"__proto__":1,"__proto__":2}', ":1:16", /given twice/],
  ])("%j is refused with a position and without quoting it", (text, place, problem) => {
    const read = readJson(text);
    expect(read).toMatchObject({ place, problem: expect.stringMatching(problem) });
    expect(read.problem).not.toContain("secret");
  });

  it("100,000 levels are refused", () => {
    expect(readJson("[".repeat(100_000))).toMatchObject({
      place: ":1:65",
      problem: expect.stringMatching(/64 levels/),
    });
    expect(readJson(`${'{"a":'.repeat(100_000)}1`).problem).toMatch(/64 levels/);
  });

  it("is accepted exactly when JSON.parse accepts it, except for duplicate keys", () => {
    const json = fc.json({ maxDepth: 4 });
    // Changing one character makes most texts invalid, and gives a few another valid meaning.
    const damaged = fc
      .tuple(
        json,
        fc.nat(),
        fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "\\", "\t", " "),
      )
      .map(
        ([text, at, other]) => text.slice(0, at % (text.length + 1)) + other + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(fc.oneof(json, damaged), (text) => {
        const read = readJson(text);
        if (read.problem?.includes("given twice")) return;
        expect(parsed(text)).toEqual(read.problem === undefined ? { content: read.content } : undefined);
      }),
      { seed: 1, numRuns: Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 300) },
    );
  });
});

function parsed(text: string): { content: unknown } | undefined {
  try {
    return { content: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
