// The publishing half of a connection: turns its publishes, returns and confirms into the tally of one publisher, which
// begins with the first of them.
import type { WireMessage } from "@fairhare/wire";
import type { ChannelState } from "./channel-state.ts";
import type { ConnectionIdentity } from "./connection-identity.ts";
import type { PublisherTally } from "./publisher-tally.ts";
import type { Roster } from "./roster.ts";

export class ObservedPublisher {
  readonly #roster: Roster;
  readonly #identity: () => ConnectionIdentity;
  #tally: PublisherTally | undefined;

  /** `identity` is asked when the tally begins: the client gives its name before it publishes. */
  constructor(roster: Roster, identity: () => ConnectionIdentity) {
    this.#roster = roster;
    this.#identity = identity;
  }

  /** Times are nanoseconds. `channel` is that of the message. */
  published(message: WireMessage, channel: ChannelState, at: number): void {
    const tally = this.#begun(at);
    tally.published++;
    tally.lastAt = at;
    this.#roster.recognition.published(message.key, at);
    if (message.sequence === 0) return;
    tally.awaited++;
    message.label = at;
    channel.unconfirmed++;
  }

  returned(message: WireMessage, at: number): void {
    this.#begun(at).returned++;
    this.#roster.recognition.withdrawn(message.key);
  }

  confirmed(channel: ChannelState, publishedAt: number, isAccepted: boolean, at: number): void {
    const tally = this.#begun(at);
    channel.unconfirmed--;
    tally.timeToConfirm.record(at - publishedAt);
    if (isAccepted) tally.confirmed++;
    else tally.nacked++;
  }

  /** The publishes that still wait for their confirm get none. */
  endChannel(channel: ChannelState): void {
    if (this.#tally !== undefined) this.#tally.unanswered += channel.unconfirmed;
  }

  /** The connection has ended, after all of its channels. */
  end(at: number): void {
    if (this.#tally !== undefined) this.#roster.retirePublisher(this.#tally, at);
    this.#tally = undefined;
  }

  #begun(at: number): PublisherTally {
    this.#tally ??= this.#roster.publisher(this.#identity(), at);
    return this.#tally;
  }
}
