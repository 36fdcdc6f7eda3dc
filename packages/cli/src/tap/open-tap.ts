// The tap itself: a line to the broker whose connections are read. Bytes pass unchanged, whatever the reader makes of them.
import { codeOf, formatListenAddress, type ListenAddress, messageOf } from "@fairhare/core";
import type { ObservedConnection, Observer } from "@fairhare/observe";
import { type ConnectionObserver, Line, type Upstream } from "@fairhare/proxy";
import { WireReader } from "@fairhare/wire";
import { OutputNotWritableError } from "../output/output-problems.ts";

/** `now`: nanoseconds on the clock of the observer. @throws OutputNotWritableError when it cannot listen. */
export async function openTap(
  upstream: Upstream,
  listen: ListenAddress,
  observer: Observer,
  now: () => number,
): Promise<Line> {
  try {
    return await Line.listen(upstream, { opened: (address) => new WatchedConnection(observer, address, now) }, listen);
  } catch (error) {
    const address = formatListenAddress(listen);
    throw new OutputNotWritableError([`--listen ${address} cannot be used: ${whyNot(error)}`]);
  }
}

function whyNot(error: unknown): string {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return "another program uses this port. Use another port, or 0 for a free one.";
    case "EACCES":
      return "permission is denied. Use a port above 1023.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "this machine does not have this address. Use 0.0.0.0 for all of its addresses.";
    default:
      return `${messageOf(error)}. Use another address.`;
  }
}

class WatchedConnection implements ConnectionObserver {
  readonly #observer: Observer;
  readonly #observed: ObservedConnection;
  readonly #reader: WireReader;
  readonly #now: () => number;
  #hasAnswered = false;
  #hasEnded = false;

  constructor(observer: Observer, address: string, now: () => number) {
    this.#observer = observer;
    this.#observed = observer.connect(address);
    this.#reader = new WireReader(this.#observed);
    this.#now = now;
  }

  fromClient(bytes: Buffer): void {
    this.#read(() => this.#reader.fromClient(bytes));
  }

  fromBroker(bytes: Buffer): void {
    this.#hasAnswered = true;
    this.#read(() => this.#reader.fromBroker(bytes));
  }

  /** The first side that ends ends the conversation. */
  ended(): void {
    if (this.#hasEnded) return;
    this.#read(() => this.#observed.ended());
    this.#hasEnded = true;
  }

  brokerFailed(): void {
    if (!this.#hasAnswered && !this.#hasEnded) this.#observer.brokerUnreachable();
  }

  /** A mistake of the reader must not end the connections of other people. */
  #read(read: () => void): void {
    if (this.#hasEnded) return;
    this.#observed.at = this.#now();
    try {
      read();
    } catch (error) {
      this.#hasEnded = true;
      this.#observed.failed(`Fairhare could not read it (please report this): ${messageOf(error)}`);
      this.#observed.ended();
    }
  }
}
