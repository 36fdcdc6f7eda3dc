import { expect, it } from "vitest";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { countWarnings, warningSection } from "./warning-section.ts";

/** A trial for each list: the warnings of its two runs. */
const resultsWith = (...warnings: readonly [string[], string[]][]) =>
  buildResults(
    warnings.map(([first, second], index) => {
      const trial = buildTrial({ prefetch: index + 1, tasks: 20 }, { varied: ["prefetch"], runs: [{}, {}] });
      return { ...trial, runs: trial.runs.map((run, nth) => editRun(run, { warnings: nth === 0 ? first : second })) };
    }),
  );

it("says a warning once, and whose it is", () => {
  const results = resultsWith([["slow", "cold"], ["cold"]], [["cold"], []], [["cold"], ["hot"]]);
  expect(countWarnings(results)).toBe(3);
  expect(warningSection(results)).toEqual([
    "## Warnings",
    ["- prefetch 1 (1 run of 2): slow", "- all 3 trials (4 runs of 6): cold", "- prefetch 3 (1 run of 2): hot"].join(
      "\n",
    ),
  ]);
});

it("counts the trials where they are too many to name", () => {
  const results = resultsWith([["cold"], []], [["cold"], []], [["cold"], []], [[], []]);
  expect(warningSection(results)[1]).toBe("- 3 of 4 trials (3 runs of 6): cold");
});

it("is not there without any", () => {
  expect(warningSection(resultsWith([[], []]))).toEqual([]);
});
