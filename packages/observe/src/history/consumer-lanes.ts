// How busy each subscribed consumer was in the last minutes, a digit for each step. Consumers without acks have no lane:
// the wire does not show their work.
import type { TapConsumer } from "@fairhare/results";

export const LANE_STEP_MS = 1_000;
const LANE_LENGTH = 120;
/** A digit is a fifth of the step. */
const LEVELS = 5;

interface Lane {
  busyMs: number;
  digits: string;
}

export class ConsumerLanes {
  #lanes = new Map<string, Lane>();
  #atMs = 0;

  /** `rows`: all consumers of a view at this time. */
  update(rows: readonly TapConsumer[], atMs: number): void {
    const spanMs = atMs - this.#atMs;
    // A timer may be a little early.
    if (spanMs < 0.9 * LANE_STEP_MS) return;
    // After a longer time, its mean.
    const steps = Math.min(LANE_LENGTH, Math.max(1, Math.round(spanMs / LANE_STEP_MS)));
    // A lane ends with its consumer.
    const lanes = new Map<string, Lane>();
    for (const row of rows) {
      if (row.busyMs === null || row.endedMs !== null) continue;
      const key = consumerKey(row);
      const { busyMs, digits } = this.#lanes.get(key) ?? { busyMs: 0, digits: "" };
      const share = Math.min(1, Math.max(0, (row.busyMs - busyMs) / spanMs));
      const digit = String(Math.round(share * LEVELS));
      lanes.set(key, { busyMs: row.busyMs, digits: (digits + digit.repeat(steps)).slice(-LANE_LENGTH) });
    }
    this.#lanes = lanes;
    this.#atMs = atMs;
  }

  /** The oldest step first; empty without acks, and after the end of the consumer. */
  laneOf(row: TapConsumer): string {
    return this.#lanes.get(consumerKey(row))?.digits ?? "";
  }
}

/** A connection may subscribe again with the same tag. */
export const consumerKey = ({
  connection,
  sinceMs,
  tag,
}: Pick<TapConsumer, "connection" | "sinceMs" | "tag">): string => JSON.stringify([connection, sinceMs, tag]);
