// All processes of one run: starts them with a barrier, watches and stops them. The nemesis decides which processes are
// killed and when they are restarted.
import { abortable, sleep, within } from "@fairhare/core";
import { finding } from "@fairhare/findings";
import { EventFlag, EventKind, Role } from "@fairhare/protocol";
import type { FleetRole } from "@fairhare/workload";
import type { RunLog } from "../run/run-log.ts";
import { Child, describeEnd, signalNumber } from "./child.ts";
import { childPlan, type Continuation, type FleetPlan, type Incarnation, membersOf } from "./fleet-plan.ts";
import type { Host } from "./host.ts";
import { fleetNotReady, notConnected, notConsuming } from "./not-ready.ts";

/** Children that start at the same time: Node's start-up is CPU work, so more do not help on a few cores. */
const STARTING_AT_ONCE = 4;
/** Children start in turn, so a large fleet has more time to connect than one child. */
const READY_MS_PER_MEMBER = 1_000;
/** The least time to connect during a run, when the broker may be down; it boots within a minute. */
const LATE_READY_TIMEOUT_MS = 150_000;
/** After a drain a child has no task in work; closing its connections takes milliseconds. */
const STOP_GRACE_MS = 10_000;
/** After an interrupt the tasks in work are not waited for. */
const ABORT_GRACE_MS = 1_000;

export class Fleet implements AsyncDisposable {
  /** The newest incarnation of each process, by process number minus 1. */
  readonly #members: Record<FleetRole, Child[]> = { producer: [], worker: [] };
  /** Every incarnation. */
  readonly #children: Child[] = [];
  readonly #plan: FleetPlan;
  readonly #log: RunLog;
  readonly #host: Host;
  /** Number of workers that are starting: restarted or joining ones. */
  #arriving = 0;
  #isStopping = false;

  private constructor(plan: FleetPlan, log: RunLog, host: Host) {
    this.#plan = plan;
    this.#log = log;
    this.#host = host;
  }

