// All processes of one run: started with a barrier, watched, stopped. Which of them should die, and when
// they come back, is not decided here.
import { setTimeout as sleep } from "node:timers/promises";
import type { TrialSettings } from "@fairhare/experiment";
import { EventKind, Role } from "@fairhare/protocol";
import { Child, type ChildEnd, describeEnd, FleetNotReadyError, signalNumber } from "./child.ts";
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
  readonly uri: string;
  readonly queue: string;
  readonly settings: TrialSettings;
  /** The shard of a process; unique to role, process and incarnation. */
  readonly shardFile: (role: "producer" | "worker", process: number, incarnation: number) => string;
  /** Called when a child ends that was not told to, with the number of worker processes that are left. */
  readonly onLost: (child: Child, end: ChildEnd, livingWorkers: number) => void;
}

export class Fleet implements AsyncDisposable {
  readonly producers: readonly Child[];
  readonly workers: readonly Child[];
  readonly #log: RunLog;
  #isStopping = false;

  private constructor(producers: readonly Child[], workers: readonly Child[], log: RunLog) {
    this.producers = producers;
    this.workers = workers;
    this.#log = log;
  }

  /** Resolves when every process is connected. On failure or abort nothing is left running. */
  static async start(plan: FleetPlan, log: RunLog, signal: AbortSignal): Promise<Fleet> {
    const producers: Child[] = [];
    const workers: Child[] = [];
    const fleet = new Fleet(producers, workers, log);
    const timeout = AbortSignal.timeout(READY_TIMEOUT_MS + 1_000 * processCount(plan.settings));
    const starting = AbortSignal.any([signal, timeout]);
    const start = async (list: Child[], role: "producer" | "worker", process: number): Promise<void> => {
      const child = new Child(childPlan(plan, role, process));
      list.push(child);
      fleet.#watch(child, plan);
      await child.until("ready", starting);
    };
    try {
      const starts = [
        ...Array.from({ length: plan.settings.producers }, (_, index) => () => start(producers, "producer", index + 1)),
        ...Array.from(
          { length: workerProcesses(plan.settings) },
          (_, index) => () => start(workers, "worker", index + 1),
        ),
      ];
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

  get livingWorkers(): readonly Child[] {
    return this.workers.filter(({ isAlive }) => isAlive);
  }

  /** Resolves when every living worker's consumers are registered. */
  async consume(signal: AbortSignal): Promise<void> {
    for (const worker of this.livingWorkers) worker.begin();
    await Promise.all(this.livingWorkers.map((worker) => worker.until("consuming", signal)));
  }

  publish(): void {
    for (const producer of this.producers) producer.begin();
  }

  /** Resolves when every producer has finished or is gone. */
  async published(signal: AbortSignal): Promise<void> {
    const finished = (producer: Child): Promise<void> =>
      producer.until("finished", signal).catch(() => signal.throwIfAborted());
    await Promise.all(this.producers.map(finished));
  }

  async stop(graceMs: number = STOP_GRACE_MS): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.producers, ...this.workers].map((child) => child.stop(graceMs)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(ABORT_GRACE_MS);
    // The exit events are recorded in the turn after the last child has ended.
    await sleep(0);
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
        tag: signalNumber(end.signal),
        flags: roleCode,
      });
      if (!this.#isStopping) plan.onLost(child, end, this.livingWorkers.length);
      else if (end.exitCode !== 0) this.#log.note(`${child.name} ${describeEnd(end)} while it was being stopped.`);
    };
    void watch();
  }
}

const workerProcesses = ({ workers, workersPerProcess }: TrialSettings): number =>
  Math.ceil(workers / workersPerProcess);
const processCount = (settings: TrialSettings): number => settings.producers + workerProcesses(settings);

function childPlan(plan: FleetPlan, role: "producer" | "worker", process: number): Child["plan"] {
  const { uri, queue, settings } = plan;
  const incarnation = 1;
  const common = { uri, queue, settings, process, incarnation, shardFile: plan.shardFile(role, process, incarnation) };
  if (role === "producer") return { ...common, role };
  const first = (process - 1) * settings.workersPerProcess + 1;
  const last = Math.min(settings.workers, process * settings.workersPerProcess);
  return { ...common, role, slots: Array.from({ length: last - first + 1 }, (_, index) => first + index) };
}
