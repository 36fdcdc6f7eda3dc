// A shard of an agent in virtual time: its bytes arrive at the orchestrator later, in their order.
import type { ShardSink } from "@fairhare/child";
import type { Random } from "@fairhare/core";
import type { MemoryShards } from "@fairhare/orchestrator/testing";
import type { VirtualTime } from "./time.ts";

/** Where processes of an agent open their shards. */
export type ShardMaker = Pick<MemoryShards, "create">;

interface StreamWorld {
  readonly time: VirtualTime;
  readonly random: Random;
}

/** The bytes of one shard on their way to the orchestrator. */
export class ShardStream {
  readonly #world: StreamWorld;
  readonly #hasLink: () => boolean;
  readonly #waiting: (() => void)[] = [];
  #own: Uint8Array[] = [];
  #sink: ShardSink | undefined;
  #path = "";
  #shards: MemoryShards | undefined;
  /** Parts on their way. */
  #moving = 0;
  #lastArrival = 0;

  constructor(world: StreamWorld, hasLink: () => boolean) {
    this.#world = world;
    this.#hasLink = hasLink;
  }

  open(path: string, shards: MemoryShards): ShardSink {
    this.#path = path;
    this.#shards = shards;
    return { write: (bytes, length) => this.#send(bytes.slice(0, length)), close: () => undefined };
  }

  /** Calls `act` when all bytes so far have arrived. */
  whenSent(act: () => void): void {
    if (this.#moving === 0) act();
    else this.#waiting.push(act);
  }

  /** Of the parts on their way, a beginning of any length still arrives. */
  breakOff(): void {
    const { random } = this.#world;
    const rest = Buffer.concat(this.#own);
    this.#own = [];
    this.#arrive(rest.subarray(0, random.float() < 0.3 ? 0 : random.below(rest.byteLength + 1)));
  }

  #send(bytes: Uint8Array): void {
    if (!this.#hasLink()) return;
    const { time, random } = this.#world;
    this.#own.push(bytes);
    this.#moving++;
    const lag = random.float() < 0.1 ? 400 * random.float() : 20 * random.float();
    this.#lastArrival = Math.max(this.#lastArrival, time.elapsed + lag);
    time.after(this.#lastArrival - time.elapsed, () => {
      this.#moving--;
      const [part] = this.#own;
      if (part === undefined || !this.#hasLink()) return;
      this.#own.shift();
      this.#arrive(part);
      if (this.#moving === 0) for (const act of this.#waiting.splice(0)) act();
    });
  }

  #arrive(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#sink ??= this.#shards?.create(this.#path);
    this.#sink?.write(bytes, bytes.byteLength);
  }
}
