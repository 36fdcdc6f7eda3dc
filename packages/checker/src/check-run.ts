// One run from its history to its results. Everything in the results is derived here, from the shards alone.
import { countsRequeues, deliveryLimitOn, type Threshold, type TrialSettings } from "@fairhare/workload";
import { PhaseCode, Role } from "@fairhare/protocol";
import { assessEvidence } from "./evidence/evidence.ts";
import { boundGaps, openQuestions } from "./evidence/open-questions.ts";
import { planGaps } from "./evidence/plan-gaps.ts";
import { startedShards } from "./evidence/shard-gaps.ts";
import { dispatchBreaks } from "./fairness/round-robin-violations.ts";
import { idleWhileBacklog } from "./fairness/idle-while-backlog.ts";
import { faultResults } from "./faults/fault-results.ts";
import { FrozenSpans } from "./history/frozen-spans.ts";
import { cutsPower, hitsBroker, killsBroker, type Occurrence, occurrencesOf } from "./history/occurrence.ts";
import { readAttempts } from "./history/attempts.ts";
import { readExecutions } from "./history/executions.ts";
import { DeadLetterTable } from "./history/dead-letters.ts";
import { type NamedShard, openShards } from "./history/open-shards.ts";
import { fleetSize } from "./history/fleet-size.ts";
import { findProcess, readOrchestratorLog } from "./history/orchestrator-log.ts";
import { queueEndOf } from "./history/queue-end.ts";
import type { SlotTally } from "./history/slot-tally.ts";
import { recordFromIntended } from "./run/latency.ts";
import { cutOffTasks } from "./ledger/cut-off.ts";
import { duplicatesOf } from "./ledger/duplicates.ts";
import { keepLedger, type Loss } from "./ledger/ledger.ts";
import { decideOutcomes, Outcome } from "./ledger/outcome.ts";
import { Waiting } from "./ledger/waiting.ts";
import type { RunResult } from "@fairhare/results";
import { costOf } from "./run/cost.ts";
import { deathSentence, deathsOf } from "./findings/worker-exits.ts";
import { disconnectsOf } from "./run/connections.ts";
import { fairnessOf } from "./fairness/fairness.ts";
import { runBound, measurementStart, phaseStart } from "./run/makespan.ts";
import { throughputOf } from "./run/throughput.ts";
import { timelineOf } from "./run/timeline.ts";
import { verdictOf } from "./evidence/verdict.ts";
import { warningsOf } from "./findings/run-findings.ts";
import { workersOf } from "./fairness/workers.ts";

export interface CheckInput {
  readonly settings: TrialSettings;
  /** From 1. */
  readonly run: number;
  readonly shards: readonly NamedShard[];
  /** The run's directory relative to results.json; null when it is not kept. */
  readonly directory: string | null;
  /** Warnings that the orchestrator has already. */
  readonly notes: readonly string[];
  /** As the broker introduced itself: some of its limits depend on it. */
  readonly brokerVersion: string;
  /** Type of the queue as the broker named it; null when it did not. */
  readonly queueType?: string | null;
  /** What the experiment demands; none by default. */
  readonly thresholds?: readonly Threshold[];
}

export interface CheckedRun {
  readonly result: RunResult;
  /** All of them; the result lists the first 100. */
  readonly losses: readonly Loss[];
}

