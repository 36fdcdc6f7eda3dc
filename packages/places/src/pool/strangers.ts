// Connections that have not introduced themselves: limits their number, rate and time, and counts each refused one once.
import type { Socket } from "node:net";
import type { Timers } from "@fairhare/core";
import { addressOf, type RefusalKind, type Refusals } from "./refusals.ts";

/** Connections that have not introduced themselves, at the same time. */
const STRANGERS_AT_ONCE = 64;
/** A handshake takes about 3 ms of CPU time, so this rate costs less than a tenth of a core. */
const CONNECTIONS_PER_SECOND = 20;
/** As many agents may start at the same moment. */
const BURST = 200;
/** From the connection to the introduction. */
const INTRODUCTION_MS = 5_000;
/** A connection that has not introduced itself. */
interface Stranger {
  readonly socket: Socket;
  readonly address: string;
  /** Its refusal is counted, or it was admitted: its end is not counted. */
  isSettled: boolean;
  readonly cancelLimit: () => void;
}

export class Strangers {
  readonly #clock: Timers;
  readonly #refusals: Refusals;
  /** By the other end of the connection, which the raw socket and its TLS socket have in common. */
  readonly #known = new Map<string, Stranger>();
  #allowance = BURST;
  #refilledAt: number;

  constructor(clock: Timers, refusals: Refusals) {
    this.#clock = clock;
    this.#refusals = refusals;
    this.#refilledAt = clock.now();
  }

  meet(socket: Socket): void {
    const address = addressOf(socket);
    if (!this.#isAllowed()) {
      this.#refusals.add("tooMany", address);
      socket.destroy();
      return;
    }
    const key = otherEnd(socket);
    const cancelLimit = this.#clock.after(INTRODUCTION_MS, () => {
      this.#settle(stranger, "slow");
      socket.destroy();
    });
    const stranger: Stranger = { socket, address, isSettled: false, cancelLimit };
    this.#known.set(key, stranger);
    socket.once("close", () => {
      this.#settle(stranger, "incomplete");
      // The other end may have used its port again.
      if (this.#known.get(key) === stranger) this.#known.delete(key);
    });
    socket.setNoDelay(true);
  }

  admit(socket: Socket): void {
    const key = otherEnd(socket);
    const stranger = this.#known.get(key);
    if (stranger === undefined) return;
    this.#settle(stranger);
    this.#known.delete(key);
  }

  /** `socket`: of TLS. */
  refuse(socket: Socket, kind: RefusalKind): void {
    const stranger = this.#known.get(otherEnd(socket));
    if (stranger !== undefined) this.#settle(stranger, kind);
  }

  destroy(): void {
    for (const stranger of this.#known.values()) {
      this.#settle(stranger);
      stranger.socket.destroy();
    }
  }

  /** The first call decides: each connection is counted once at most. */
  #settle(stranger: Stranger, kind?: RefusalKind): void {
    if (stranger.isSettled) return;
    stranger.isSettled = true;
    stranger.cancelLimit();
    if (kind !== undefined) this.#refusals.add(kind, stranger.address);
  }

  /** A token bucket, and the number of strangers. */
  #isAllowed(): boolean {
    const now = this.#clock.now();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#refilledAt) / 1e9) * CONNECTIONS_PER_SECOND);
    this.#refilledAt = now;
    if (this.#allowance < 1 || this.#known.size >= STRANGERS_AT_ONCE) return false;
    this.#allowance--;
    return true;
  }
}

const otherEnd = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ""} ${remotePort ?? ""}`;
