// The measurement of one run, phase by phase: barrier, publishing under faults, heal, drain, stop.
import type { Broker } from "@fairhare/broker";
import { toMilliseconds } from "@fairhare/core";
import {
  acknowledgesBeforeWork,
  comesWithWorkers,
  createFailures,
  longestStartDelayMs,
  requeuesForEver,
  retriesInQueue,
  type TrialSettings,
} from "@fairhare/workload";
import { PhaseCode } from "@fairhare/protocol";
import { DrainTracker, type EndlessTasks } from "../drain/drain-tracker.ts";
import { Nemesis } from "../faults/nemesis.ts";
import type { NemesisPorts } from "../faults/nemesis-ports.ts";
import type { FleetProxy } from "@fairhare/proxy";
import { CrashRestarts } from "../fleet/crash-restarts.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Placement } from "../fleet/placement.ts";
import type { HistoryTail } from "@fairhare/store";
import type { Host } from "../fleet/host.ts";
import type { UnexpectedExits } from "../fleet/unexpected-exits.ts";
import { Monitor, StalledError } from "../drain/monitor.ts";
import type { ProgramFleet } from "../programs/program-fleet.ts";
import { ProducerSeats } from "../fleet/producer-seats.ts";
import type { Observer } from "./progress.ts";
import type { QueueWatch } from "../drain/queue-watch.ts";
import type { RunLog } from "./run-log.ts";
import { notPublished, whyNotDrained } from "./why-not-drained.ts";

export interface MeasurePorts {
  readonly host: Host;
  readonly broker: Broker;
  readonly observer: Observer;
  readonly drainTimeoutSeconds: number;
  readonly signal: AbortSignal;
}

export interface Measured {
  readonly settings: TrialSettings;
  readonly log: RunLog;
  readonly queue: QueueWatch;
  readonly tail: HistoryTail;
  readonly fleet: Fleet;
  /** Undefined without agents. */
  readonly placement: Placement | undefined;
  readonly programs: Pick<ProgramFleet, "isSilentAboutWork">;
  readonly proxy: FleetProxy | undefined;
  readonly unexpectedExits: UnexpectedExits;
  readonly giveUp: (error: unknown) => void;
}

