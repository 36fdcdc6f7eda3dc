// All processes of one run: started with a barrier, watched, stopped. Which of them should die, and when
// they come back, is not decided here.
import { abortable, sleep, within } from "@fairhare/core";
import { EventKind, Role } from "@fairhare/protocol";
import type { FleetRole } from "@fairhare/workload";
import type { RunLog } from "../run/run-log.ts";
import { Child, describeEnd, FleetNotReadyError, signalNumber } from "./child.ts";
import { childPlan, type Continuation, type FleetPlan, type Incarnation, membersOf } from "./fleet-plan.ts";
import type { Host } from "./host.ts";

/** Children that start at the same time: Node's start-up is CPU work, and a few cores gain nothing from more. */
const STARTING_AT_ONCE = 4;
/** A child must be connected in this time; it starts, loads amqplib and opens its connections. */
const READY_TIMEOUT_MS = 60_000;
/** One that starts in mid-run may find the broker down, which boots in a minute at most, and then has to be quick. */
const LATE_READY_TIMEOUT_MS = 150_000;
/** Registering a consumer takes milliseconds, on a broker that has just come back some seconds. */
const CONSUMING_TIMEOUT_MS = 60_000;
/** A child that is told to stop has nothing in hand after a drain; closing its connections takes milliseconds. */
const STOP_GRACE_MS = 10_000;
/** After an interrupt nobody waits for a task in hand. */
const ABORT_GRACE_MS = 1_000;

export class Fleet implements AsyncDisposable {
  /** The newest incarnation of each process, by process number less one. */
  readonly #members: Record<FleetRole, Child[]> = { producer: [], worker: [] };
  /** Every incarnation there was. */
  readonly #children: Child[] = [];
  readonly #plan: FleetPlan;
  readonly #log: RunLog;
  readonly #host: Host;
  /** Workers that are on their way: a replacement, or one that joins. */
  #arriving = 0;
  #isStopping = false;

  private constructor(plan: FleetPlan, log: RunLog, host: Host) {
    this.#plan = plan;
    this.#log = log;
    this.#host = host;
  }

