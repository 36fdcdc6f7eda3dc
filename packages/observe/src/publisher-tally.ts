// What one connection published, as far as it shows.
import { LatencyRecorder } from "@fairhare/checker";
import type { ConnectionIdentity } from "./connection-identity.ts";

export class PublisherTally {
  readonly identity: ConnectionIdentity;
  /** The first publish; nanoseconds. */
  readonly since: number;
  /** The latest publish. */
  lastAt: number;
  endedAt: number | null = null;
  published = 0;
  /** Publishes on channels with publisher confirms. */
  awaited = 0;
  confirmed = 0;
  nacked = 0;
  returned = 0;
  /** Publishes that the broker had not answered when their channel or connection ended. */
  unanswered = 0;
  readonly timeToConfirm = new LatencyRecorder(2);

  constructor(identity: ConnectionIdentity, at: number) {
    this.identity = identity;
    this.since = at;
    this.lastAt = at;
  }

  /** Publishes that still wait for their confirm. */
  get pending(): number {
    return this.awaited - this.confirmed - this.nacked - this.unanswered;
  }

  /** Adds the counts of a publisher that has ended. */
  absorb(other: PublisherTally): void {
    for (const count of COUNTS) this[count] += other[count];
    this.timeToConfirm.add(other.timeToConfirm);
  }
}

const COUNTS = [
  "published",
  "awaited",
  "confirmed",
  "nacked",
  "returned",
  "unanswered",
] as const satisfies readonly (keyof PublisherTally)[];
