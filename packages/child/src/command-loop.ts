// The command loop of a child process: configure once, begin, stop. It drives a Duty, which is a producer or a worker;
// the process around it, real or simulated, is a port.
import { messageOf, type Timers } from "@fairhare/core";
import { type ChildMessage, type ChildPlan, type ParentMessage, Role, type ShardHeader } from "@fairhare/protocol";
import { shiftedTimers } from "./clock.ts";
import type { ShardWriter } from "./shard-writer.ts";

/** The work of a child process. If a method rejects, the child sends `failed` and exits. */
export interface Duty {
  /** Publishes all tasks, or subscribes. Resolves with true when done, with false if it was stopped first. */
  begin(): Promise<boolean>;
  /** The message to the orchestrator after `begin` has resolved with true. */
  readonly begun: "finished" | "consuming";
  /** Stops deliveries (worker) or publishing (producer); resolves when no new task can arrive. */
  cancelConsumers(): Promise<void>;
  /** Finishes the tasks in progress and closes the connection. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly shard: ShardWriter;
  readonly clock: Timers;
  /** Uniform in [0, 1), for jitter only; everything that is measured uses the plan's seed. */
  readonly random: () => number;
  /** Reports a failure outside `begin` and `stop`, such as a connection that breaks during the run. */
  readonly fail: (message: string, options?: FailureOptions) => void;
}

export interface FailureOptions {
  /** Every other process would fail in the same way, so the run cannot continue. */
  readonly isHopeless?: boolean;
}

/** The process that runs the loop. */
export interface ChildHost {
  readonly clock: Timers;
  readonly random: () => number;
  readonly pid: number;
  readonly openShard: (path: string, header: ShardHeader) => ShardWriter;
  /** Records the resource usage of this process until it is disposed. */
  readonly sampleLoad: (shard: ShardWriter, clock: Timers) => Sampler;
  /** Sends a message to the orchestrator, then calls `sent`. */
  readonly tell: (message: ChildMessage, sent?: () => void) => void;
  readonly exit: (code: number) => void;
}

export interface Sampler extends Disposable {
  /** Records a sample now. `atBegin`: the CPU time so far is that of the start of the process. */
  sample(options?: { readonly atBegin?: boolean }): void;
}

/** A kind of child process; `take` connects to the broker and returns the duty. */
export interface Profession<Plan extends ChildPlan> {
  readonly isPlan: (plan: ChildPlan) => plan is Plan;
  readonly take: (plan: Plan, surroundings: Surroundings) => Promise<Duty>;
}

/** Exit code of a child that failed; the orchestrator records it and explains it. */
export const CHILD_FAILED = 1;

export class CommandLoop<Plan extends ChildPlan> {
  readonly #profession: Profession<Plan>;
  readonly #host: ChildHost;
  #shard: ShardWriter | undefined;
  #sampler: Sampler | undefined;
  #duty: Duty | undefined;
  #isOver = false;

  constructor(profession: Profession<Plan>, host: ChildHost) {
    this.#profession = profession;
    this.#host = host;
  }

  /** Handles a message of the orchestrator. */
  receive(message: ParentMessage): void {
    void this.#serve(message).catch((error: unknown) => this.fail(error));
  }

  /** Graceful shutdown: finishes the tasks in progress and exits with 0. */
  async stop(): Promise<void> {
    try {
      await this.#duty?.stop();
      this.#end(0);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Writes all records, sends the reason to the orchestrator and exits. */
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
        if (this.#duty === undefined) throw new Error("the process received `begin` before it was configured");
        this.#sampler?.sample({ atBegin: true });
        const isDone = await this.#duty.begin();
        this.#sampler?.sample();
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
    const { random, pid, openShard, sampleLoad, tell } = this.#host;
    const clock = shiftedTimers(this.#host.clock, plan.clockOffsetNs);
    const { isPlan, take } = this.#profession;
    if (!isPlan(plan)) throw new Error(`this process cannot run as a ${plan.role}`);
    const role = plan.role === "producer" ? Role.producer : Role.worker;
    const { process, incarnation } = plan;
    const shard = openShard(plan.shardFile, { role, process, incarnation, pid, openedAt: clock.now() });
    this.#shard = shard;
    this.#sampler = sampleLoad(shard, clock);
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
