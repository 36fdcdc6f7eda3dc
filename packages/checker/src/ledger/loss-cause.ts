// Why a task was lost, as far as the history shows it. One function per cause; the first that applies wins.
// Causes that need the faults of the broker (queue not durable, message not persistent) are added here.
import type { TrialSettings } from "@fairhare/experiment";
import type { Attempts } from "../history/attempts.ts";
import type { Executions } from "../history/executions.ts";
import { Work } from "../history/work-table.ts";

/** Stable names; `unknown` when the history does not tell. */
export const LossCause = {
  /** Acknowledged on delivery; the worker died while it worked on the task. */
  autoAckedInHand: "auto-acked-in-hand",
  /** Acknowledged on delivery; the worker died before it began the task. */
  autoAckedInBuffer: "auto-acked-in-buffer",
  /** Never delivered, without a confirm, and the producer's connection was not closed in good order. */
  connectionLost: "connection-lost-unconfirmed",
  unknown: "unknown",
} as const;
export type LossCause = (typeof LossCause)[keyof typeof LossCause];

export interface LossEvidence {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
}

type CauseOf = (task: number, evidence: LossEvidence) => LossCause | undefined;

const CAUSES: readonly CauseOf[] = [autoAcked, connectionLost];

export function causeOfLoss(task: number, evidence: LossEvidence): LossCause {
  for (const cause of CAUSES) {
    const found = cause(task, evidence);
    if (found !== undefined) return found;
  }
  return LossCause.unknown;
}

function autoAcked(task: number, { settings, executions: { table } }: LossEvidence): LossCause | undefined {
  if (settings.ack !== "auto" || !table.is(task, Work.delivered)) return undefined;
  return table.is(task, Work.begunLast) ? LossCause.autoAckedInHand : LossCause.autoAckedInBuffer;
}

function connectionLost(task: number, { settings, attempts, executions }: LossEvidence): LossCause | undefined {
  if (settings.confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  const producer = attempts.traces[attempts.table.shard[task] ?? 0];
  const broken = producer !== undefined && (producer.disconnects > 0 || !producer.closed);
  return broken ? LossCause.connectionLost : undefined;
}
