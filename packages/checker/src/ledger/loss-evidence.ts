// The evidence for the causes of losses: facts of the history that several causes need.
import { brokerRules } from "@fairhare/core";
import type { LossCause } from "@fairhare/results";
import { countsRequeues, createPriorities, deliveryLimitOn, queueOfTask, type TrialSettings } from "@fairhare/workload";
import { NodeAbsence, PhaseCode } from "@fairhare/protocol";
import type { Checker } from "../checker.ts";
import type { Attempts } from "../history/tasks/attempts.ts";
import type { Executions } from "../history/tasks/executions.ts";
import type { History } from "../history/history.ts";
import { hitsCluster } from "../history/faults/occurrence.ts";
import { isRestart, type QueueOutage, queueOutages, unreachableTimes } from "../history/faults/queue-outages.ts";
import type { Span } from "../history/span.ts";
import { Work } from "../history/tasks/work-table.ts";
import { cutOffTasks } from "./cut-off.ts";
import { Outcome, outcomesOf } from "./outcome.ts";
import { Waiting } from "./waiting.ts";

/** Times are nanoseconds. "The broker" is what holds the queue: see `queueOutages`. */
export interface LossEvidence {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
  /** When clients could publish to a node that did not reach the queue. */
  readonly unreachable: readonly QueueOutage[];
  /** When faults of single nodes lasted, until all nodes and queues were back. */
  readonly nodeFaults: readonly Span[];
  /** When the last partition of a cluster was over: Infinity if it never was, −Infinity without one. */
  readonly partitionOverAt: number;
  /** When the last broker fault was healed: Infinity if it never was, −Infinity without a fault. */
  readonly brokerBackAt: number;
  /** When the dead-letter queue was declared again after its last connection loss; −Infinity without one. */
  readonly deadLettersBackAt: number;
  /** When faults took the broker down, in the order of time. */
  readonly brokerDownAt: readonly number[];
  /** When power cuts of the broker began, in the order of time. */
  readonly powerCutAt: readonly number[];
  /** When kills of the broker began, in the order of time. */
  readonly brokerKilledAt: readonly number[];
  /** Infinity if the run did not drain. */
  readonly drainedAt: number;
  /** When the run had ended and the queue was read last; Infinity if unknown. */
  readonly endedAt: number;
  /** By task, a CutOff: how its connection or channel ended, if no later publish on it arrived. */
  readonly cutOff: Uint8Array;
  /** Number of redeliveries after which the queue drops a requeued message; null without a limit. */
  readonly deliveryLimit: number | null;
  /** Whether a channel that is opened while the old leader of a quorum queue is away asks that one. */
  readonly asksOldLeader: boolean;
  /** Whether requeues by a handler count towards that limit. */
  readonly countsRequeues: boolean;
  /** The tasks of the same queue as this one. */
  readonly waitingWith: (task: number) => Waiting;
}

export type CauseOf = (task: number, evidence: LossEvidence) => LossCause | undefined;

export const lossEvidenceOf: Checker<LossEvidence> = (history, settings) => {
  const { trial, brokerVersion } = settings;
  const { attempts, executions, occurrences, deadLetters, shards, log } = history;
  const isolations = occurrences.flatMap(({ nodes }) =>
    nodes.filter(({ absence }) => absence === NodeAbsence.isolated),
  );
  const isCutOffPossible = trial.confirmWindow === 0 && outcomesOf(history, settings).includes(Outcome.lost);
  return {
    settings: trial,
    attempts,
    executions,
    ...outagesOf(1, history, trial),
    nodeFaults: occurrences
      .filter(hitsCluster)
      .map(({ beganAt, healedAt }) => ({ from: beganAt, to: healedAt ?? Infinity })),
    partitionOverAt: Math.max(...isolations.map(({ upAt }) => upAt ?? Infinity), -Infinity),
    deadLettersBackAt: deadLetters.backAt,
    drainedAt: log.phases.get(PhaseCode.drained) ?? Infinity,
    endedAt: log.phases.get(PhaseCode.ended) ?? Infinity,
    cutOff: isCutOffPossible ? cutOffTasks(shards.producers, executions.table) : new Uint8Array(0),
    asksOldLeader: trial.queueType === "quorum" && brokerRules(brokerVersion).quorumChannelsAskOldLeader,
    deliveryLimit: deliveryLimitOn(trial, brokerVersion),
    countsRequeues: countsRequeues(trial, brokerVersion),
    waitingWith: waitingByQueue(history, trial),
  };
};

type Outages = Pick<LossEvidence, "unreachable" | "brokerBackAt" | "brokerDownAt" | "powerCutAt" | "brokerKilledAt">;

function outagesOf(queue: number, { occurrences }: Pick<History, "occurrences">, trial: TrialSettings): Outages {
  const restarts = queueOutages(occurrences, trial, queue).filter(isRestart);
  return {
    unreachable: unreachableTimes(occurrences, queue),
    brokerBackAt: Math.max(...restarts.map(({ backAt }) => backAt), -Infinity),
    brokerDownAt: beginsOf(restarts),
    powerCutAt: beginsOf(restarts.filter(({ absence }) => absence === NodeAbsence.powerCut)),
    brokerKilledAt: beginsOf(restarts.filter(({ absence }) => absence === NodeAbsence.killed)),
  };
}

