// What the queue held when the run was over, and whether that is proven: only then is what is missing lost. It stands
// alone because this one rule decides between lost and remaining.
import { PhaseCode } from "@fairhare/protocol";
import type { OrchestratorLog } from "./orchestrator-log.ts";

export interface QueueEnd {
  /** Messages that it held when every process had ended. */
  readonly left: number;
  /** Everything that was not left in it was gone: nothing was in anybody's hands. */
  readonly isProven: boolean;
}

/**
 * Proof is a look at the queue after every process had ended, when it had no consumer any more or nothing was
 * unacknowledged: what a consumer held is ready again when its channel is gone. Or the orchestrator's `settled` in the
 * drain, if nothing was ready and nothing unacknowledged.
 */
export function queueEndOf({ phases, processes, readings, settledAt }: OrchestratorLog): QueueEnd {
  const last = readings.at(-1);
  const { at = -Infinity, ready = 0, isIdle = false } = last ?? {};
  const isFinal = processes.length > 0 && processes.every(({ exit }) => exit !== null && exit.at <= at);
  const isSettled = settledAt !== null && settledAt >= (phases.get(PhaseCode.draining) ?? -Infinity);
  return { left: isFinal ? ready : 0, isProven: isSettled || (isFinal && isIdle) };
}