export function checkRun(input: CheckInput): CheckedRun {
  const { settings, run, shards, directory, notes, brokerVersion, queueType = null, thresholds = [] } = input;
  const found = openShards(shards);
  const log = readOrchestratorLog(found.orchestrators);
  const evidence = assessEvidence(found, log, settings);
  const open = startedShards(found, log);
  const drained = log.phases.has(PhaseCode.drained) && !log.phases.has(PhaseCode.cutShort);
  const measuredFrom = phaseStart(log.phases, settings) ?? 0;

  const occurrences = occurrencesOf(log.faults, settings);
  const frozen = new FrozenSpans(occurrences, settings);
  const attempts = readAttempts(open.producers, (producer) => ({
    measuredFrom,
    frozen: frozen.ofProcess("producer", producer),
  }));
  const slots = fleetSize(log, open.workers, settings);
  const executions = readExecutions({
    slots,
    shards: open.workers,
    attempts: attempts.table,
    settings,
    measuredFrom,
    frozen,
    exitOf: (process, incarnation) => findProcess(log.processes, Role.worker, process, incarnation)?.exit ?? null,
  });
  const deadLetters = new DeadLetterTable(open.deadLetters, attempts.table.last);
  const queueEnd = queueEndOf(log);
  const outcomes = decideOutcomes(attempts.table, executions.table, {
    deadLetters,
    queueEnd,
    confirms: settings.confirmWindow > 0,
    ack: settings.ack,
    drained,
  });
  const mayBeCutOff = settings.confirmWindow === 0 && outcomes.includes(Outcome.lost);
  const { ledger, losses } = keepLedger(
    outcomes,
    {
      settings,
      attempts,
      executions,
      deadLetters,
      deliveryLimit: deliveryLimitOn(settings, brokerVersion),
      countsRequeues: countsRequeues(settings, brokerVersion),
      waiting: new Waiting(attempts.table, executions.table),
      brokerBackAt: Math.max(...occurrences.filter(hitsBroker).map(({ healedAt }) => healedAt ?? Infinity), -Infinity),
      brokerDownAt: occurrences.filter(hitsBroker).map(({ beganAt }) => beganAt),
      powerCutAt: lastBegan(occurrences.filter(cutsPower)),
      brokerKilledAt: lastBegan(occurrences.filter(killsBroker)),
      drainedAt: log.phases.get(PhaseCode.drained) ?? Infinity,
      endedAt: log.phases.get(PhaseCode.ended) ?? Infinity,
      cutOff: mayBeCutOff ? cutOffTasks(open.producers, executions.table) : new Uint8Array(0),
    },
    duplicatesOf(open.workers, attempts.table, executions, settings, brokerVersion),
  );

  const start = measurementStart(log.phases, attempts.table, settings);
  const end = executions.lastCompletedAt;
  const makespan = Number.isFinite(end) ? Math.max(0, end - start) : null;
  const bound = runBound(attempts.table, outcomes, settings, start, joinsOf(executions.slots, settings));
  const throughput = throughputOf(attempts, ledger.completed, ledger.confirmed, ledger.failed, makespan);
  const deaths = deathsOf(log, settings, occurrences);
  const workers = workersOf({ executions, log, deaths, settings, start, makespan });
  const idle =
    settings.work === "none" || makespan === null
      ? null
      : idleWhileBacklog({
          producers: open.producers,
          workers: open.workers,
          traces: executions.traces,
          outcomes,
          frozen,
          slots,
          settings,
          from: start,
          to: end,
        });
  const { bufferWait, work } = executions;
  const { confirm } = attempts;
  const latencies = { ...recordFromIntended(attempts.table, executions.table), bufferWait, work, confirm };
  const negative = Object.values(latencies).reduce((sum, recorder) => sum + recorder.negative, 0);

  const gaps = [...evidence.gaps, ...boundGaps(makespan, bound, settings)];
  const publishingAt = log.phases.get(PhaseCode.publishing) ?? null;
  // A run that was cut short says so itself.
  const questions = drained
    ? [
        ...planGaps({ settings, attempts, publishingAt }),
        ...openQuestions({
          settings,
          ledger,
          outcomes,
          work: executions.table,
          isQueueEndProven: queueEnd.isProven,
          thresholds,
        }),
      ]
    : [];

  const result: RunResult = {
    run,
    verdict: verdictOf({
      ledger,
      hasGaps: gaps.length > 0,
      hasOpenQuestions: questions.length > 0,
      explainableLosses: evidence.explainableLosses,
      drained,
    }),
    evidence: { complete: drained && gaps.length + questions.length === 0, gaps: [...gaps, ...questions] },
    warnings: [
      ...notes,
      ...gaps,
      ...questions,
      ...evidence.torn,
      ...deaths.map((death) => deathSentence(death, start)),
      ...warningsOf({ settings, attempts, executions, ledger, drained, negative }),
    ],
    directory,
    makespanMs: milliseconds(makespan),
    boundMs: milliseconds(bound),
    boundRatio: makespan !== null && bound !== null ? makespan / bound : null,
    throughput,
    latencyMs: {
      endToEnd: latencies.endToEnd.toLatency(),
      queueWait: latencies.queueWait.toLatency(),
      bufferWait: bufferWait.toLatency(),
      work: work.toLatency(),
      confirm: confirm.toLatency(),
    },
    fairness: fairnessOf(workers, milliseconds(makespan), {
      idleWhileBacklogMs: milliseconds(idle),
      dispatchBreaks: dispatchBreaks(attempts.table, executions, settings),
    }),
    workers,
    ledger,
    faults: faultResults({
      occurrences,
      processes: log.processes,
      producers: open.producers,
      workers: open.workers,
      executions,
      attempts: attempts.table,
      losses,
      settings,
      start,
    }),
    queueType,
    disconnects: disconnectsOf([...attempts.traces, ...executions.traces]),
    cancellations: executions.traces.reduce((sum, { cancels }) => sum + cancels, 0),
    cost: costOf([...attempts.traces, ...executions.traces], log),
    timeline: timelineOf({
      attempts: attempts.table,
      work: executions.table,
      log,
      start,
      end: Math.max(start, end, lastAttempt(attempts.table.at)),
    }),
  };
  return { result, losses };
}

const lastBegan = (occurrences: readonly Occurrence[]): number =>
  Math.max(...occurrences.map(({ beganAt }) => beganAt), -Infinity);
/** When workers joined; one that never consumed never worked. Nanoseconds. */
const joinsOf = ({ slots, consumingAt }: SlotTally, { workers }: TrialSettings): number[] =>
  [...consumingAt.subarray(workers + 1, slots + 1)].filter((at) => at > 0);

const milliseconds = (duration: number | null): number | null => (duration === null ? null : duration / 1e6);

const lastAttempt = (times: Float64Array): number => times.reduce((a, b) => Math.max(a, b), 0);
