// A run's latencies, each from its own distribution. Counted from the intended send, so that a producer that
// falls behind does not hide the wait (coordinated omission).
import { type AttemptTable, Attempt } from "../history/attempt-table.ts";
import { Work, type WorkTable } from "../history/work-table.ts";
import { LatencyRecorder } from "../history/latency-recorder.ts";

/** From intended send to first delivery, and to first completion; tasks without an intended time are left out. */
export function recordFromIntended(
  attempts: AttemptTable,
  work: WorkTable,
): { readonly queueWait: LatencyRecorder; readonly endToEnd: LatencyRecorder } {
  const queueWait = new LatencyRecorder();
  const endToEnd = new LatencyRecorder();
  for (let task = 1; task <= attempts.last; task++) {
    const intended = attempts.intendedAt[task] ?? 0;
    if (intended === 0 || !attempts.is(task, Attempt.attempted)) continue;
    if (work.is(task, Work.delivered)) queueWait.record((work.firstDeliveredAt[task] ?? 0) - intended);
    if (work.is(task, Work.completed)) endToEnd.record((work.firstCompletedAt[task] ?? 0) - intended);
  }
  return { queueWait, endToEnd };
}
