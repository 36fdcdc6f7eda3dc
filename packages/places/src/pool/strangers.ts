// Connections that have not introduced themselves: limits their number and time, and counts each refused one once.
// arrivals.ts limits their rate.
import type { Socket } from "node:net";
import type { Timers } from "@fairhare/core";
import { Arrivals, networkOf } from "./arrivals.ts";
import { addressOf, type RefusalKind, type Refusals } from "./refusals.ts";

/** Connections that have not introduced themselves, at the same time. */
const STRANGERS_AT_ONCE = 64;
/** From the connection to the introduction. */
const INTRODUCTION_MS = 5_000;

/** A connection that has not introduced itself. */
interface Stranger {
  readonly socket: Socket;
  /** The other end; a closed socket has forgotten it. */
  readonly key: string;
  readonly address: string;
  readonly network: string;
  /** Its refusal is counted, or it was admitted: its end is not counted. */
  isSettled: boolean;
  readonly cancelLimit: () => void;
}

export class Strangers {
  readonly #clock: Timers;
  readonly #refusals: Refusals;
  readonly #arrivals: Arrivals;
  /** By the other end of the connection, which the raw socket and its TLS socket have in common; in the order of arrival. */
  readonly #known = new Map<string, Stranger>();

  constructor(clock: Timers, refusals: Refusals) {
    this.#clock = clock;
    this.#refusals = refusals;
    this.#arrivals = new Arrivals(clock);
  }

  meet(socket: Socket): void {
    const address = addressOf(socket);
    const network = networkOf(address);
    if (!this.#arrivals.admits(network)) {
      this.#refusals.add("tooMany", address);
      socket.destroy();
      return;
    }
    if (this.#known.size >= STRANGERS_AT_ONCE) this.#makeRoom();
    const key = otherEnd(socket);
    const cancelLimit = this.#clock.after(INTRODUCTION_MS, () => this.#end(stranger, "slow"));
    const stranger: Stranger = { socket, key, address, network, isSettled: false, cancelLimit };
    // The other end may have used its port again; the new connection is the last in the order.
    this.#known.delete(key);
    this.#known.set(key, stranger);
    socket.once("close", () => {
      this.#settle(stranger, "incomplete");
      this.#forget(stranger);
    });
    socket.setNoDelay(true);
  }

  admit(socket: Socket): void {
    const stranger = this.#known.get(otherEnd(socket));
    if (stranger === undefined) return;
    this.#settle(stranger);
    this.#forget(stranger);
  }

  /** `socket`: of TLS. */
  refuse(socket: Socket, kind: RefusalKind): void {
    const stranger = this.#known.get(otherEnd(socket));
    if (stranger !== undefined) this.#settle(stranger, kind);
  }

  destroy(): void {
    for (const stranger of this.#known.values()) this.#end(stranger);
  }

  /**
   * Ends the oldest connection of the network that has most of them. An agent introduces itself within milliseconds, so it is
   * not the oldest while others only hold their places.
   */
  #makeRoom(): void {
    const counts = new Map<string, number>();
    for (const { network } of this.#known.values()) counts.set(network, (counts.get(network) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const oldest = [...this.#known.values()].find(({ network }) => counts.get(network) === most);
    if (oldest !== undefined) this.#end(oldest, "tooMany");
  }

  #end(stranger: Stranger, kind?: RefusalKind): void {
    this.#settle(stranger, kind);
    this.#forget(stranger);
    stranger.socket.destroy();
  }

  #forget(stranger: Stranger): void {
    if (this.#known.get(stranger.key) === stranger) this.#known.delete(stranger.key);
  }

  /** The first call decides: each connection is counted once at most. */
  #settle(stranger: Stranger, kind?: RefusalKind): void {
    if (stranger.isSettled) return;
    stranger.isSettled = true;
    stranger.cancelLimit();
    if (kind !== undefined) this.#refusals.add(kind, stranger.address);
  }
}

const otherEnd = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ""} ${remotePort ?? ""}`;
