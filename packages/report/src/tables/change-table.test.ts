import type { Results } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { renderChanges } from "../ci/change-report.ts";
import { hostileResults } from "../testing/hostile-results.ts";
import { buildResults, buildTrial } from "../testing/results-builder.ts";
import { changeNotes, changeTable } from "./change-table.ts";

/** Prefetch 1 and 10, with a run per slowness. */
const resultsOf = (slowness: readonly number[], prefetches: readonly number[] = [1, 10]): Results =>
  buildResults(
    prefetches.map((prefetch) =>
      buildTrial({ prefetch }, { varied: ["prefetch"], runs: slowness.map((factor) => ({ slowness: factor })) }),
    ),
  );

const base = resultsOf([1, 1.01, 1.02, 1.03]);
const rowOf = (before: Results, after: Results, metric: string): string[] => [
  ...(changeTable(before, after).rows.find((row) => row[1] === metric) ?? []),
];

describe("the changes between two results", () => {
  it("are one row per shared trial and metric, with a mark where they are significant", () => {
    const slower = resultsOf([1.5, 1.51, 1.52, 1.53]);
    const [trial, metric, before, after, change] = rowOf(base, slower, "makespan");
    expect([trial, metric]).toEqual(["prefetch 1", "makespan"]);
    expect([before, after]).toEqual([expect.stringMatching(/^5\.\d+ s/), expect.stringMatching(/^7\.\d+ s/)]);
    expect(change).toMatch(/^\+49\.\d % ✱$/);
    expect(rowOf(base, slower, "Jain busy").at(-1)).toBe("0.0 %");
    expect(changeNotes(base, slower)).toEqual(["✱ marks a significant change (Mann–Whitney U, p < 0.05)."]);
  });

  it("have no mark with few runs, and a note that says so", () => {
    const [one, other] = [resultsOf([1]), resultsOf([2])];
    expect(rowOf(one, other, "makespan").at(-1)).toMatch(/^\+\d+\.\d %$/);
    expect(changeNotes(one, other)).toEqual([
      "Changes without ✱ are not significant or not tested; a test needs 4 runs, so use --repeat 4 or more.",
    ]);
  });

  it("name trials that only one of them has, and another broker", () => {
    const head = resultsOf([1, 1, 1, 1], [1, 20]);
    const { broker } = head.environment;
    const notes = changeNotes(base, {
      ...head,
      environment: { ...head.environment, broker: { ...broker, version: "4.3.0" } },
    });
    expect(notes).toEqual(
      expect.arrayContaining([
        "Only in the base: prefetch 10.",
        "Only in the new results: prefetch 20.",
        "The broker versions differ: RabbitMQ 4.0.5 in the base, RabbitMQ 4.3.0 in the new results.",
      ]),
    );
    expect(changeNotes(base, resultsOf([1], [7]))[0]).toBe(
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
