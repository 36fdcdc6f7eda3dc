// The life of one connection in the counts of all: open, cut and short connections, their messages, and the time for which the
// broker blocked them.
import type { Side } from "@fairhare/wire";
import type { ConsumerEnd } from "./consumer-tally.ts";
import type { Roster } from "./roster.ts";

/** A connection for a message or two costs more than the message. */
const SHORT_UP_TO_MESSAGES = 2;

export class ConnectionLife {
  readonly #roster: Roster;
  #messages = 0;
  #hasBegun = false;
  /** Undefined until a side announces the end. */
  #closedBy: Side | undefined;
  #isUnread = false;
  /** Nanoseconds. */
  #blockedSince: number | undefined;

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  /** Both sides speak AMQP. */
  begin(): void {
    const { connections } = this.#roster;
    this.#hasBegun = true;
    connections.opened++;
    connections.open++;
    connections.peak = Math.max(connections.peak, connections.open);
  }

  /** Published or delivered. */
  countMessage(): void {
    this.#messages++;
  }

  block(at: number): void {
    this.#blockedSince ??= at;
  }

  unblock(at: number): void {
    if (this.#blockedSince !== undefined) this.#roster.blocked += at - this.#blockedSince;
    this.#blockedSince = undefined;
  }

  announceEnd(by: Side): void {
    this.#closedBy = by;
  }

  /** Nothing more is read, so nothing more is known of how it ends. */
  leaveUnread(): void {
    this.#isUnread = true;
  }

  /** How the consumers end that are still there when the sockets end. */
  get consumerEnd(): ConsumerEnd {
    if (this.#closedBy === undefined) return "cut";
    return this.#closedBy === "broker" ? "closed-by-broker" : "closed";
  }

  /** The sockets have ended. */
  end(): void {
    if (!this.#hasBegun) return;
    const { connections } = this.#roster;
    connections.open--;
    connections.messages += this.#messages;
    this.#hasBegun = false;
    if (this.#isUnread) return;
    if (this.#closedBy === undefined) connections.cut++;
    if (this.#messages > 0 && this.#messages <= SHORT_UP_TO_MESSAGES) connections.short++;
  }
}
