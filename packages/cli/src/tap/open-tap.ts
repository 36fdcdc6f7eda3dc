// The tap itself: a line to the broker whose connections are read. Bytes pass unchanged, whatever the reader makes of them.
import { formatListenAddress, type ListenAddress, listenProblem, messageOf } from "@fairhare/core";
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
    throw new OutputNotWritableError([`--listen ${address} cannot be used: ${listenProblem(error)}`]);
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
