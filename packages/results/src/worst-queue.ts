// The worst value over the queues of a run, column by column.
import type { QueueResult, WorstQueue } from "./run/queue-schema.ts";

type Read = (queue: QueueResult) => number | null;

/** Null where no queue has a value. */
export function worstQueueOf(queues: readonly QueueResult[]): WorstQueue {
  const worst = (read: Read, worse: (a: number, b: number) => number): number | null => {
    const values = queues.map(read).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((a, b) => worse(a, b));
  };
  const most = (read: Read): number | null => worst(read, Math.max);
  const bounds = queues.map(({ endToEndMs }) => endToEndMs.errorBound).filter((bound) => bound !== undefined);
  const least = (read: Read): number | null => worst(read, Math.min);
  return {
    lost: most(({ lost }) => lost),
    duplicated: most(({ duplicated }) => duplicated),
    remaining: most(({ remaining }) => remaining),
    backlog: most(({ backlog }) => backlog),
    completed: least(({ completed }) => completed),
    completedPerSecond: least(({ completedPerSecond }) => completedPerSecond),
    endToEndP99Ms: most(({ endToEndMs }) => endToEndMs.p99),
    ...(bounds.length === 0 ? {} : { endToEndErrorBoundMs: largestOf(bounds) }),
    jainTasks: least(({ jainTasks }) => jainTasks),
    jainBusy: least(({ jainBusy }) => jainBusy),
  };
}

/** Null if one of them is not known: it may be the largest. */
const largestOf = (bounds: readonly (number | null)[]): number | null =>
  bounds.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)), 0);
