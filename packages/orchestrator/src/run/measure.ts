// The measurement itself: barrier, publishing under faults, heal, drain, stop. The phases stand here in their order.
import type { Broker } from "@fairhare/broker";
import { toMilliseconds } from "@fairhare/core";
import { comesWithWorkers, createFailures, requeuesForEver, type TrialSettings } from "@fairhare/workload";
import { PhaseCode } from "@fairhare/protocol";
import { DrainTracker, type EndlessTasks } from "../drain/drain-tracker.ts";
import { Nemesis } from "../faults/nemesis.ts";
import type { NemesisPorts } from "../faults/nemesis-ports.ts";
import type { FleetProxy } from "@fairhare/proxy";
import type { Fleet } from "../fleet/fleet.ts";
import type { HistoryTail } from "../drain/history-tail.ts";
import type { Host } from "../fleet/host.ts";
import type { UnexpectedExits } from "../fleet/unexpected-exits.ts";
import { type DrainEnd, Monitor, StalledError } from "../drain/monitor.ts";
import { ProducerSeats } from "../fleet/producer-seats.ts";
import type { Observer } from "./progress.ts";
import type { QueueWatch } from "../drain/queue-watch.ts";
import type { RunLog } from "./run-log.ts";

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
  readonly proxy: FleetProxy | undefined;
  readonly unexpectedExits: UnexpectedExits;
  readonly giveUp: (error: unknown) => void;
}

/** Resolves after a complete drain and a clean stop; rejects with the reason why there was none. */
export async function measure(
  ports: MeasurePorts,
  { settings, log, queue, tail, fleet, proxy, unexpectedExits, giveUp }: Measured,
): Promise<void> {
  const { host, broker, observer, signal, drainTimeoutSeconds } = ports;
  const began = toMilliseconds(host.clock.now());
  const tracker = new DrainTracker(endlessTasks(settings, broker.facts.version));
  const seats = new ProducerSeats(settings);
  const nemeses: Nemesis[] = [];
  const monitor = new Monitor({
    clock: host.clock,
    tail,
    tracker,
    seats,
    queue,
    livingShards: () => fleet.livingWorkers.map(({ plan }) => plan.shardFile),
    activeProducers: () => fleet.activeProducers,
    isDeserted: () => fleet.isDeserted,
    isBreaking: () => nemeses.some(({ isBreaking }) => isBreaking),
    patienceMs: drainTimeoutSeconds * 1e3,
    onCounts: (counts) => {
      const elapsedMs = toMilliseconds(host.clock.now()) - began;
      observer({ type: "counts", ...counts, expected: settings.tasks, elapsedMs });
    },
  });

  // 3a. The barrier: consumers before the first publish, or after the last one when there is to be a backlog.
  if (!settings.backlog) await fleet.consume(signal);
  log.phase(PhaseCode.ready);

  // 3b. Publish, and break what is to be broken. A backlog lives through the broker's faults before any worker
  //     sees it, and through the workers' faults afterwards.
  log.phase(PhaseCode.publishing);
  observer({ type: "phase", phase: settings.backlog ? "filling" : "publishing" });
  const nemesisPorts: NemesisPorts = {
    host,
    fleet,
    broker,
    proxy,
    log,
    settings,
    continuationOf: ({ plan }) => {
      monitor.catchUp();
      return plan.role === "producer" ? seats.continuationOf(plan.process) : { alreadyAttempted: 0, epoch: null };
    },
    signal,
    onNotice: (message) => observer({ type: "notice", message }),
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
  // A burst is published in no time: its faults come while it is worked off.
  const isBurst = settings.ratePerSecond === null && settings.timeSeconds === null;
  await monitor.breaking(isBurst ? nemesis.exhausted() : nemesis.occurred(), signal);
  await monitor.during(nemesis.heal(), signal);

  // 3c. Drain, until every task is accounted for.
  log.phase(PhaseCode.draining);
  observer({ type: "phase", phase: "draining" });
  const redeliveredBefore = tracker.redelivered;
  const end = await monitor.drain(signal);
  if (end === "stuck" || end === "deserted")
    throw new Error(whyNotDrained(end, tracker, { settings, seconds: drainTimeoutSeconds, redeliveredBefore }));
  if (unexpectedExits.producers > 0) {
    throw new Error(
      `${unexpectedExits.producers} of ${settings.producers} producers died before they had published their share`,
    );
  }
  log.phase(PhaseCode.drained);

  // 3d. Stop; whatever is still unacknowledged is acknowledged now.
  observer({ type: "phase", phase: "stopping" });
  await queue.observe();
  await fleet.cancelConsumers(signal);
  await fleet.stop();
  // What the workers gave back is the queue's again, or was lost: only what it holds now can tell.
  if (tracker.open > 0) await proveSettled(tracker, queue, settings, signal);
}

/** Throws when messages were left in the queue that somebody should have worked on. */
async function proveSettled(
  tracker: DrainTracker,
  queue: QueueWatch,
  { ack }: TrialSettings,
  signal: AbortSignal,
): Promise<void> {
  const view = await queue.proveSettled(tracker.open, signal);
  if (view === undefined) throw new Error("the broker did not say what the queue held when the workers had ended");
  // Without acknowledgements all comes back, done or not.
  if (ack !== "forget" && view.ready > tracker.poisoned)
    throw new Error(
      `the queue held ${view.ready - tracker.poisoned} more messages when the workers had ended, although it had been empty`,
    );
}

/** Poison tasks that no limit of the queue takes out of it. */
function endlessTasks(settings: TrialSettings, brokerVersion: string): EndlessTasks {
  const isEndless = requeuesForEver(settings, brokerVersion);
  const failures = createFailures(settings);
  return { isEndless: (task) => isEndless && failures.isPoison(task), maxAttempts: settings.maxAttempts };
}

const notPublished = ({ message }: StalledError, seconds: number): Error =>
  new Error(
    `publishing made no progress for ${seconds} s: ${message}; raise --drain-timeout if that is to be expected`,
  );

interface Stall {
  readonly settings: TrialSettings;
  readonly seconds: number;
  readonly redeliveredBefore: number;
}

function whyNotDrained(
  end: Extract<DrainEnd, "stuck" | "deserted">,
  { open, poisoned, redelivered }: DrainTracker,
  { settings, seconds, redeliveredBefore }: Stall,
): string {
  const tasks = open === 1 ? "1 task is" : `${open} tasks are`;
  if (end === "deserted")
    return `${tasks} still open and no worker is left: each was ended by a fault and not started again; use restart=now or restart=D`;
  if (poisoned > 0)
    return `${poisoned} poison tasks went round for ${seconds} s and let none of the other ${open - poisoned} open tasks through; use --on-error drop or dead-letter, fewer poison tasks, or more --workers`;
  const rounds = redelivered - redeliveredBefore;
  if (rounds > 0)
    return `no task was settled for ${seconds} s while ${rounds} deliveries were redeliveries, and ${tasks} still open: ${whatGoesRound(settings)}`;
  if (settings.ack === "forget" && settings.prefetch > 0)
    return `${tasks} still open and every worker holds its prefetch of ${settings.prefetch} unacknowledged (--ack forget); use --prefetch unlimited`;
  return `no task was settled for ${seconds} s although ${tasks} still open; raise --drain-timeout if tasks take longer than that`;
}

const whatGoesRound = ({ ackTimeoutMs }: TrialSettings): string =>
  ackTimeoutMs > 0
    ? "deliveries go back to the queue before they are acknowledged; raise --ack-timeout above the service time"
    : "tasks go round between the queue and the workers";
