// The life of a child process: configured once, begun, stopped. A producer or a worker is a Duty that this loop drives;
// the process around it, real or simulated, is a port.
import { messageOf, type Timers } from "@fairhare/core";
import { type ChildMessage, type ChildPlan, type ParentMessage, Role, type ShardHeader } from "@fairhare/protocol";
import type { ShardWriter } from "./shard-writer.ts";

/** What a child is there for. Each method may reject: the child then says `failed` and exits. */
export interface Duty {
  /** Publish, or subscribe. Resolves with true when that is done, with false when it was stopped before. */
  begin(): Promise<boolean>;
  /** What to tell the orchestrator when `begin` has resolved with true. */
  readonly begun: "finished" | "consuming";
  /** Take nothing new; resolves when nothing new can come. */
  cancelConsumers(): Promise<void>;
  /** Finish what is in hand and close the connection. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly shard: ShardWriter;
  readonly clock: Timers;
  /** Uniform in [0, 1), for jitter; what is measured is drawn from the plan's seed. */
  readonly random: () => number;
  /** For a failure outside of `begin` and `stop`, such as a connection that breaks in mid-run. */
  readonly fail: (message: string, options?: FailureOptions) => void;
}

export interface FailureOptions {
  /** Every other process would fail in the same way, however often: the run has no sense any more. */
  readonly isHopeless?: boolean;
}

/** The process that an agent lives in. */
export interface AgentHost {
  readonly clock: Timers;
  readonly random: () => number;
  readonly pid: number;
  readonly openShard: (path: string, header: ShardHeader) => ShardWriter;
  /** Records what this process costs until it is disposed of. */
  readonly sampleLoad: (shard: ShardWriter) => Disposable;
  /** `sent` is called when the message has left, if it can leave at all. */
  readonly tell: (message: ChildMessage, sent?: () => void) => void;
  readonly exit: (code: number) => void;
}

/** `take` connects and returns the duty. */
export interface Profession<Plan extends ChildPlan> {
  readonly isPlan: (plan: ChildPlan) => plan is Plan;
  readonly take: (plan: Plan, surroundings: Surroundings) => Promise<Duty>;
}

/** Exit codes of children; the orchestrator records them and turns them into sentences. */
export const CHILD_FAILED = 1;

export class Agent<Plan extends ChildPlan> {
  readonly #profession: Profession<Plan>;
  readonly #host: AgentHost;
  #shard: ShardWriter | undefined;
  #sampler: Disposable | undefined;
  #duty: Duty | undefined;
  #isOver = false;

  constructor(profession: Profession<Plan>, host: AgentHost) {
    this.#profession = profession;
    this.#host = host;
  }

  /** A message of the orchestrator. */
  receive(message: ParentMessage): void {
    void this.#serve(message).catch((error: unknown) => this.fail(error));
  }

  /** Graceful: nothing is left in hand, and the process exits with 0. */
  async stop(): Promise<void> {
    try {
      await this.#duty?.stop();
      this.#end(0);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Says why, and exits. What was recorded so far is in the kernel. */
  fail(error: unknown, { isHopeless = false }: FailureOptions = {}): void {
    if (this.#isOver) return;
    try {
      this.#shard?.flush();
    } finally {
      const message = { type: "failed", message: messageOf(error), isHopeless } as const;
      this.#host.tell(message, () => this.#host.exit(CHILD_FAILED));
    }
  }

  async #serve(message: ParentMessage): Promise<void> {
    switch (message.type) {
      case "configure":
        return this.#configure(message.plan);
      case "begin": {
        if (this.#duty === undefined) throw new Error("told to begin before it was ready");
        const isDone = await this.#duty.begin();
        if (isDone) this.#host.tell({ type: this.#duty.begun });
        return;
      }
      case "cancelConsumers":
        await this.#duty?.cancelConsumers();
        this.#host.tell({ type: "consumersCancelled" });
        return;
      case "stop":
        await this.stop();
    }
  }

  async #configure(plan: ChildPlan): Promise<void> {
    const { clock, random, pid, openShard, sampleLoad, tell } = this.#host;
    const { isPlan, take } = this.#profession;
    if (!isPlan(plan)) throw new Error(`this process cannot be a ${plan.role}`);
    const role = plan.role === "producer" ? Role.producer : Role.worker;
    const { process, incarnation } = plan;
    const shard = openShard(plan.shardFile, { role, process, incarnation, pid, openedAt: clock.now() });
    this.#shard = shard;
    this.#sampler = sampleLoad(shard);
    this.#duty = await take(plan, {
      shard,
      clock,
      random,
      fail: (text, options) => this.fail(new Error(text), options),
    });
    tell({ type: "ready" });
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sampler?.[Symbol.dispose]();
    this.#shard?.[Symbol.dispose]();
    this.#host.exit(code);
  }
}
