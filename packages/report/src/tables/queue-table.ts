// The queues of one run, one row each; of many queues the worst, and a sentence about all of them.
import { counted, formatCount, formatJain, formatMs, formatNumber } from "@fairhare/core";
import type { QueueResult, RunResult } from "@fairhare/results";
import { boundCell } from "../latency-bound.ts";
import { type Column, numeric, type TableModel, tableOf } from "./table.ts";

/** A table of more queues shows the worst. */
const MOST_ROWS = 16;
const WORST_ROWS = 10;

/** Null for a run with one queue, whose row would repeat the ledger of the run. */
export function queueTable({ queues }: Pick<RunResult, "queues">): TableModel | null {
  if (queues.length < 2) return null;
  const some = (head: string, read: (queue: QueueResult) => number): Column<QueueResult>[] =>
    queues.some((queue) => read(queue) > 0) ? [numeric(head, (queue) => formatCount(read(queue)), 2)] : [];
  return tableOf<QueueResult>(
    [
      numeric("queue", ({ queue }) => String(queue), 0),
      numeric("workers", ({ workers }) => formatCount(workers)),
      numeric("tasks", ({ completed }) => formatCount(completed)),
      ...(queues.some(({ attempted, completed }) => attempted !== completed)
        ? [numeric<QueueResult>("attempted", ({ attempted }) => formatCount(attempted), 2)]
        : []),
      numeric("lost", ({ lost }) => formatCount(lost)),
      ...some("redelivered", ({ redelivered }) => redelivered),
      ...some("duplicated", ({ duplicated }) => duplicated),
      ...some("dead-lettered", ({ deadLettered }) => deadLettered),
      ...some("dropped", ({ dropped }) => dropped),
      ...some("unknown", ({ unknown }) => unknown),
      ...some("remaining", ({ remaining }) => remaining),
      ...some("backlog", ({ backlog }) => backlog ?? 0),
      numeric("completed/s", ({ completedPerSecond }) => formatNumber(completedPerSecond), 2),
      numeric("p50 end to end", ({ endToEndMs }) => formatMs(endToEndMs.p50), 2),
      numeric("p99 end to end", ({ endToEndMs }) => formatMs(endToEndMs.p99)),
      ...(queues.some(({ endToEndMs }) => endToEndMs.errorBound !== undefined)
        ? [numeric<QueueResult>("wrong by at most", ({ endToEndMs }) => boundCell(endToEndMs.errorBound))]
        : []),
      ...(queues.some(({ workers }) => workers > 1)
        ? [numeric<QueueResult>("Jain busy", ({ jainBusy }) => formatJain(jainBusy), 3)]
        : []),
    ],
    shownQueues(queues),
  );
}

/** The range of the queues, and how many of them the table leaves out; null for a run with one queue. */
export function queueSentence({ queues }: Pick<RunResult, "queues">): string | null {
  if (queues.length < 2) return null;
  const hidden = queues.length - shownQueues(queues).length;
  const range = (read: (queue: QueueResult) => number | null, format: (value: number | null) => string): string => {
    const values = queues
      .map(read)
      .filter((value) => value !== null)
      .toSorted((a, b) => a - b);
    const [least = null, middle = null, most = null] = [
      values[0],
      values[Math.floor(values.length / 2)],
      values.at(-1),
    ];
    return least === most ? format(least) : `${format(least)} to ${format(most)}, in the median ${format(middle)}`;
  };
  const parts = [
    `completed tasks ${range(({ completed }) => completed, formatCount)}`,
    `p99 of the end-to-end latency ${range(({ endToEndMs }) => endToEndMs.p99, formatMs)}`,
  ];
  const all = `Over all ${counted(queues.length, "queue")}: ${parts.join("; ")}.`;
  return hidden > 0 ? `${all} The table shows the ${WORST_ROWS} worst: most lost tasks, then the highest p99.` : all;
}

function shownQueues(queues: readonly QueueResult[]): readonly QueueResult[] {
  if (queues.length <= MOST_ROWS) return queues;
  return queues.toSorted(byBadness).slice(0, WORST_ROWS);
}

const byBadness = (a: QueueResult, b: QueueResult): number =>
  b.lost - a.lost || b.remaining - a.remaining || (b.endToEndMs.p99 ?? 0) - (a.endToEndMs.p99 ?? 0);
