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

describe("the trial with the highest throughput", () => {
  it("is named where tasks cost nothing", () => {
    expect(experimentSentence(buildResults([trial(1, 100), trial(2, 300)]))).toContain(
      "Prefetch 2 has the highest throughput, 3.00× that of prefetch 1.",
    );
  });

  it("is never a trial that lost tasks", () => {
    const results = buildResults([trial(1, 100), trial(2, 200), trial(3, 900, 5)]);
    expect(experimentSentence(results)).toContain(
      "Among the trials that lost no task, prefetch 2 has the highest throughput, 2.00× that of prefetch 1.",
    );
  });

  it("is not named when only one trial lost no task", () => {
    expect(experimentSentence(buildResults([trial(1, 100), trial(3, 900, 5)]))).not.toContain("throughput");
  });
});
