// Connections and channels that ended unexpectedly, and consumers that the broker cancelled.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { tracesOf } from "../history/process-trace.ts";

/** The most frequent reply code first. */
export const checkDisconnects: Checker<RunResult["disconnects"]> = (history) => {
  const counts = new Map<number, number>();
  for (const { replyCodes } of tracesOf(history))
    for (const replyCode of replyCodes) counts.set(replyCode, (counts.get(replyCode) ?? 0) + 1);
  return [...counts].map(([replyCode, count]) => ({ replyCode, count })).toSorted((a, b) => b.count - a.count);
};

export const checkCancellations: Checker<number> = ({ executions }) =>
  executions.traces.reduce((sum, { cancels }) => sum + cancels, 0);
