import { comparisonTable, queueTable, workerTable } from "@fairhare/report";
import { manyWorkers, threeRepeats, twoTrials } from "@fairhare/report/testing";
import type { QueueResult } from "@fairhare/results";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { closingBlock, presentResults, type View } from "./present-results.ts";
import { COLUMN_NAMES, columnName } from "./table-columns.ts";

const view = (columns: number, over: Partial<View["table"]> = {}): View => ({
  columns,
  style: createStyle(undefined),
  table: { columns: null, wide: false, ...over },
});
const lines = (...[results, given]: Parameters<typeof presentResults>): string[] =>
  [...presentResults(results, given), closingBlock(results, given)].join("\n").split("\n");
const head = (given: View): string | undefined =>
  lines(twoTrials(), given).findLast((line) => line.startsWith("│ prefetch"));

describe("the printed results", () => {
  it.each([60, 80, 100, 200])("fit %s columns", (columns) => {
    for (const results of [twoTrials(), threeRepeats(), manyWorkers()])
      for (const line of lines(results, view(columns))) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  it("end with the verdict", () => {
    expect(lines(twoTrials(), view(80)).at(-1)).toBe("✗ fail");
  });

  it("name the columns that did not fit, in a sentence", () => {
    const text = lines(twoTrials(), view(60)).join(" ");
    expect(text).toMatch(/Columns left out: .*busiest.*\. Show them with --wide, or choose with --columns\./);
    expect(lines(twoTrials(), view(250)).join(" ")).not.toContain("Columns left out");
  });

  it("have the chosen columns in their order", () => {
    expect(head(view(100, { columns: ["lost", "makespan"] }))).toBe("│ prefetch  │ lost │ makespan │");
  });

  it("have all columns with --wide, and prose within the terminal", () => {
    const wide = lines(twoTrials(), view(60, { wide: true }));
    expect(wide.some((line) => stringWidth(line) > 60)).toBe(true);
    expect(wide.filter((line) => !/^[│┌├└]/.test(line)).every((line) => stringWidth(line) <= 60)).toBe(true);
  });
});

it("every column of the tables can be chosen by name", () => {
  const [trial] = twoTrials().trials;
  const [run] = trial?.runs ?? [];
  if (trial === undefined || run === undefined) throw new Error("no run");
  const queues = queueTable({ queues: run.queues.flatMap((queue) => [worst(queue), { ...worst(queue), queue: 2 }]) });
  const tables = [comparisonTable(twoTrials()), workerTable(run, trial), ...(queues === null ? [] : [queues])];
  const names = tables.flatMap(({ head: heads, ranks = [] }) =>
    heads.filter((_, index) => ranks[index] !== 0).map((name) => columnName(name)),
  );
  expect(COLUMN_NAMES).toEqual(expect.arrayContaining(names));
});

/** A queue for which the table has all of its columns. */
function worst(queue: QueueResult): QueueResult {
  const some = { duplicated: 1, redelivered: 1, deadLettered: 1, dropped: 1, unknown: 1, remaining: 1, backlog: 1 };
  return { ...queue, ...some, attempted: queue.completed + 4 };
}
