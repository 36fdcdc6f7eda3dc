import { describe, expect, it } from "vitest";
import { experimentSentence } from "./experiment-sentence.ts";
import { buildResults, buildTrial, editRun } from "./testing/results-builder.ts";

/** Without work; so many tasks a second, so many lost. */
const trial = (prefetch: number, completedPerSecond: number, lost = 0) => {
  const built = buildTrial({ prefetch, work: "none", tasks: 20 }, { varied: ["prefetch"] });
  const runs = built.runs.map((run) =>
    editRun(run, { throughput: { completedPerSecond }, fairness: { jainBusy: null }, ledger: { lost } }),
  );
  return { ...built, runs, summary: {} };
};

describe("which trial gets most through", () => {
  it("is said where there is no work to be fair about", () => {
    expect(experimentSentence(buildResults([trial(1, 100), trial(2, 300)]))).toContain(
      "Prefetch 2 gets most tasks through, 3.00× as many a second as prefetch 1.",
    );
  });

  it("is never one that lost tasks", () => {
    const results = buildResults([trial(1, 100), trial(2, 200), trial(3, 900, 5)]);
    expect(experimentSentence(results)).toContain(
      "Of those that lost nothing, prefetch 2 gets most tasks through, 2.00× as many a second as prefetch 1.",
    );
  });

  it("is not said when only one lost nothing", () => {
    expect(experimentSentence(buildResults([trial(1, 100), trial(3, 900, 5)]))).not.toContain("through");
  });
});