/** The evidence for a task: nodes of a cluster are away for the queues that they hold, which may be others for each queue. */
export function evidenceByQueue(
  evidence: LossEvidence,
  history: Pick<History, "occurrences">,
  trial: TrialSettings,
): (task: number) => LossEvidence {
  const isKnown = history.occurrences.some(({ nodes }) => nodes.some(({ hadOthers }) => hadOthers.size > 0));
  if (!isKnown) return () => evidence;
  const known = new Map<number, LossEvidence>();
  return (task) => {
    const queue = queueOfTask(task, trial);
    const found = known.get(queue) ?? { ...evidence, ...outagesOf(queue, history, trial) };
    known.set(queue, found);
    return found;
  };
}

/**
 * The same evidence as if all times of the orchestrator were later by this many nanoseconds: when its faults began and ended,
 * when processes exited, and the end of the run. On several hosts, the clocks give no more than that.
 */
export function shiftedBy(nanoseconds: number, evidence: LossEvidence): LossEvidence {
  const later = (at: number): number => at + nanoseconds;
  const traces = evidence.executions.traces.map((trace) => ({
    ...trace,
    exitedAt: trace.exitedAt === null ? null : later(trace.exitedAt),
  }));
  return {
    ...evidence,
    executions: { ...evidence.executions, traces },
    nodeFaults: evidence.nodeFaults.map(({ from, to }) => ({ from: later(from), to: later(to) })),
    unreachable: evidence.unreachable.map((outage) => ({
      ...outage,
      downAt: later(outage.downAt),
      backAt: later(outage.backAt),
    })),
    partitionOverAt: later(evidence.partitionOverAt),
    brokerBackAt: later(evidence.brokerBackAt),
    deadLettersBackAt: later(evidence.deadLettersBackAt),
    brokerDownAt: evidence.brokerDownAt.map(later),
    powerCutAt: evidence.powerCutAt.map(later),
    brokerKilledAt: evidence.brokerKilledAt.map(later),
    drainedAt: later(evidence.drainedAt),
    endedAt: later(evidence.endedAt),
  };
}

const beginsOf = (outages: readonly QueueOutage[]): number[] => outages.map(({ downAt }) => downAt);

function waitingByQueue({ attempts, executions }: History, trial: TrialSettings): LossEvidence["waitingWith"] {
  const known = new Map<number, Waiting>();
  const priorityOf = createPriorities(trial);
  return (task) => {
    const queue = queueOfTask(task, trial);
    let waiting = known.get(queue);
    if (waiting === undefined) {
      waiting = new Waiting(attempts.table, executions.table, { queue, queues: trial.queues, priorityOf });
      known.set(queue, waiting);
    }
    return waiting;
  };
}

/**
 * When the task was last published or, if later, delivered: from then on a fault of the broker can have lost it. Infinity
 * if the broker has forgotten the task.
 */
export function lastWithBroker(task: number, evidence: LossEvidence): number {
  const { settings, attempts, executions } = evidence;
  const wasDelivered = executions.table.is(task, Work.delivered);
  // With automatic acknowledgement the broker forgets a message when it delivers it, so it cannot lose it later.
  if (wasDelivered && settings.ack === "auto") return Infinity;
  if (settings.ack === "early" && executions.table.is(task, Work.begunLast)) return Infinity;
  const deliveredAt = wasDelivered ? sentNoLaterThan(task, evidence) : 0;
  return Math.max(attempts.table.lastAt[task] ?? 0, deliveredAt);
}

/**
 * The latest time at which the broker can have sent the task's last delivery: when the worker read it, or when the broker
 * went down on that connection. A process that was frozen reads a delivery later than it arrived.
 */
function sentNoLaterThan(task: number, { executions: { table, traces }, brokerDownAt }: LossEvidence): number {
  const readAt = table.lastDeliveredAt[task] ?? 0;
  const opened = traces[table.lastShard[task] ?? 0]?.connectedAt[table.lastSlot[task] ?? 0] ?? [];
  const openedAt = opened.findLast((at) => at <= readAt) ?? 0;
  return Math.min(readAt, brokerDownAt.find((at) => at > openedAt) ?? Infinity);
}

/** Whether a handler requeued the latest delivery of the task, or the connection or process of its last delivery ended before `by`. */
export function wasRequeued(task: number, { settings, executions, drainedAt }: LossEvidence, by = drainedAt): boolean {
  const { table, traces } = executions;
  if (settings.ack === "auto") return false;
  if (settings.ack === "early" && table.is(task, Work.begunLast)) return false;
  const { exitedAt = null, lastBrokenAt = -Infinity } = traces[table.lastShard[task] ?? 0] ?? {};
  const deliveredAt = table.lastDeliveredAt[task] ?? 0;
  return (
    table.is(task, Work.requeuedLast) ||
    (lastBrokenAt >= deliveredAt && lastBrokenAt < by) ||
    (exitedAt ?? Infinity) < Math.min(by, drainedAt)
  );
}