  /** Resolves when every process is connected. On failure or abort no process is left running. */
  static async start(plan: FleetPlan, log: RunLog, host: Host, signal: AbortSignal): Promise<Fleet> {
    const fleet = new Fleet(plan, log, host);
    const members = membersOf(plan.settings);
    const start = async (): Promise<void> => {
      for (let at = 0; at < members.length; at += STARTING_AT_ONCE) {
        const starting = members.slice(at, at + STARTING_AT_ONCE);
        await Promise.all(starting.map(({ role, process }) => fleet.#spawn(role, process).until("ready", signal)));
      }
    };
    const timeoutMs = plan.readyTimeoutMs + READY_MS_PER_MEMBER * members.length;
    try {
      await within(host.clock, timeoutMs, start(), () => fleetNotReady(timeoutMs));
      return fleet;
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      throw error;
    }
  }

  get workers(): readonly Child[] {
    return this.#members.worker;
  }

  get producers(): readonly Child[] {
    return this.#members.producer;
  }

  /** Numbers of the producers that run or will be restarted. */
  get activeProducers(): number[] {
    return this.#members.producer
      .filter((child) => child.isAlive || child.hasSuccessor)
      .map(({ plan }) => plan.process);
  }

  get livingWorkers(): readonly Child[] {
    return this.#members.worker.filter(({ isAlive }) => isAlive);
  }

  /** No worker runs, and none is starting. */
  get isDeserted(): boolean {
    return this.#arriving === 0 && this.livingWorkers.length === 0;
  }

  /** Resolves when the consumers of every running worker are registered, except those with a start delay. */
  async consume(signal: AbortSignal): Promise<void> {
    const begin = async (worker: Child): Promise<void> => {
      try {
        await this.#beginWork(worker, signal);
      } catch (error) {
        // A task of the backlog crashes a worker before it reports that it consumes; it is restarted.
        if (signal.aborted || !this.#plan.hasCrashed(worker)) throw error;
      }
    };
    await Promise.all(this.livingWorkers.map(begin));
  }

  publish(): void {
    for (const producer of this.producers) producer.begin();
  }

  /** Resolves when every producer has finished, in any incarnation, or has ended for good. */
  async published(signal: AbortSignal): Promise<void> {
    const finished = async (first: Child): Promise<void> => {
      let producer: Child | undefined = first;
      while (producer !== undefined) {
        const isDone = await producer.until("finished", signal).then(
          () => true,
          () => false,
        );
        signal.throwIfAborted();
        if (isDone || !producer.isExitExpected) return;
        // A fault ended it: the next incarnation continues its share.
        producer = await abortable(producer.successor.promise, signal);
      }
    };
    await Promise.all(this.#members.producer.map(finished));
  }

  /** Restarts an ended process as a new incarnation; resolves when that is connected and has begun its work. */
  async replace(old: Child, continuation: Continuation, signal: AbortSignal): Promise<void> {
    const { role, process, incarnation } = old.plan;
    const child = this.#spawn(role, process, { ...continuation, incarnation: incarnation + 1, isLate: true });
    old.successor.resolve(child);
    await this.#arrive(child, signal);
    if (role === "worker") await this.#beginWork(child, signal);
    else child.begin();
  }

  /** Counts a worker as starting until `arrival` settles. */
  async expecting<T>(arrival: Promise<T>): Promise<T> {
    this.#arriving++;
    try {
      return await arrival;
    } finally {
      this.#arriving--;
    }
  }

  /** The process number of the next joining worker. */
  get nextWorker(): number {
    return this.#members.worker.length + 1;
  }

  /** Adds workers, each with its own process and slot. Resolves when their consumers are registered. */
  async join(count: number, signal: AbortSignal): Promise<void> {
    const join = async (): Promise<void> => {
      const worker = this.#spawn("worker", this.nextWorker, { isLate: true });
      await this.#arrive(worker, signal);
      await this.#beginWork(worker, signal);
    };
    const first = this.nextWorker;
    for (let number = 0; number < count; number++) await this.#plan.admit({ role: "worker", process: first + number });
    for (let left = count; left > 0; left -= STARTING_AT_ONCE)
      await this.expecting(Promise.all(Array.from({ length: Math.min(left, STARTING_AT_ONCE) }, join)));
  }

  /** Resolves when no worker consumes any more, so that requeued messages stay in the queue. */
  async cancelConsumers(signal: AbortSignal): Promise<void> {
    const cancel = async (worker: Child): Promise<void> => {
      worker.cancelConsumers();
      // A worker that exits now does not consume either, and `stop` kills one that hangs.
      const cancelled = worker.until("consumersCancelled", signal);
      await within(this.#host.clock, worker.stopMs ?? STOP_GRACE_MS, cancelled, () => new Error("late")).catch(() =>
        signal.throwIfAborted(),
      );
    };
    await Promise.all(this.livingWorkers.map(cancel));
  }

  /** Without `graceMs`, each process has its own time. */
  async stop(graceMs?: number): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#children.map((child) => child.stop(graceMs ?? child.stopMs ?? STOP_GRACE_MS)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(ABORT_GRACE_MS);
    // The exit events are recorded one event-loop turn after the last child has ended.
    await sleep(this.#host.clock, 0);
  }

  async #arrive(child: Child, signal: AbortSignal): Promise<void> {
    const timeoutMs = Math.max(LATE_READY_TIMEOUT_MS, this.#plan.readyTimeoutMs);
    await within(this.#host.clock, timeoutMs, child.until("ready", signal), () => notConnected(child, timeoutMs));
  }

  async #beginWork(worker: Child, signal: AbortSignal): Promise<void> {
    const { readyTimeoutMs } = this.#plan;
    const late = (): Error => notConsuming(worker, readyTimeoutMs);
    worker.begin();
    worker.isBeginning = true;
    try {
      await within(this.#host.clock, readyTimeoutMs, worker.until("consuming", signal), late);
    } finally {
      worker.isBeginning = false;
    }
  }

  #spawn(role: FleetRole, process: number, incarnation: Partial<Incarnation> = {}): Child {
    const child = new Child(childPlan(this.#plan, role, process, incarnation), this.#host);
    this.#members[role][process - 1] = child;
    this.#children.push(child);
    this.#watch(child, this.#plan);
    return child;
  }

  #watch(child: Child, plan: FleetPlan): void {
    const { role, process, incarnation } = child.plan;
    const roleCode = role === "producer" ? Role.producer : Role.worker;
    const at = this.#log.clock.now();
    const spawned = (): void => {
      const about = { slot: process, task: incarnation, flags: roleCode, tag: child.agent?.number ?? 0 };
      this.#log.record(EventKind.spawned, { ...about, at, detail: child.pid });
    };
    const { started } = child;
    if (started === undefined) spawned();
    const watch = async (): Promise<void> => {
      if (started !== undefined) await started.then(spawned);
      const end = await child.ended;
      const detail = end.exitCode ?? 0;
      this.#log.record(EventKind.exited, {
        slot: process,
        task: incarnation,
        detail,
        // The shard's size at the exit reveals later changes, even when the process was killed while it wrote.
        other: this.#host.shards.size(child.plan.shardFile),
        tag: signalNumber(end.signal),
        flags: roleCode | (end.isShardIncomplete === true ? EventFlag.unread : 0),
      });
      if (end.isShardIncomplete === true) plan.onUnread(child);
      // A program that publishes ends by itself, and whoever waits for a beginning learns of the end.
      const isReported = child.isBeginning && !plan.hasCrashed(child);
      const isExpected = child.isExitExpected || isReported || (child.hasFinished && end.exitCode === 0);
      if (!this.#isStopping && !isExpected) plan.onUnexpectedExit(child, end, this.livingWorkers.length);
      else if (this.#isStopping && !end.isGraceful && !plan.hasCrashed(child))
        this.#log.report(finding("shutdown-not-graceful", { role, process, how: describeEnd(end) }));
    };
    void watch();
  }
}
