// The state of the queue at the end of a run, and whether it is proven. This rule alone decides whether a missing task is
// lost or remaining.
import { PhaseCode } from "@fairhare/protocol";
import type { OrchestratorLog } from "./orchestrator-log.ts";

export interface QueueEnd {
  /** Number of messages in the queue after every process had ended. */
  readonly left: number;
  /** The same for each of several queues, by their number − 1; null with one queue, or if only the sum is known. */
  readonly leftByQueue: readonly number[] | null;
  /** No consumer held a message, so a message that is not in the queue is gone. */
  readonly isProven: boolean;
}

/**
 * Two proofs count. First: a reading of the queue after every process had ended, with no consumer or with nothing
 * unacknowledged; RabbitMQ has then requeued the messages of closed channels. Second: the orchestrator's `settled` record
 * of the drain, with nothing ready and nothing unacknowledged.
 */
export function queueEndOf({ phases, processes, readings, settledAt, queuesLeft }: OrchestratorLog): QueueEnd {
  const last = readings.at(-1);
  const { at = -Infinity, ready = 0, isIdle = false } = last ?? {};
  const haveEndedBy = (time: number): boolean =>
    processes.length > 0 && processes.every(({ exit }) => exit !== null && exit.at <= time);
  const isFinal = haveEndedBy(at);
  const isSettled = settledAt !== null && settledAt >= (phases.get(PhaseCode.draining) ?? -Infinity);
  return {
    left: isFinal ? ready : 0,
    leftByQueue: queuesLeft !== null && haveEndedBy(queuesLeft.at) ? queuesLeft.ready : null,
    isProven: isSettled || (isFinal && isIdle),
  };
}
