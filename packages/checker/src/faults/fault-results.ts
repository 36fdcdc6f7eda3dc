// The faults of a run: target and times of each, and how the fleet recovered.
import type { FaultResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { addsWorkers, endedBy, targetOf } from "../history/occurrence.ts";
import { findProcess } from "../history/orchestrator-log.ts";
import { Work, type WorkTable } from "../history/work-table.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { measurementOf } from "../run/makespan.ts";
import { blockedByAlarms } from "./blocked-publishers.ts";
import { brokerGaps } from "./broker-gaps.ts";
import { leaderOf, timeToLeader } from "./leader-recovery.ts";
import { lossWindows } from "./loss-window.ts";
import { redeliveriesAfter } from "./redeliveries.ts";
import { recoverThroughput } from "./throughput-recovery.ts";

export const checkFaults: Checker<FaultResult[]> = (history, settings) => {
  const { occurrences, executions, attempts, shards, log } = history;
  if (occurrences.length === 0) return [];
  const { start } = measurementOf(history, settings);
  const { losses } = ledgerOf(history, settings);
  const { processes } = log;
  const sinceStart = (at: number | null | undefined): number | null =>
    typeof at === "number" ? (at - start) / 1e6 : null;
  const breaking = occurrences.filter((occurrence) => !addsWorkers(occurrence));
  // With automatic acknowledgement RabbitMQ never delivers a message again.
  const redeliveries =
    settings.trial.ack === "auto"
      ? []
      : redeliveriesAfter({
          occurrences: breaking,
          workers: shards.workers,
          traces: executions.traces,
          firstDeliveredAt: executions.table.firstDeliveredAt,
        });
  const windows = lossWindows(occurrences, losses, attempts.table);
  const throughput = recoverThroughput(occurrences, completionTimes(executions.table));
  const blocked = blockedByAlarms(occurrences, shards.producers);
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
      },
    };
  });
};

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
