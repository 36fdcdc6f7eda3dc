// How long an alarm of the broker blocked producers: the spans from `blocked` to `unblocked` on their connections that
// began during the alarm.
import { isAlarm } from "@fairhare/workload";
import { EventKind, type ShardReader } from "@fairhare/protocol";
import type { Occurrence } from "../history/faults/occurrence.ts";

interface BlockedSpan {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
}

/**
 * By occurrence, nanoseconds: the time of the producer that was blocked longest. Null for other faults and for alarms that
 * blocked no producer. A span also ends with the connection or the process. `clockError`: by so much, the times of the producers
 * can be wrong; without an alarm no producer is blocked.
 */
export function blockedByAlarms(
  occurrences: readonly Occurrence[],
  producers: readonly ShardReader[],
  clockError: number,
): (number | null)[] {
  if (!occurrences.some(isOfAlarm)) return occurrences.map(() => null);
  const spans = producers.flatMap(spansOf);
  return occurrences.map((occurrence) => {
    if (!isOfAlarm(occurrence)) return null;
    const { beganAt, healedAt } = occurrence;
    const times = new Map<number, number>();
    for (const { shard, from, to } of spans)
      if (from >= beganAt - clockError && from <= (healedAt ?? Infinity) + clockError)
        times.set(shard, (times.get(shard) ?? 0) + to - from);
    return times.size === 0 ? null : Math.max(...times.values());
  });
}

const isOfAlarm = ({ plan }: Occurrence): boolean => plan !== null && isAlarm(plan);

function spansOf(shard: ShardReader, index: number): BlockedSpan[] {
  const spans: BlockedSpan[] = [];
  let from: number | null = null;
  let lastAt = 0;
  const end = (to: number): void => {
    if (from !== null) spans.push({ shard: index, from, to });
    from = null;
  };
  shard.rewind();
  while (shard.next()) {
    const { kind, at } = shard;
    lastAt = at;
    if (kind === EventKind.blocked) from ??= at;
    else if (kind === EventKind.unblocked || kind === EventKind.disconnected) end(at);
  }
  end(lastAt);
  return spans;
}