  /** Resolves when every process is connected. On failure or abort nothing is left running. */
  static async start(plan: FleetPlan, log: RunLog, host: Host, signal: AbortSignal): Promise<Fleet> {
    const fleet = new Fleet(plan, log, host);
    const members = membersOf(plan.settings);
    const start = async (): Promise<void> => {
      for (let at = 0; at < members.length; at += STARTING_AT_ONCE) {
        const starting = members.slice(at, at + STARTING_AT_ONCE);
        await Promise.all(starting.map(({ role, process }) => fleet.#spawn(role, process).until("ready", signal)));
      }
    };
    try {
      await within(host.clock, READY_TIMEOUT_MS + 1_000 * members.length, start(), notReadyInTime);
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

  /** Numbers of the producers of which an incarnation lives, or will. */
  get activeProducers(): number[] {
    return this.#members.producer
      .filter((child) => child.isAlive || child.hasSuccessor)
      .map(({ plan }) => plan.process);
  }

  get livingWorkers(): readonly Child[] {
    return this.#members.worker.filter(({ isAlive }) => isAlive);
  }

  /** No worker lives, and none is about to. */
  get isDeserted(): boolean {
    return this.#arriving === 0 && this.livingWorkers.length === 0;
  }

  /** Resolves when every living worker's consumers are registered. */
  async consume(signal: AbortSignal): Promise<void> {
    await Promise.all(this.livingWorkers.map((worker) => this.#beginWork(worker, signal)));
  }

  publish(): void {
    for (const producer of this.producers) producer.begin();
  }

  /** Resolves when every producer has finished, in whichever incarnation, or is gone for good. */
  async published(signal: AbortSignal): Promise<void> {
    const finished = async (first: Child): Promise<void> => {
      let producer: Child | undefined = first;
      while (producer !== undefined) {
        const isDone = await producer.until("finished", signal).then(
          () => true,
          () => false,
        );
        signal.throwIfAborted();
        if (isDone || !producer.isDoomed) return;
        // Ended by the nemesis: the next incarnation goes on, once there is one.
        producer = await abortable(producer.successor.promise, signal);
      }
    };
    await Promise.all(this.#members.producer.map(finished));
  }

  /** A new incarnation of a process that has ended, connected and at work. */
  async replace(old: Child, continuation: Continuation, signal: AbortSignal): Promise<void> {
    const { role, process, incarnation } = old.plan;
    const child = this.#spawn(role, process, { ...continuation, incarnation: incarnation + 1, isLate: true });
    old.successor.resolve(child);
    await this.#arrive(child, signal);
    if (role === "worker") await this.#beginWork(child, signal);
    else child.begin();
  }

  /** For as long as `arrival` takes, a worker is on its way. */
  async expecting<T>(arrival: Promise<T>): Promise<T> {
    this.#arriving++;
    try {
      return await arrival;
    } finally {
      this.#arriving--;
    }
  }

  /** The process number that the next worker to join will have. */
  get nextWorker(): number {
    return this.#members.worker.length + 1;
  }

  /** So many more workers, each in a process and a slot of its own. Resolves when their consumers are registered. */
  async join(count: number, signal: AbortSignal): Promise<void> {
    const join = async (): Promise<void> => {
      const worker = this.#spawn("worker", this.nextWorker, { isLate: true });
      await this.#arrive(worker, signal);
      await this.#beginWork(worker, signal);
    };
    for (let left = count; left > 0; left -= STARTING_AT_ONCE)
      await this.expecting(Promise.all(Array.from({ length: Math.min(left, STARTING_AT_ONCE) }, join)));
  }

  /** Resolves when no worker takes anything any more, so that what one gives back stays in the queue. */
  async cancelConsumers(signal: AbortSignal): Promise<void> {
    const cancel = async (worker: Child): Promise<void> => {
      worker.cancelConsumers();
      // A worker that dies now takes nothing any more either, and one that hangs is ended by the stop.
      const cancelled = worker.until("consumersCancelled", signal);
      await within(this.#host.clock, STOP_GRACE_MS, cancelled, () => new Error("late")).catch(() =>
        signal.throwIfAborted(),
      );
    };
    await Promise.all(this.livingWorkers.map(cancel));
  }

  async stop(graceMs: number = STOP_GRACE_MS): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#children.map((child) => child.stop(graceMs)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(ABORT_GRACE_MS);
    // The exit events are recorded in the turn after the last child has ended.
    await sleep(this.#host.clock, 0);
  }

  async #arrive(child: Child, signal: AbortSignal): Promise<void> {
    const late = (): Error =>
      new FleetNotReadyError(
        `${child.name} was started again and could not connect for ${LATE_READY_TIMEOUT_MS / 1e3} s.`,
      );
    await within(this.#host.clock, LATE_READY_TIMEOUT_MS, child.until("ready", signal), late);
  }

  async #beginWork(worker: Child, signal: AbortSignal): Promise<void> {
    const late = (): Error =>
      new FleetNotReadyError(`${worker.name} could not subscribe to the queue for ${CONSUMING_TIMEOUT_MS / 1e3} s.`);
    worker.begin();
    await within(this.#host.clock, CONSUMING_TIMEOUT_MS, worker.until("consuming", signal), late);
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
    this.#log.record(EventKind.spawned, { slot: process, task: incarnation, detail: child.pid, flags: roleCode });
    const watch = async (): Promise<void> => {
      const end = await child.ended;
      const detail = end.exitCode ?? 0;
      this.#log.record(EventKind.exited, {
        slot: process,
        task: incarnation,
        detail,
        // What is cut off or added to the shard later shows, even where its process was killed in the middle of it.
        other: this.#host.shards.size(child.plan.shardFile),
        tag: signalNumber(end.signal),
        flags: roleCode,
      });
      if (!this.#isStopping && !child.isDoomed) plan.onUnexpectedExit(child, end, this.livingWorkers.length);
      else if (this.#isStopping && end.exitCode !== 0)
        this.#log.note(`${child.name} ${describeEnd(end)} while it was being stopped.`);
    };
    void watch();
  }
}

const notReadyInTime = (): Error =>
  new FleetNotReadyError(
    "The fleet was not ready in time; the machine or the broker is too slow for it. Use fewer --workers, or more --workers-per-process.",
  );
