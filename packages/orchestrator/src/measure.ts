// The measurement itself: barrier, publishing under faults, heal, drain, stop. The phases stand here in their order.
import type { Broker } from "@fairhare/broker";
import { comesWithWorkers, createFailures, deliveryLimitOn, type TrialSettings } from "@fairhare/experiment";
import { PhaseCode } from "@fairhare/protocol";
import { Account, type EndlessTasks } from "./account.ts";
import { Nemesis, type NemesisPorts } from "./faults/nemesis.ts";
import type { Proxy } from "./faults/proxy/proxy.ts";
import type { Fleet } from "./fleet.ts";
import type { HistoryTail } from "./history-tail.ts";
import type { Losses } from "./losses.ts";
import { Monitor } from "./monitor.ts";
import type { Observer } from "./progress.ts";
import type { QueueWatch } from "./queue-watch.ts";
import type { RunLog } from "./run-log.ts";

export interface MeasurePorts {
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
  readonly proxy: Proxy | undefined;
  readonly losses: Losses;
  readonly giveUp: (error: unknown) => void;
}

/** Resolves after a complete drain and a clean stop; rejects with the reason why there was none. */
export async function measure(
  ports: MeasurePorts,
  { settings, log, queue, tail, fleet, proxy, losses, giveUp }: Measured,
): Promise<void> {
  const { observer, signal, drainTimeoutSeconds } = ports;
  const began = performance.now();
  const account = new Account(endlessTasks(settings, ports.broker.facts.version));
  const monitor = new Monitor({
    tail,
    account,
    queue,
    livingShards: () => fleet.livingWorkers.map(({ plan }) => plan.shardFile),
    onCounts: (counts) =>
      observer({ type: "counts", ...counts, expected: settings.tasks, elapsedMs: performance.now() - began }),
  });

  // 3a. The barrier: consumers before the first publish, or after the last one when there is to be a backlog.
  if (!settings.backlog) await fleet.consume(signal);
  log.phase(PhaseCode.ready);

  // 3b. Publish, and break what is to be broken. A backlog lives through the broker's faults before any worker
  //     sees it, and through the workers' faults afterwards.
  log.phase(PhaseCode.publishing);
  observer({ type: "phase", phase: settings.backlog ? "filling" : "publishing" });
  const nemesisPorts: NemesisPorts = {
    fleet,
    broker: ports.broker,
    proxy,
    log,
    settings,
    attemptsOf: (shard) => {
      tail.poll(account.add);
      return account.attemptsOf(shard);
    },
    signal,
    onNotice: (message) => observer({ type: "notice", message }),
    onFailure: giveUp,
  };
  let nemesis = new Nemesis(nemesisPorts, (fault) => !settings.backlog || !comesWithWorkers(fault));
  fleet.publish();
  await monitor.during(fleet.published(signal), signal);
  if (settings.backlog) {
    await monitor.during(nemesis.occurred(), signal);
    await monitor.during(nemesis.heal(), signal);
    await queue.observe();
    log.phase(PhaseCode.released);
    await fleet.consume(signal);
    nemesis = new Nemesis(nemesisPorts, comesWithWorkers);
  }
  // A burst is published in no time: its faults come while it is worked off.
  const isBurst = settings.ratePerSecond === null && settings.timeSeconds === null;
  const faultsAreOver = isBurst && nemesis.isRepeating ? new Promise<void>(() => undefined) : nemesis.occurred();
  await monitor.during(faultsAreOver, signal, { orAccounted: true });
  await monitor.during(nemesis.heal(), signal);

  // 3c. Drain, until every task is accounted for.
  log.phase(PhaseCode.draining);
  observer({ type: "phase", phase: "draining" });
  const end = await monitor.drain(drainTimeoutSeconds * 1e3, signal);
  if (end === "stuck") throw new Error(whyStuck(account, drainTimeoutSeconds));
  if (losses.producers > 0) {
    throw new Error(
      `${losses.producers} of ${settings.producers} producers died before they had published their share`,
    );
  }
  log.phase(PhaseCode.drained);

  // 3d. Stop; whatever is still unacknowledged is acknowledged now.
  observer({ type: "phase", phase: "stopping" });
  await queue.observe();
  await fleet.cease(signal);
  await fleet.stop();
  // What the workers gave back is the queue's again, or was lost: only its depth can tell.
  if (account.open > 0) await queue.untilHolds(account.open, signal);
}

/** Poison tasks that no limit of the queue takes out of it. */
function endlessTasks(settings: TrialSettings, brokerVersion: string): EndlessTasks {
  const isEndless = settings.onError === "requeue" && deliveryLimitOn(settings, brokerVersion) === null;
  const failures = createFailures(settings);
  return { isEndless: (task) => isEndless && failures.isPoison(task), waitedFor: settings.maxAttempts };
}

function whyStuck({ open, poisoned }: Account, seconds: number): string {
  if (poisoned === 0)
    return `nothing happened for ${seconds} s although tasks are still open; raise --drain-timeout if they take longer than that`;
  return `${poisoned} poison tasks went round for ${seconds} s and let none of the other ${open - poisoned} open tasks through; use --on-error drop or dead-letter, fewer poison tasks, or more --workers`;
}
