import type { Results } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { hostileResults } from "../testing/hostile-results.ts";
import { buildResults, buildTrial } from "../testing/results-builder.ts";
import { changeTable } from "../tables/change-table.ts";
import { renderChanges } from "./change-report.ts";
import { changeNotes, regressionLines } from "./change-words.ts";
import { changesBetween } from "./changes.ts";

/** Prefetch 1 and 10, with a run per slowness. */
const resultsOf = (slowness: readonly number[], prefetches: readonly number[] = [1, 10]): Results =>
  buildResults(
    prefetches.map((prefetch) =>
      buildTrial({ prefetch }, { varied: ["prefetch"], runs: slowness.map((factor) => ({ slowness: factor })) }),
    ),
  );

const base = resultsOf([1, 1.01, 1.02, 1.03, 1.04, 1.05]);
const rowOf = (before: Results, after: Results, metric: string): string[] => [
  ...(changeTable(changesBetween(before, after)).rows.find((row) => row[1] === metric) ?? []),
];

describe("the changes between two results", () => {
  it("are one row per shared trial and metric, with a mark where they are significant", () => {
    const slower = resultsOf([1.5, 1.51, 1.52, 1.53, 1.54, 1.55]);
    const [trial, metric, before, after, change, interval, p] = rowOf(base, slower, "makespan");
    expect([trial, metric]).toEqual(["prefetch 1", "makespan"]);
    expect([before, after]).toEqual([expect.stringMatching(/^5\.\d+ s/), expect.stringMatching(/^7\.\d+ s/)]);
    expect(change).toMatch(/^\+4\d\.\d % ✱$/);
    expect([interval, Number(p) < 0.05]).toEqual([expect.stringMatching(/^\+4\d\.\d % to \+\d\d\.\d %$/), true]);
    expect(rowOf(base, slower, "Jain busy")[4]).toBe("~ 0.0 %");
    expect(rowOf(base, resultsOf([1.06, 1.01, 1.02, 1.03, 1.04, 1.05]), "makespan")[4]).toMatch(/^~ \+/);
    const notes = changeNotes(changesBetween(base, slower));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /^✱ marks a shown change: p < 0\.05 \(Mann–Whitney U\), corrected for all \d+ comparisons/,
    );
  });

  it("name what is worse, and not what is better", () => {
    const slower = resultsOf([1.5, 1.51, 1.52, 1.53, 1.54, 1.55]);
    const [line, ...others] = regressionLines(changesBetween(base, slower));
    expect(others).toHaveLength(1);
    expect(line).toMatch(/^Worse: prefetch 1: makespan \+4\d\.\d %, .*completed\/s −3\d\.\d %/);
    expect(regressionLines(changesBetween(slower, base))).toEqual([]);
    expect(regressionLines(changesBetween(base, base))).toEqual([]);
    expect(renderChanges(base, slower)).toContain("Worse: prefetch 1: makespan");
  });

  it("have no mark with few runs, and a note that says so", () => {
    const [one, other] = [resultsOf([1]), resultsOf([2])];
    expect(rowOf(one, other, "makespan")[4]).toMatch(/^\+\d+\.\d %$/);
    expect(changeNotes(changesBetween(one, other))).toEqual([
      "Nothing is tested: a test needs at least 4 runs of a trial in both results.",
      "With 1 run of a trial no change can be shown: use --repeat 6 or more.",
    ]);
  });

  it("name trials that only one of them has, and another broker", () => {
    const head = resultsOf([1, 1, 1, 1], [1, 20]);
    const { broker } = head.environment;
    const environment = { ...head.environment, broker: { ...broker, version: "4.3.0" } };
    const notes = changeNotes(changesBetween(base, { ...head, environment }));
    expect(notes).toEqual(
      expect.arrayContaining([
        "Only in the base: prefetch 10.",
        "Only in the new results: prefetch 20.",
        "The broker versions differ: RabbitMQ 4.0.5 in the base, RabbitMQ 4.3.0 in the new results.",
      ]),
    );
    expect(changeNotes(changesBetween(base, resultsOf([1], [7, 8])))[0]).toBe(
      "The two results have no trial in common. Run both with the same flags.",
    );
  });

  it("are Markdown without markup of a foreign text", () => {
    const markdown = renderChanges(base, resultsOf([1.1, 1.1, 1.1, 1.1]));
    expect(markdown).toMatch(/^## ✅ fairness: new results against the base\n\n- Base: Pass: .*\n- New: Pass: /);
    expect(markdown).toContain("| trial       | metric         |");
    const hostile = hostileResults(() => "<img src=x>|\n## x");
    expect(renderChanges(hostile, hostile)).not.toMatch(/<img|^## x/m);
  });
});
