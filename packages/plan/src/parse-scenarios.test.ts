import { describe, expect, it } from "vitest";
import { InvalidPlanError } from "./mistakes/mistake.ts";
import { parseScenarios } from "./parse-scenarios.ts";
import type { RawOptions } from "./parse/written.ts";
import { contextOf, flagsOf } from "./testing/parse-flags.ts";

const CONTENT = {
  prefetch: 5,
  workers: 3,
  scenarios: { fast: { work: "none" }, slow: { heavy: "1s", workers: [1, 2], name: "slower" } },
};
const file = { name: "plan.yaml", content: CONTENT };

const parse = (raw: RawOptions) => parseScenarios(raw, contextOf()).map(({ experiment }) => experiment);

function mistakesOf(raw: RawOptions): string[] {
  try {
    parse(raw);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    return error.mistakes.map(({ place, message }) => `${place}: ${message}`);
  }
}

describe("scenarios", () => {
  it("are experiments with the shared settings and their own, named after their key", () => {
    const plans = parse({ file, flags: flagsOf({ repeat: "2" }) });
    expect(plans.map(({ name, trials, repeat }) => [name, repeat, trials.map(({ id }) => id)])).toEqual([
      ["fast", 2, ["trial"]],
      ["slower", 2, ["workers=1", "workers=2"]],
    ]);
    expect(plans.map(({ trials: [first] }) => first?.settings)).toMatchObject([
      { prefetch: 5, workers: 3, work: "none" },
      { prefetch: 5, workers: 1, heavyMs: 1_000 },
    ]);
  });

  it("are chosen by --scenario, or its variable", () => {
    expect(parse({ file, flags: flagsOf({ scenario: ["slow"] }) })).toHaveLength(1);
    expect(parse({ file, flags: flagsOf({ scenario: ["slow", "fast"] }) })).toHaveLength(2);
    expect(parse({ file, environment: { FAIRHARE_SCENARIO: "fast" } })).toMatchObject([{ name: "fast" }]);
  });

  it("are not needed: a file without them, or no file, is one experiment", () => {
    expect(parse({ file: { name: "one.yaml", content: {} } })).toMatchObject([{ name: "one" }]);
    expect(parse({})).toMatchObject([{ name: "bench" }]);
  });

  it("have their mistakes reported together, with their paths, each once", () => {
    const content = { workers: -1, scenarios: { a: { prefetch: -1 }, b: 3, "c d": { wrokers: 2 } } };
    expect(mistakesOf({ file: { name: "x.json", content } }).map((line) => line.split(": ").slice(0, 2))).toEqual([
      ["x.json", "workers = -1"],
      ["x.json", "scenarios.a.prefetch = -1"],
      ["x.json", "scenarios.b"],
      ["x.json", "scenarios.c d"],
      ["x.json", "scenarios.c d.wrokers"],
    ]);
  });

  it("that do not exist are refused", () => {
    expect(mistakesOf({ file, flags: flagsOf({ scenario: ["fsat"] }) })).toEqual([
      "--scenario fsat: The experiment file has no such scenario. Use one of fast, slow. Did you mean fast?",
    ]);
    expect(mistakesOf({ flags: flagsOf({ scenario: ["a"] }) })).toEqual([
      "--scenario a: A scenario is an experiment in a file of several. Name the file with --experiment FILE.",
    ]);
    expect(mistakesOf({ file: { name: "x.json", content: {} }, flags: flagsOf({ scenario: ["a"] }) })).toEqual([
      "--scenario a: x.json has no scenarios: it is one experiment. Remove --scenario.",
    ]);
    for (const scenarios of [[], {}, 3])
      expect(mistakesOf({ file: { name: "x.json", content: { scenarios } } })[0]).toMatch(/^x\.json: scenarios: Must/);
  });

  it("cannot share a name or an output file", () => {
    expect(mistakesOf({ file: { ...file, content: { ...CONTENT, name: "both" } } })[0]).toMatch(/^plan\.yaml: name: /);
    expect(mistakesOf({ file, flags: flagsOf({ out: "here", exportCsv: "-" }) })).toEqual([
      expect.stringMatching(/^--out here: Several scenarios would write to it/),
      expect.stringMatching(/^--export-csv -: Several/),
    ]);
    expect(parse({ file, flags: flagsOf({ out: "here", scenario: "fast" }) })).toHaveLength(1);
  });
});
