// One run, from plan to history. The phases stand here in their order; the rest is done elsewhere.
import { randomBytes } from "node:crypto";
import { FairhareError, messageOf } from "@fairhare/core";
import type { Broker } from "@fairhare/broker";
import type { PlannedRun, TrialSettings } from "@fairhare/experiment";
import { PhaseCode } from "@fairhare/protocol";
import { Account } from "./account.ts";
import { type Child, type ChildEnd, describeEnd } from "./child.ts";
import { Fleet } from "./fleet.ts";
import { HistoryTail } from "./history-tail.ts";
import { Monitor } from "./monitor.ts";
import type { Observer } from "./progress.ts";
import { QueueWatch } from "./queue-watch.ts";
import type { RunDirectory } from "./run-directory.ts";
import { RunLog } from "./run-log.ts";

export interface RunPorts {
  readonly broker: Broker;
  readonly directory: RunDirectory;
  readonly observer: Observer;
  readonly drainTimeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** What a run leaves behind beside its history. */
export interface RunRecord {
  /** Why the run broke off before its drain was over; null when it did not. */
  readonly cutShort: string | null;
  readonly notes: readonly string[];
}

/** Rejects with a FairhareError when the run could not be set up; a run that breaks is a record with a reason. */
export async function runTrial({ trial }: PlannedRun, ports: RunPorts): Promise<RunRecord> {
  const { settings } = trial;
  using log = new RunLog(ports.directory.shardFile("orchestrator", 1, 1));
  const broken = new AbortController();
  const signal = AbortSignal.any([ports.signal, broken.signal]);
  let cutShort: string | null = null;
  const cut = (error: unknown): void => {
    cutShort = messageOf(signal.aborted ? signal.reason : error);
    log.phase(PhaseCode.cutShort);
  };
  try {
    // 1. A queue of the run's own.
    log.phase(PhaseCode.starting);
    ports.observer({ type: "phase", phase: "starting" });
    await using queue = await QueueWatch.declare(queueName(), settings, ports.broker, log);

    // 2. The fleet, all of it connected.
    using tail = new HistoryTail();
    const losses = new Losses(ports.observer, log, broken);
    const shardFile: RunDirectory["shardFile"] = (...identity) => {
      const path = ports.directory.shardFile(...identity);
      tail.follow(path);
      return path;
    };
    const fleetPlan = { uri: ports.broker.uri, queue: queue.name, settings, shardFile, onLost: losses.add };
    await using fleet = await Fleet.start(fleetPlan, log, signal);

    // 3. The measurement. What breaks it is recorded before the fleet is taken down, or the taking down
    //    would look like the cause.
    try {
      await measure({ ...ports, signal }, { settings, log, queue, tail, fleet, losses });
    } catch (error) {
      cut(error);
    }
  } catch (error) {
    if (error instanceof FairhareError && !ports.signal.aborted) throw error;
    cut(error);
  }
  // 4. The history is complete.
  log.phase(PhaseCode.ended);
  return { cutShort, notes: log.notes };
}

interface Measured {
  readonly settings: TrialSettings;
  readonly log: RunLog;
  readonly queue: QueueWatch;
  readonly tail: HistoryTail;
  readonly fleet: Fleet;
  readonly losses: Losses;
}

/** Resolves after a complete drain and a clean stop; rejects with the reason why there was none. */
async function measure(ports: RunPorts, { settings, log, queue, tail, fleet, losses }: Measured): Promise<void> {
  const { observer, signal, drainTimeoutSeconds } = ports;
  const began = performance.now();
  const monitor = new Monitor({
    tail,
    account: new Account(),
    queue,
    livingShards: () => fleet.livingWorkers.map(({ plan }) => plan.shardFile),
    onCounts: (counts) =>
      observer({ type: "counts", ...counts, expected: settings.tasks, elapsedMs: performance.now() - began }),
  });

  // 3a. The barrier: consumers before the first publish, or after the last one when there is to be a backlog.
  if (!settings.backlog) await fleet.consume(signal);
  log.phase(PhaseCode.ready);

  // 3b. Publish.
  log.phase(PhaseCode.publishing);
  observer({ type: "phase", phase: settings.backlog ? "filling" : "publishing" });
  fleet.publish();
  await monitor.during(fleet.published(signal), signal);
  if (settings.backlog) {
    await queue.observe();
    log.phase(PhaseCode.released);
    await fleet.consume(signal);
  }

  // 3c. Drain, until every task is accounted for.
  log.phase(PhaseCode.draining);
  observer({ type: "phase", phase: "draining" });
  const end = await monitor.drain(drainTimeoutSeconds * 1e3, signal);
  if (end === "stuck") {
    throw new Error(
      `nothing happened for ${drainTimeoutSeconds} s although tasks are still open; raise --drain-timeout if they take longer than that`,
    );
  }
  if (losses.producers > 0) {
    throw new Error(
      `${losses.producers} of ${settings.producers} producers died before they had published their share`,
    );
  }
  log.phase(PhaseCode.drained);

  // 3d. Stop; whatever is still unacknowledged is acknowledged now.
  observer({ type: "phase", phase: "stopping" });
  await queue.observe();
  await fleet.stop();
}

/** Children that ended before they were told to. The run goes on without them while a worker is left. */
class Losses {
  producers = 0;
  readonly #observer: Observer;
  readonly #log: RunLog;
  readonly #broken: AbortController;

  constructor(observer: Observer, log: RunLog, broken: AbortController) {
    this.#observer = observer;
    this.#log = log;
    this.#broken = broken;
  }

  readonly add = (child: Child, end: ChildEnd, livingWorkers: number): void => {
    const { plan } = child;
    const how = end.reason ?? describeEnd(end);
    if (plan.role === "producer") {
      this.producers++;
      this.#log.note(`${child.name} died in mid-run: it ${how}.`);
      this.#observer({ type: "notice", message: `${child.name} died: ${how}` });
      return;
    }
    if (end.reason !== undefined) this.#log.note(`${child.name} gave up: ${end.reason}`);
    this.#observer({ type: "worker-lost", slots: plan.slots, how });
    if (livingWorkers === 0) this.#broken.abort(new Error("no worker was left alive"));
  };
}

const queueName = (): string => `fairhare.${randomBytes(6).toString("hex")}`;
