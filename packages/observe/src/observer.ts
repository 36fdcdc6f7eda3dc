// Watches the connections of other people's clients: gives each one a listener for the wire reader, and sums up what the
// listeners have heard. It opens no socket and reads no clock.
import { findingSentence } from "@fairhare/findings";
import { ObservedConnection } from "./observed-connection.ts";
import { Roster } from "./roster.ts";
import { tapFindings } from "./tap-findings.ts";
import type { TapResults, TapView } from "@fairhare/results";
import { viewOf } from "./view.ts";

export interface ObserverLimits {
  /** Published messages that are remembered until their delivery. */
  readonly mostWaiting?: number;
  /** Consumers and publishers that have ended and are still listed one by one. */
  readonly mostEnded?: number;
}

export class Observer {
  readonly #roster: Roster;
  readonly #beganAt: number;
  #connections = 0;

  /** `beganAt`: nanoseconds, on the clock of all later times. */
  constructor(beganAt: number, limits: ObserverLimits = {}) {
    this.#beganAt = beganAt;
    this.#roster = new Roster(limits);
  }

  /** `address` names the client until it gives its connection a name. */
  connect(address: string): ObservedConnection {
    return new ObservedConnection(this.#roster, ++this.#connections, address);
  }

  /** A client came while the broker could not be reached. */
  brokerUnreachable(): void {
    this.#roster.connections.unreachable++;
  }

  view(at: number): TapView {
    return viewOf(this.#roster, this.#beganAt, at);
  }

  findings(view: TapView, at: number): Pick<TapResults, "findings" | "warnings"> {
    const findings = tapFindings(this.#roster, view, at);
    return { findings, warnings: findings.map(findingSentence) };
  }
}
