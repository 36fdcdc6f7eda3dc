import { describe, expect, it } from "vitest";
import { threeRepeats, twoTrials, withoutWork } from "../testing/fixtures.ts";
import { editRun } from "../testing/results-builder.ts";
import { renderBenchmark } from "./benchmark.ts";

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}
const entries = (...parameters: Parameters<typeof renderBenchmark>): Entry[] =>
  JSON.parse(renderBenchmark(...parameters)) as Entry[];

describe("the file for github-action-benchmark", () => {
  it("has an entry per trial and metric, in the form that the action reads", () => {
    for (const direction of ["smaller", "bigger"] as const)
      for (const { name, unit, value } of entries(twoTrials(), direction)) {
        expect(name).toMatch(/^fairness \/ prefetch (1|unlimited) \/ \S/);
        expect(unit).not.toBe("");
        expect(Number.isFinite(value)).toBe(true);
      }
  });

  it("holds values of one direction only, under unique names", () => {
    const smaller = entries(twoTrials(), "smaller").map(({ name }) => name);
    const bigger = entries(twoTrials(), "bigger").map(({ name }) => name);
    expect(smaller).toContain("fairness / prefetch 1 / latency end to end p99");
    expect(bigger).toContain("fairness / prefetch 1 / completed");
    expect(new Set([...smaller, ...bigger]).size).toBe(smaller.length + bigger.length);
  });

  it("has medians with their range over the repeats", () => {
    const [makespan] = entries(threeRepeats(), "smaller");
    expect(makespan).toMatchObject({
      name: "fairness / 3 workers / makespan",
      unit: "ms",
      value: 6902.68,
      range: "6814.1 to 6957.2",
      extra: "runs: 3\nmetric: makespanMs\nbroker: RabbitMQ 4.0.5",
    });
  });

  it("adds lost tasks up over the repeats", () => {
    const results = threeRepeats();
    const trials = results.trials.map((trial) => ({
      ...trial,
      runs: trial.runs.map((run, index) => editRun(run, { ledger: { lost: index === 0 ? 2 : 0 } })),
    }));
    const lost = entries({ ...results, trials }, "smaller").find(({ name }) => name.endsWith("/ lost"));
    expect(lost).toMatchObject({ value: 2, unit: "tasks" });
    expect(lost).not.toHaveProperty("range");
  });

  it("leaves out what was not measured", () => {
    expect(entries(withoutWork(), "bigger").map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining("Jain busy"),
    );
  });
});
