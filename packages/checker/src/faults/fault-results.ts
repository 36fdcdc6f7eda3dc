// The faults of a run: target and times of each, and how the fleet recovered.
import { queueOfTask } from "@fairhare/workload";
import type { FaultResult } from "@fairhare/results";
import { type Checker, oncePerHistory } from "../checker.ts";
import type { History } from "../history/history.ts";
import { addsWorkers, endedBy, laterBy, type Occurrence, targetOf } from "../history/faults/occurrence.ts";
import { findProcess } from "../history/orchestrator-log.ts";
import { Work, type WorkTable } from "../history/tasks/work-table.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { measurementOf } from "../run/makespan.ts";
import { blockedByAlarms } from "./blocked-publishers.ts";
import { brokerGaps } from "./broker-gaps.ts";
import { leaderOf, timeToLeader } from "./leader-recovery.ts";
import { lossWindows } from "./loss-window.ts";
import { type FaultRedeliveries, redeliveriesAfter } from "./redeliveries.ts";
import { recoverThroughput } from "./throughput-recovery.ts";

export const checkFaults: Checker<FaultResult[]> = (history, settings) => {
  const { occurrences, executions, attempts, shards, log, clocks } = history;
  if (occurrences.length === 0) return [];
  const { start } = measurementOf(history, settings);
  const { losses } = ledgerOf(history, settings);
  const { processes } = log;
  const sinceStart = (at: number | null | undefined): number | null =>
    typeof at === "number" ? (at - start) / 1e6 : null;
  const breaking = breakingFaults(history);
  const redeliveries = orderedRedeliveries(history, settings);
  const windows = lossWindows(occurrences, losses, attempts.table, (task) => queueOfTask(task, settings.trial));
  const throughput = recoverThroughput(occurrences, completionTimes(executions.table));
  const blocked = blockedByAlarms(occurrences, shards.producers, clocks.largest);
  const gaps = brokerGaps(occurrences, shards);
  return occurrences.map((occurrence, index): FaultResult => {
    const { plan, beganAt, healedAt } = occurrence;
    const since = (at: number | null | undefined): number | null =>
      typeof at === "number" ? (at - beganAt) / 1e6 : null;
    const redelivered = redeliveries[breaking.indexOf(occurrence)];
    const ended = endedBy(occurrence, processes);
    const successor = ended && findProcess(processes, ended.role, ended.process, ended.incarnation + 1);
    const { dipRatio = null, catchUp } = addsWorkers(occurrence) ? {} : (throughput[index] ?? {});
    return {
      kind: plan?.kind ?? "unknown",
      target: targetOf(occurrence, settings.trial),
      nodes: occurrence.nodes.map(({ node }) => node),
      leader: leaderOf(occurrence, log.leaders),
      atMs: (beganAt - start) / 1e6,
      healedAtMs: sinceStart(healedAt),
      endedAtMs: sinceStart(ended?.exit?.at),
      replacedAtMs: sinceStart(successor?.spawnedAt),
      recovery: {
        timeToRedeliveryMs: since(redelivered?.firstAt),
        lastRedeliveryMs: since(redelivered?.lastAt),
        redelivered: redelivered?.count ?? null,
        timeToLeaderMs: inMilliseconds(timeToLeader(occurrence, log.leaders)),
        publishGapMs: inMilliseconds(gaps[index]?.publish),
        consumeGapMs: inMilliseconds(gaps[index]?.consume),
        lossWindowMs: inMilliseconds(windows[index]),
        dipRatio,
        catchUpMs: inMilliseconds(catchUp),
        blockedMs: inMilliseconds(blocked[index]),
        ...errorBound(clocks, gaps[index] !== undefined),
      },
    };
  });
};

/**
 * A fault is recorded by the orchestrator, and its effects by an agent's process. A gap is between two of a sequence of events on
 * all hosts: each end of it may be wrong.
 */
function errorBound({ agents, largest }: History["clocks"], hasGaps: boolean): Bound {
  if (agents.length === 0) return {};
  return { errorBoundMs: Number.isFinite(largest) ? ((hasGaps ? 2 : 1) * largest) / 1e6 : null };
}

type Bound = Pick<FaultResult["recovery"], "errorBoundMs">;

const breakingFaults = ({ occurrences }: History): Occurrence[] =>
  occurrences.filter((occurrence) => !addsWorkers(occurrence));

/** Number of faults with a redelivery that the clocks of the hosts do not assign to one of them. */
export const unorderedFaults: Checker<number> = (history, settings) =>
  orderedRedeliveries(history, settings).filter(({ isUnordered }) => isUnordered).length;

type OrderedRedeliveries = FaultRedeliveries & { readonly isUnordered: boolean };

/** By breaking fault. Redeliveries that would belong to another fault if the clocks were wrong by their error belong to none. */
const orderedRedeliveries: Checker<readonly OrderedRedeliveries[]> = oncePerHistory((history, settings) => {
  const { executions, shards, clocks } = history;
  const occurrences = breakingFaults(history);
  // With automatic acknowledgement RabbitMQ never delivers a message again.
  if (occurrences.length === 0 || settings.trial.ack === "auto") return [];
  const { traces, table } = executions;
  const after = (by: number): FaultRedeliveries[] =>
    redeliveriesAfter({
      occurrences: occurrences.map((occurrence) => laterBy(by, occurrence)),
      workers: shards.workers,
      traces: by === 0 ? traces : traces.map((trace) => ({ ...trace, exitedAt: (trace.exitedAt ?? 0) + by })),
      firstDeliveredAt: table.firstDeliveredAt,
    });
  const found = after(0);
  const others = clocks.largest === 0 ? [] : [after(-clocks.largest), after(clocks.largest)];
  return found.map((one, index): OrderedRedeliveries => {
    const hasFirst = others.every((other) => other[index]?.firstAt === one.firstAt);
    const hasLast = others.every((other) => other[index]?.lastAt === one.lastAt);
    const isUnordered = !hasFirst || !hasLast || others.some((other) => other[index]?.count !== one.count);
    return { ...one, firstAt: hasFirst ? one.firstAt : null, lastAt: hasLast ? one.lastAt : null, isUnordered };
  });
});

const inMilliseconds = (span: number | null | undefined): number | null =>
  typeof span === "number" ? span / 1e6 : null;

/** The first completion of each task, in the order of time; nanoseconds. */
function completionTimes(work: WorkTable): Float64Array {
  const times = new Float64Array(work.last);
  let count = 0;
  for (let task = 1; task <= work.last; task++) {
    if (work.is(task, Work.completed)) times[count++] = work.firstCompletedAt[task] ?? 0;
  }
  return times.subarray(0, count).toSorted();
}