/** Resolves after a complete drain and a graceful shutdown; rejects with the reason why the drain is not complete. */
export async function measure(
  ports: MeasurePorts,
  { settings, log, queue, tail, fleet, placement, programs, proxy, unexpectedExits, giveUp }: Measured,
): Promise<void> {
  const { host, broker, observer, signal, drainTimeoutSeconds } = ports;
  const isOneSided = settings.workers === 0 || settings.producers === 0;
  const began = toMilliseconds(host.clock.now());
  const tracker = new DrainTracker(
    endlessTasks(settings, broker.facts.version),
    () => programs.isSilentAboutWork,
    settings.confirmWindow > 0,
  );
  const seats = new ProducerSeats(settings);
  const nemeses: Nemesis[] = [];
  const monitor = new Monitor({
    clock: host.clock,
    tail,
    tracker,
    seats,
    queue,
    acknowledgesBeforeWork: acknowledgesBeforeWork(settings),
    livingShards: () => fleet.livingWorkers.map(({ plan }) => plan.shardFile),
    activeProducers: () => fleet.activeProducers,
    isDeserted: () => fleet.isDeserted,
    mayBeMore: () =>
      unexpectedExits.hasUnreadProducer ||
      // A message of a producer on another host may overtake its history.
      fleet.producers.some(
        ({ agent, hasFinished, plan }) => agent !== undefined && hasFinished && !seats.hasFinished(plan.process),
      ),
    isBreaking: () => nemeses.some(({ isBreaking }) => isBreaking),
    isBrokerBroken: () => nemeses.some(({ isBrokerBroken }) => isBrokerBroken),
    patienceMs: drainTimeoutSeconds * 1e3 + settings.retryDelayMs + longestStartDelayMs(settings),
    hiddenDelayMs: retriesInQueue(settings) ? settings.retryDelayMs : 0,
    slowest: Math.min(...settings.speeds),
    onCounts: (counts) => {
      const elapsedMs = toMilliseconds(host.clock.now()) - began;
      observer({ type: "counts", ...counts, expected: settings.tasks, elapsedMs });
    },
  });

  const crashes = new CrashRestarts({
    fleet,
    hasCrashed: ({ plan }) => {
      if (settings.onError !== "crash" || plan.role !== "worker") return false;
      monitor.catchUp();
      return tracker.hasCrashed(plan.shardFile);
    },
    signal,
    onFailure: giveUp,
  });
  unexpectedExits.crashes = crashes;

  // 3a. The barrier: consumers start before the first publish, or after the last one with --backlog.
  if (!settings.backlog) await fleet.consume(signal);
  log.phase(PhaseCode.ready);

  // 3b. Publish and inject faults. With --backlog, the faults of workers wait until the workers consume.
  log.phase(PhaseCode.publishing);
  observer({ type: "phase", phase: settings.backlog ? "filling" : "publishing" });
  const nemesisPorts: NemesisPorts = {
    host,
    fleet,
    placement,
    broker,
    proxy,
    queue: queue.names[0] ?? queue.name,
    queues: queue.names,
    log,
    settings,
    continuationOf: ({ plan }) => {
      monitor.catchUp();
      return plan.role === "producer" ? seats.continuationOf(plan.process) : { alreadyAttempted: 0, epoch: null };
    },
    signal,
    onNotice: (message) => observer({ type: "notice", message }),
    onFault: (message) => observer({ type: "fault", message }),
    onFailure: giveUp,
  };
  let nemesis = new Nemesis(nemesisPorts, (fault) => !settings.backlog || !comesWithWorkers(fault));
  nemeses.push(nemesis);
  fleet.publish();
  await monitor.publishing(fleet.published(signal), signal).catch((error: unknown) => {
    throw error instanceof StalledError ? notPublished(error, drainTimeoutSeconds) : error;
  });
  if (settings.backlog) {
    await monitor.during(nemesis.occurred(), signal);
    await monitor.during(nemesis.heal(), signal);
    await queue.observe();
    log.phase(PhaseCode.released);
    await fleet.consume(signal);
    nemesis = new Nemesis(nemesisPorts, comesWithWorkers);
    nemeses.push(nemesis);
  }
  // A burst is published at once: its faults occur while the workers process it.
  const isBurst = settings.ratePerSecond === null && settings.timeSeconds === null;
  const faults = isBurst ? nemesis.exhausted() : nemesis.occurred();
  if (settings.workers === 0) await monitor.during(nemesis.occurred(), signal);
  else if (settings.producers === 0)
    await receive(monitor, nemesis, settings, { seconds: drainTimeoutSeconds, signal });
  else await monitor.breaking(faults, signal);
  await monitor.during(nemesis.heal(), signal);

  // 3c. Drain, until every task is accounted for; with one side alone, the rest is left to other programs.
  log.phase(PhaseCode.draining);
  observer({ type: "phase", phase: "draining" });
  const redeliveredBefore = tracker.redelivered;
  if (!isOneSided) {
    const end = await monitor.drain(signal);
    if (end === "stuck" || end === "deserted")
      throw new Error(whyNotDrained(end, tracker, { settings, seconds: drainTimeoutSeconds, redeliveredBefore }));
  }
  if (unexpectedExits.producers > 0) {
    throw new Error(
      `producers that ended before all their tasks were published: ${unexpectedExits.producers} of ${settings.producers}`,
    );
  }
  log.phase(PhaseCode.drained);

  // 3d. Stop the fleet; workers send their remaining acknowledgements.
  observer({ type: "phase", phase: "stopping" });
  await queue.observe();
  await crashes.end();
  await fleet.cancelConsumers(signal);
  await fleet.stop();
  // The end of the history of another host arrives with the end of its processes.
  if (placement !== undefined) monitor.catchUp();
  // A requeued message is in the queue now, or it is lost: the depth after the shutdown decides.
  if (tracker.open > 0 && !isOneSided) await proveSettled(tracker, queue, settings, signal);
}

/** Workers alone receive for --time or, without it, until the queue is quiet after the faults. Throws when they cannot. */
async function receive(
  monitor: Monitor,
  nemesis: Nemesis,
  { timeSeconds }: TrialSettings,
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  if (timeSeconds === null) await monitor.during(nemesis.occurred(), signal);
  const end = await monitor.receiving(timeSeconds === null ? null : timeSeconds * 1e3, signal);
  if (end === "deserted")
    throw new Error(
      "messages are in the queue and no worker is left, because faults ended all workers without restarting them; use restart=now or restart=<duration>",
    );
  if (end === "stuck")
    throw new Error(
      `messages are in the queue and no worker received one for ${seconds} s; check for other consumers with a higher priority or a single active consumer, and use --prefetch unlimited with --ack forget`,
    );
}

/** Throws when the queue still holds messages that a worker should have processed. */
async function proveSettled(
  tracker: DrainTracker,
  queue: QueueWatch,
  { ack }: TrialSettings,
  signal: AbortSignal,
): Promise<void> {
  const view = await queue.proveSettled(tracker.open, signal);
  if (view === undefined) throw new Error("the broker did not report the queue's depth after the workers had stopped");
  // Without acknowledgements RabbitMQ requeues every message, processed or not.
  const unexpected = view.ready - tracker.poisoned;
  if (ack !== "forget" && unexpected > 0)
    throw new Error(
      `the queue held ${unexpected} ${unexpected === 1 ? "message" : "messages"} after the workers had stopped, although it had been empty before`,
    );
}

/** Poison tasks that no limit of the queue removes. */
function endlessTasks(settings: TrialSettings, brokerVersion: string): EndlessTasks {
  const isEndless = requeuesForEver(settings, brokerVersion);
  const failures = createFailures(settings);
  return { isEndless: (task) => isEndless && failures.isPoison(task), maxAttempts: settings.maxAttempts };
}
