// An agent in virtual time: its processes write their shards on its own host, and its end or the end of its connection leaves a
// part of them unread.
import { type Clock, deferred, nanoseconds, type Random, sleep } from "@fairhare/core";
import type { FleetAgent, MemoryShards } from "@fairhare/orchestrator/testing";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import { offsetOf, type TimeExchange } from "@fairhare/protocol";
import type { FleetRole } from "@fairhare/workload";
import type { VirtualProcess } from "./process.ts";
import { type ShardMaker, ShardStream } from "./shard-stream.ts";
import type { VirtualTime } from "./time.ts";

/** Milliseconds of silence after which both sides give up the connection. */
const TIMEOUT_MS = 2_000;
/** Milliseconds in which the agent then ends its processes. */
export const ENDS_WITHIN_MS = 2_500;

export interface AgentWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  /** As the orchestrator has them. */
  readonly shards: MemoryShards;
  readonly start: (role: FleetRole, listener: ProcessListener, shards: ShardMaker, clock: Clock) => VirtualProcess;
}

/** Hours between the clocks of two hosts, and how fast they drift apart. */
const MOST_HOURS = 3;
const MOST_DRIFT = 200e-6;

interface Hosted {
  readonly process: VirtualProcess;
  readonly listener: ProcessListener;
  readonly stream: ShardStream;
  isOver: boolean;
}

export class VirtualAgent implements FleetAgent {
  readonly number: number;
  readonly cores: number;
  readonly name: string;
  readonly memoryBytes = 1e9;
  readonly platform = "virtual";
  readonly nodeVersion = "0";
  clockOffset = 0;
  isConnected = true;
  readonly #clock: Clock;
  readonly #world: AgentWorld;
  readonly #hosted = new Set<Hosted>();
  readonly #onLost = new Set<(reason: string) => void>();
  #hasLink = true;

  constructor(number: number, world: AgentWorld) {
    this.number = number;
    this.cores = 1 + world.random.below(3);
    this.name = `virtual-${number}`;
    this.#world = world;
    const offset = MOST_HOURS * 3_600e9 * (2 * world.random.float() - 1);
    const rate = 1 + MOST_DRIFT * (2 * world.random.float() - 1);
    this.#clock = { now: () => nanoseconds(Math.round(world.time.now() * rate + offset)) };
  }

  /** Pids of the processes that run or ran here, if their last records were lost. */
  readonly unreadPids = new Set<number>();

  onLost(listener: (reason: string) => void): () => void {
    if (this.isConnected) this.#onLost.add(listener);
    else listener("it was lost before");
    return () => void this.#onLost.delete(listener);
  }

  async exchangeTime(): Promise<TimeExchange> {
    const { time } = this.#world;
    const t1 = time.now();
    await sleep(time, this.#hop());
    const t2 = this.#clock.now();
    await sleep(time, this.#hop());
    if (this.#hasLink) return { t1, t2, t3: t2, t4: time.now() };
    throw new Error("the agent was lost");
  }

  async compareClocks(signal?: AbortSignal): Promise<void> {
    const exchange = await this.exchangeTime();
    if (signal?.aborted !== true) this.clockOffset = offsetOf(exchange);
  }

  launch(role: FleetRole, listener: ProcessListener): LaunchedProcess {
    const { time, shards } = this.#world;
    const stream = new ShardStream(this.#world, () => this.#hasLink);
    const process = this.#world.start(
      role,
      {
        onMessage: (message) => {
          if (this.#hasLink && !hosted.isOver) listener.onMessage(message);
        },
        onEnd: (end) => {
          const report = (): void => {
            if (!this.#hasLink || hosted.isOver) return;
            hosted.isOver = true;
            this.#hosted.delete(hosted);
            listener.onEnd(end);
          };
          stream.whenSent(report);
        },
      },
      { create: (path) => stream.open(path, shards) },
      this.#clock,
    );
    const { clockOffset: clockOffsetNs } = this;
    const hosted: Hosted = { process, listener, stream, isOver: false };
    this.#hosted.add(hosted);
    const started = deferred();
    let pid = 0;
    time.after(this.#hop(), () => {
      pid = process.pid;
      started.resolve();
    });
    return {
      get pid() {
        return pid;
      },
      started: started.promise,
      send: (message) => {
        if (!this.#hasLink) return;
        if (message.type !== "configure") process.send(message);
        else process.send({ ...message, plan: { ...message.plan, clockOffsetNs } });
      },
      kill: (signal) => {
        if (!this.#hasLink) return;
        if (signal === "SIGSTOP") process.freeze();
        else if (signal === "SIGCONT") process.wake();
        else process.kill(signal);
      },
    };
  }

  /** The host ends with everything on it. */
  crash(): void {
    if (!this.#hasLink) return;
    this.#cutLink();
    for (const { process } of this.#hosted) process.kill("SIGKILL");
    this.#world.time.after(5 * this.#world.random.float(), () => this.#lose());
  }

  /** The network between the agent and the orchestrator fails; its processes go on until the agent gives up. */
  isolate(): void {
    if (!this.#hasLink) return;
    const { time, random } = this.#world;
    this.#cutLink();
    const lostAfter = TIMEOUT_MS * (0.5 + random.float() / 2);
    time.after(lostAfter, () => this.#lose());
    const hosted = [...this.#hosted];
    time.after(lostAfter + ENDS_WITHIN_MS * (2 * random.float() - 1), () => {
      for (const { process } of hosted) process.kill("SIGKILL");
    });
  }

  #cutLink(): void {
    for (const { stream } of this.#hosted) stream.breakOff();
    this.#hasLink = false;
  }

  #lose(): void {
    this.isConnected = false;
    for (const listener of this.#onLost) listener(`Agent ${this.number} was lost.`);
    for (const hosted of this.#hosted) {
      hosted.isOver = true;
      this.unreadPids.add(hosted.process.pid);
      const end = { exitCode: null, signal: null, isGraceful: false, reason: "its agent was lost" };
      hosted.listener.onEnd({ ...end, isShardIncomplete: true });
    }
    this.#hosted.clear();
  }

  #hop(): number {
    return 0.05 + 2 * this.#world.random.float();
  }
}
