// The state of the queue at the end of a run, and whether it is proven. This rule alone decides whether a missing task is
// lost or remaining.
import { PhaseCode } from "@fairhare/protocol";
import type { OrchestratorLog } from "./orchestrator-log.ts";

export interface QueueEnd {
  /** Number of messages in the queue after every process had ended. */
  readonly left: number;
  /** No consumer held a message, so a message that is not in the queue is gone. */
  readonly isProven: boolean;
}

/**
 * Two proofs count. First: a reading of the queue after every process had ended, with no consumer or with nothing
 * unacknowledged; RabbitMQ has then requeued the messages of closed channels. Second: the orchestrator's `settled` record
 * of the drain, with nothing ready and nothing unacknowledged.
 */
export function queueEndOf({ phases, processes, readings, settledAt }: OrchestratorLog): QueueEnd {
  const last = readings.at(-1);
  const { at = -Infinity, ready = 0, isIdle = false } = last ?? {};
  const isFinal = processes.length > 0 && processes.every(({ exit }) => exit !== null && exit.at <= at);
  const isSettled = settledAt !== null && settledAt >= (phases.get(PhaseCode.draining) ?? -Infinity);
  return { left: isFinal ? ready : 0, isProven: isSettled || (isFinal && isIdle) };
}
