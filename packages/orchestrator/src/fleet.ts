// All processes of one run: started with a barrier, watched, stopped. Which of them should die, and when
// they come back, is not decided here.
import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { abortable } from "@fairhare/core";
import { type FleetRole, slotsOfProcess, type TrialSettings, workerProcesses } from "@fairhare/experiment";
import { EventKind, Role } from "@fairhare/protocol";
import { Child, type ChildEnd, describeEnd, FleetNotReadyError, signalNumber } from "./child.ts";
import type { FleetMember } from "./faults/proxy/proxy.ts";
import type { RunLog } from "./run-log.ts";

/** Children that start at the same time: Node's start-up is CPU work, and a few cores gain nothing from more. */
const STARTING_AT_ONCE = 4;
/** A child must be connected in this time; it starts, loads amqplib and opens its connections. */
const READY_TIMEOUT_MS = 60_000;
/** A child that is told to stop has nothing in hand after a drain; closing its connections takes milliseconds. */
const STOP_GRACE_MS = 10_000;
/** After an interrupt nobody waits for a task in hand. */
const ABORT_GRACE_MS = 1_000;

export interface FleetPlan {
  /** The broker's address, as this process is to know it. */
  readonly uriOf: (member: FleetMember) => string;
  readonly queue: string;
  readonly queueExpiresMs: number;
  readonly settings: TrialSettings;
  /** The shard of a process; unique to role, process and incarnation. */
  readonly shardFile: (role: "producer" | "worker", process: number, incarnation: number) => string;
  /** Called when a child ends that was not told to, with the number of worker processes that are left. */
  readonly onLost: (child: Child, end: ChildEnd, livingWorkers: number) => void;
}

export class Fleet implements AsyncDisposable {
  /** The newest incarnation of each process, by process number less one. */
  readonly #members: Record<FleetRole, Child[]> = { producer: [], worker: [] };
  /** Every incarnation there was. */
  readonly #children: Child[] = [];
  readonly #plan: FleetPlan;
  readonly #log: RunLog;
  #isStopping = false;

  private constructor(plan: FleetPlan, log: RunLog) {
    this.#plan = plan;
    this.#log = log;
  }

  /** Resolves when every process is connected. On failure or abort nothing is left running. */
  static async start(plan: FleetPlan, log: RunLog, signal: AbortSignal): Promise<Fleet> {
    const fleet = new Fleet(plan, log);
    const timeout = AbortSignal.timeout(READY_TIMEOUT_MS + 1_000 * membersOf(plan.settings).length);
    const starting = AbortSignal.any([signal, timeout]);
    try {
      const starts = membersOf(plan.settings).map(
        ({ role, process }) =>
          () =>
            fleet.#spawn(role, process, {}).until("ready", starting),
      );
      for (let at = 0; at < starts.length; at += STARTING_AT_ONCE) {
        await Promise.all(starts.slice(at, at + STARTING_AT_ONCE).map((run) => run()));
      }
      return fleet;
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      if (timeout.aborted && !signal.aborted) {
        throw new FleetNotReadyError(
          "The fleet was not ready in time; the machine or the broker is too slow for it. Use fewer --workers, or more --workers-per-process.",
        );
      }
      throw error;
    }
  }

  get workers(): readonly Child[] {
    return this.#members.worker;
  }

  get producers(): readonly Child[] {
    return this.#members.producer;
  }

  get livingWorkers(): readonly Child[] {
    return this.#members.worker.filter(({ isAlive }) => isAlive);
  }

  /** Resolves when every living worker's consumers are registered. */
  async consume(signal: AbortSignal): Promise<void> {
    for (const worker of this.livingWorkers) worker.begin();
    await Promise.all(this.livingWorkers.map((worker) => worker.until("consuming", signal)));
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

  /** A new incarnation of a process that has ended, connected and, if it is to, at work. */
  async replace(
    old: Child,
    changes: Partial<TrialSettings>,
    options: { readonly alreadyAttempted: number; readonly begin: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const { role, process, incarnation } = old.plan;
    const child = this.#spawn(role, process, { ...options, incarnation: incarnation + 1, changes });
    old.successor.resolve(child);
    await child.until("ready", signal);
    if (!options.begin) return;
    child.begin();
    if (role === "worker") await child.until("consuming", signal);
  }

  /** The process number that the next worker to join will have. */
  get nextWorker(): number {
    return this.#members.worker.length + 1;
  }

  /** So many more workers, each in a process and a slot of its own. Resolves when their consumers are registered. */
  async join(count: number, signal: AbortSignal): Promise<void> {
    const join = async (): Promise<void> => {
      const worker = this.#spawn("worker", this.nextWorker, {});
      await worker.until("ready", signal);
      worker.begin();
      await worker.until("consuming", signal);
    };
    for (let left = count; left > 0; left -= STARTING_AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(left, STARTING_AT_ONCE) }, join));
  }

  /** Resolves when no worker takes anything any more, so that what one gives back stays in the queue. */
  async cease(signal: AbortSignal): Promise<void> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(STOP_GRACE_MS)]);
    const cease = async (worker: Child): Promise<void> => {
      worker.cease();
      // A worker that dies now takes nothing any more either, and one that hangs is ended by the stop.
      await worker.until("ceased", inTime).catch(() => signal.throwIfAborted());
    };
    await Promise.all(this.livingWorkers.map(cease));
  }

  async stop(graceMs: number = STOP_GRACE_MS): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#children.map((child) => child.stop(graceMs)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(ABORT_GRACE_MS);
    // The exit events are recorded in the turn after the last child has ended.
    await sleep(0);
  }

  #spawn(role: FleetRole, process: number, incarnation: Partial<Incarnation>): Child {
    const child = new Child(childPlan(this.#plan, role, process, { ...FIRST_INCARNATION, ...incarnation }));
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
        other: statSync(child.plan.shardFile, { throwIfNoEntry: false })?.size ?? 0,
        tag: signalNumber(end.signal),
        flags: roleCode,
      });
      if (!this.#isStopping && !child.isDoomed) plan.onLost(child, end, this.livingWorkers.length);
      else if (this.#isStopping && end.exitCode !== 0)
        this.#log.note(`${child.name} ${describeEnd(end)} while it was being stopped.`);
    };
    void watch();
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
/** Every process that a fleet has, whichever incarnation is in it. */
export const membersOf = (settings: TrialSettings): FleetMember[] => [
  ...numbers(settings.producers).map((process): FleetMember => ({ role: "producer", process })),
  ...numbers(workerProcesses(settings)).map((process): FleetMember => ({ role: "worker", process })),
];

interface Incarnation {
  readonly incarnation: number;
  readonly alreadyAttempted: number;
  readonly changes: Partial<TrialSettings>;
}

const FIRST_INCARNATION: Incarnation = { incarnation: 1, alreadyAttempted: 0, changes: {} };

function childPlan(
  plan: FleetPlan,
  role: FleetRole,
  process: number,
  { incarnation, alreadyAttempted, changes }: Incarnation,
): Child["plan"] {
  const { uriOf, queue, queueExpiresMs } = plan;
  const uri = uriOf({ role, process });
  const settings = { ...plan.settings, ...changes };
  const shardFile = plan.shardFile(role, process, incarnation);
  const common = { uri, queue, queueExpiresMs, settings, process, incarnation, shardFile };
  if (role === "producer") return { ...common, role, alreadyAttempted };
  return { ...common, role, slots: slotsOfProcess(process, settings) };
}
