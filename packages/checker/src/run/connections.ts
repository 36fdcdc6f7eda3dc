// How connections and channels ended that nobody meant to end.
import type { ProcessTrace } from "../history/process-trace.ts";
import type { RunResult } from "@fairhare/results";

/** The most frequent first. */
export function disconnectsOf(traces: readonly ProcessTrace[]): RunResult["disconnects"] {
  const counts = new Map<number, number>();
  for (const { replyCodes } of traces)
    for (const replyCode of replyCodes) counts.set(replyCode, (counts.get(replyCode) ?? 0) + 1);
  return [...counts].map(([replyCode, count]) => ({ replyCode, count })).toSorted((a, b) => b.count - a.count);
}
