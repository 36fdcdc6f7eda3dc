// A broker and a temporary directory for tests that run whole experiments, and readers of their shards.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type Broker, type BrokerNeed, openBroker } from "@fairhare/broker";
import { sharedBroker } from "@fairhare/broker/testing";
import { addsUp, type RunResult } from "@fairhare/results";
import type { Experiment, TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { EventKind, Role, ShardReader } from "@fairhare/protocol";
import type { FleetAgents } from "../fleet/fleet-agents.ts";
import type { Observer } from "../run/progress.ts";
import { type ExperimentOutcome, runExperiment } from "../run/run-experiment.ts";

export interface LabOptions {
  readonly observer?: Observer;
  readonly signal?: AbortSignal;
  readonly drainTimeoutSeconds?: number;
  readonly readyTimeoutSeconds?: number;
  /** The hosts of the fleet; this one by default. */
  readonly agents?: FleetAgents;
  /** Instead of the lab's own, such as the same broker with another user. */
  readonly broker?: Broker;
}

export class Lab implements AsyncDisposable {
  readonly #broker: Broker;
  readonly #isShared: boolean;
  readonly #directory = mkdtempSync(join(tmpdir(), "lab-"));

  private constructor(broker: Broker, isShared: boolean) {
    this.#broker = broker;
    this.#isShared = isShared;
  }

  /** With the broker of all labs of this process. A file deletes the queues that it has declared. */
  static async open(): Promise<Lab> {
    return new Lab(await sharedBroker(), true);
  }

  /** With a broker of its own, which may be damaged. `nodes`: a private cluster of that many. */
  static async openOwn(needs: readonly BrokerNeed[] = [], { nodes = 1 } = {}): Promise<Lab> {
    const { signal } = new AbortController();
    const ports = { probe: probeServer, signal, onNotice: () => undefined };
    const provider = nodes > 1 ? "local" : "auto";
    return new Lab(await openBroker({ provider, env: process.env, needs, cluster: { nodes } }, ports), false);
  }

  get broker(): Broker {
    return this.#broker;
  }

  /** Directory of the raw runs; the newest experiment sorts last by name. */
  get runsDirectory(): string {
    return this.#directory;
  }

  /** Runs one trial for each of these changes to the base settings; aborts a run without progress for `drainTimeoutSeconds`, 20 by default. */
  run(trials: readonly Partial<TrialSettings>[], options: LabOptions = {}): Promise<ExperimentOutcome> {
    const experiment: Experiment = {
      name: `lab-${process.hrtime.bigint()}`,
      trials: trials.map((changes, index) => ({
        id: `trial-${index + 1}`,
        settings: { ...BASE_SETTINGS, heavyMs: 20, ...changes },
      })),
      axes: [],
      repeat: 1,
      warmup: 0,
      seed: 1,
      thresholds: [],
      broker: { provider: "auto", uri: null, waitSeconds: 0 },
      readyTimeoutSeconds: options.readyTimeoutSeconds ?? 60,
      drainTimeoutSeconds: options.drainTimeoutSeconds ?? 20,
      runTimeoutSeconds: null,
    };
    return runExperiment(experiment, {
      broker: options.broker ?? this.#broker,
      agents: options.agents,
      runsDirectory: this.#directory,
      command: ["test"],
      observer: options.observer ?? (() => undefined),
      signal: options.signal ?? new AbortController().signal,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isShared) await this.#broker[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true });
  }
}

/** The first run of a trial. */
export function runOf({ results }: ExperimentOutcome, trial = 0): RunResult {
  const run = results.trials[trial]?.runs[0];
  if (run === undefined) throw new Error(`trial ${trial + 1} left no run`);
  return run;
}

/** The same, if every attempted task of the run has exactly one end. Throws if not. */
export function wholeRunOf(outcome: ExperimentOutcome): RunResult {
  const run = runOf(outcome);
  if (!addsUp(run.ledger)) throw new Error(`the ledger does not add up: ${JSON.stringify(run.ledger)}`);
  return run;
}

/** Tasks that the shard of a worker process records as completed. */
export function completedTasks(historyDirectory: string, process: number): number[] {
  const shard = new ShardReader(readFileSync(join(historyDirectory, `worker-${process}.1.shard`)));
  const tasks: number[] = [];
  while (shard.next()) if (shard.kind === EventKind.completed) tasks.push(shard.task);
  return tasks;
}

/** Pids of the worker processes in the orchestrator's shard; index 0 is process 1. */
export function workerPids(historyDirectory: string): number[] {
  const shard = new ShardReader(readFileSync(join(historyDirectory, "orchestrator-1.1.shard")));
  const pids: number[] = [];
  while (shard.next()) {
    if (shard.kind === EventKind.spawned && shard.flags === Role.worker) pids[shard.slot - 1] = shard.detail;
  }
  return pids;
}
