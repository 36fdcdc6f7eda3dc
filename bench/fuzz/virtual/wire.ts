// One TCP connection between a process and the broker. Each direction keeps its order and has a latency; a proxy's line
// can stall, delay, throttle or cut it.
import type { Random } from "@fairhare/core";
import { CALM, type Conditions, type FleetLine } from "@fairhare/proxy";
import type { Belonging, VirtualProcess } from "./process.ts";
import type { VirtualTime } from "./time.ts";

/** The path of one process to the broker through the proxy. */
export class VirtualLine implements FleetLine {
  isRefusing = false;
  conditions: Conditions = CALM;
  readonly wires = new Set<Wire>();

  impose(conditions: Conditions): void {
    this.conditions = conditions;
    for (const wire of this.wires) wire.adapt();
  }

  cut(): void {
    for (const wire of this.wires) wire.break();
  }
}

interface WireEnds {
  /** Called on the broker's side. `isOrphaned`: the client's process has ended. */
  readonly onServerBroken: (isOrphaned: boolean) => void;
  /** Called on the client's side while its process lives. `isForced`: the broker has closed the connection. */
  readonly onClientBroken: (isForced: boolean) => void;
}

interface Held {
  readonly act: () => void;
  readonly bytes: number;
}

/** Latency on the loopback interface, milliseconds. */
const LEAST_MS = 0.02;
const SPREAD_MS = 0.3;

class Direction {
  readonly held: Held[] = [];
  lastAt = 0;
}

export class Wire implements Belonging {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #process: VirtualProcess;
  readonly #line: VirtualLine | undefined;
  readonly #ends: WireEnds;
  readonly #up = new Direction();
  readonly #down = new Direction();
  readonly #heartbeatMs: number;
  #isBroken = false;
  /** The node at its end is paused: what is sent waits in the buffers of the system. */
  #isHeld = false;
  /** The client's process has ended; nothing more is sent from its side. */
  #isDeaf = false;
  #silence = 0;

  constructor(
    world: { readonly time: VirtualTime; readonly random: Random },
    process: VirtualProcess,
    line: VirtualLine | undefined,
    heartbeatSeconds: number,
    ends: WireEnds,
  ) {
    this.#time = world.time;
    this.#random = world.random;
    this.#process = process;
    this.#line = line;
    this.#ends = ends;
    this.#heartbeatMs = heartbeatSeconds * 1e3;
    line?.wires.add(this);
    process.owns(this);
    if (this.#isStalled) this.#watchSilence();
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  toBroker(act: () => void, bytes = 64): void {
    if (!this.#isDeaf) this.#send(this.#up, { act, bytes });
  }

  toClient(act: () => void, bytes = 64): void {
    this.#send(this.#down, { act: () => this.#process.run(act), bytes });
  }

  /** Resets the connection: data on the way is lost. */
  break(): void {
    if (this.#isBroken) return;
    this.#close();
    this.#time.after(LEAST_MS, () => this.#ends.onServerBroken(false));
    this.#time.after(LEAST_MS, () => this.#process.run(() => this.#ends.onClientBroken(false)));
  }

  /** The broker closes the connection after the data that it has sent. */
  hangUp(): void {
    this.toClient(() => {
      if (this.#isBroken) return;
      this.#close();
      this.#ends.onClientBroken(true);
    });
  }

  /** The system closes the socket: sent data arrives, unless unread data turns the close into a reset. */
  orphaned(): void {
    if (this.#isBroken) return;
    const isReset = this.#random.float() < 0.5;
    if (isReset) {
      this.#close();
      this.#time.after(LEAST_MS, () => this.#ends.onServerBroken(true));
      return;
    }
    this.#send(this.#up, {
      act: () => {
        this.#close();
        this.#ends.onServerBroken(true);
      },
      bytes: 0,
    });
    this.#isDeaf = true;
  }

  frozen(isFrozen: boolean): void {
    if (isFrozen) this.#watchSilence();
    else this.#silence++;
  }

  /** The node at its end is paused, or runs again. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.adapt();
  }

  /** Applies changed conditions of the line. */
  adapt(): void {
    if (this.#isStalled) {
      this.#watchSilence();
      return;
    }
    this.#silence++;
    for (const direction of [this.#up, this.#down])
      for (const held of direction.held.splice(0)) this.#send(direction, held);
  }

  #send(direction: Direction, held: Held): void {
    if (this.#isBroken) return;
    const conditions = this.#line?.conditions ?? CALM;
    if (this.#isStalled) {
      direction.held.push(held);
      return;
    }
    const slow = conditions.bytesPerSecond === Infinity ? 0 : (held.bytes / conditions.bytesPerSecond) * 1e3;
    const lag = LEAST_MS + SPREAD_MS * this.#random.float() + conditions.delayMs;
    const at = Math.max(direction.lastAt + 1e-4, this.#time.elapsed + lag) + slow;
    direction.lastAt = at;
    this.#time.after(at - this.#time.elapsed, () => {
      if (!this.#isBroken) held.act();
    });
  }

  get #isStalled(): boolean {
    return this.#isHeld || this.#line?.conditions.isStalled === true;
  }

  /** After two heartbeats without data both sides close the connection, a frozen process when it runs again. */
  #watchSilence(): void {
    if (this.#heartbeatMs === 0) return;
    const silence = ++this.#silence;
    this.#time.after(2 * this.#heartbeatMs, () => {
      if (this.#silence === silence) this.break();
    });
  }

  #close(): void {
    this.#isBroken = true;
    this.#line?.wires.delete(this);
    this.#process.disowns(this);
  }
}
