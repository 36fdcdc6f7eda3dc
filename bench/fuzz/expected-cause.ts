// Derives from the truth which causes the checker may give for a lost or duplicated task. Where a history cannot
// distinguish two causes, both are valid, and a comment gives the reason.
import { DuplicateCause, LossCause } from "@fairhare/results";
import { assertNever } from "@fairhare/core";
import { hasMixedPriorities, hitsNodes, takesBrokerDown, takesNodesDown, type TrialSettings } from "@fairhare/workload";
import type { Fate } from "./broker/message.ts";
import type { Truth } from "./broker/truth.ts";
import { keptByChannel, minorityStopped, partitioned, seemsDropped, unavailable } from "./cluster-causes.ts";

/** All valid causes for this lost task; empty when it cannot be lost. */
export function lossCauses(task: number, truth: Truth, settings: TrialSettings): ReadonlySet<LossCause> {
  const causes = new Set<LossCause>();
  for (const fate of truth.fates.get(task) ?? [])
    for (const cause of causesOf(fate, task, truth, settings)) causes.add(cause);
  // The worker acknowledged the task and ended before the work was done, or because of it.
  if (settings.ack === "early" && truth.begun.has(task) && (!truth.worked.has(task) || settings.onError === "crash"))
    causes.add(LossCause.earlyAckedInHand);
  if (causes.size > 0 && seemsDropped(task, truth, settings)) causes.add(LossCause.queueUnavailable);
  if (truth.isLostOnTheWay(task)) for (const cause of lostOnTheWay(settings)) causes.add(cause);
  return causes;
}

function causesOf(fate: Fate, task: number, truth: Truth, settings: TrialSettings): LossCause[] {
  switch (fate) {
    case "auto-acked":
      // No record tells that the broker had sent the message: it looks as if it were still in the queue or on its way there.
      if (!truth.arrived.has(task)) return [LossCause.autoAckedInFlight, ...lostOnTheWay(settings)];
      // The truth has no beginnings without work; the task may have crashed its worker.
      if (settings.work === "none" && settings.onError === "crash" && settings.fail.kind !== "none")
        return [LossCause.autoAckedInHand, LossCause.autoAckedInBuffer];
      return [truth.begun.has(task) ? LossCause.autoAckedInHand : LossCause.autoAckedInBuffer];
    case "not-written":
      // Without confirms, the last publishes may be unsent, or accepted and not written. With confirms they are
      // unconfirmed, and so unknown instead of lost.
      return [
        LossCause.notWritten,
        ...(settings.confirmWindow > 0 ? [] : [LossCause.unconfirmed]),
        // If the kill had not lost the message, a limit of the queue would have removed it later: its time to live may end
        // before the broker is up again, and enough tasks to fill the queue may follow.
        ...(settings.messageTtlMs > 0 ? [LossCause.expired] : []),
        ...(settings.maxLength > 0 ? [LossCause.overflow] : []),
        // No record tells that the broker read the message late, and so had not written it long after its publish.
        ...(hasFault(settings, "power-cut") && isReadLate(settings) ? [LossCause.notSynced] : []),
        ...returning(settings),
      ];
    case "not-synced":
      return [
        LossCause.notSynced,
        // Without confirms, no record tells whether a kill of the broker shortly after the publish came before the write.
        ...(settings.confirmWindow === 0 && hasFault(settings, "kill")
          ? [LossCause.notWritten, LossCause.unconfirmed]
          : []),
        ...fullBefore(settings),
        ...returning(settings),
      ];
    case "queue-not-durable":
      return [LossCause.queueNotDurable, ...fullBefore(settings)];
    case "message-not-persistent":
      return [LossCause.messageNotPersistent, ...fullBefore(settings)];
    case "expired":
      return [
        LossCause.expired,
        ...severalLimits(settings),
        // A message may expire at the moment when the broker goes down.
        ...goneWithBroker(settings),
        // No record tells of a delivery that was lost in a stalled connection: later tasks overtake it, so that the task
        // does not look as if it had waited in the queue.
        ...(settings.faults.some(({ kind }) => kind === "stall") ? [LossCause.unknown] : []),
      ];
    case "overflow":
      return [
        LossCause.overflow,
        ...severalLimits(settings),
        // Without confirms a rejected publish has no answer, and the order between producers is unknown. The task may
        // also have been in the queue when the broker went down.
        ...goneWithBroker(settings),
        ...(settings.producers > 1 ? [LossCause.unknown] : []),
        // No record tells how full the queue was when the broker read delayed publishes.
        ...(settings.overflow === "reject-publish" && isReadLate(settings) ? [LossCause.unknown] : []),
      ];
    case "delivery-limit":
      return [LossCause.deliveryLimit, ...severalLimits(settings)];
    case "rejected":
      // The broker went down while it moved a dead letter. Only rejections by a handler have a record.
      return [
        LossCause.deadLetterMissing,
        LossCause.retryMissing,
        ...goneWithBroker(settings),
        LossCause.notWritten,
        LossCause.unconfirmed,
        LossCause.unknown,
      ];
    case "unavailable":
      return unavailable(settings);
    case "partitioned":
      return [...partitioned(settings), ...fullBefore(settings)];
    case "minority-stopped":
      return minorityStopped(settings);
    case "forgotten":
      // The checker prefers any possible cause to an unknown bug of the broker.
      return Object.values(LossCause);
    default:
      return assertNever(fate);
  }
}

/** All valid causes for this task that was done more than once. */
export function duplicateCauses(
  task: number,
  truth: Truth,
  { faults, onError }: TrialSettings,
): ReadonlySet<DuplicateCause> {
  if (truth.republished.has(task)) return new Set([DuplicateCause.republished]);
  const causes = new Set<DuplicateCause>();
  for (const reason of truth.requeues.get(task) ?? []) causes.add(DUPLICATE_CAUSE[reason]);
  // A worker that is frozen during an acknowledgement timeout may also lose its connection.
  if (causes.has(DuplicateCause.ackTimeout) && faults.some(({ kind }) => kind === "stop" || kind === "stall"))
    causes.add(DuplicateCause.connectionLost);
  const kinds = new Set(faults.map(({ kind }) => kind));
  // The queue takes a message back from a consumer that it cannot reach. The channel learns of it as well, and its client
  // closes it and leaves what it holds of other queues.
  if (causes.has(DuplicateCause.nodeLost)) causes.add(DuplicateCause.connectionLost);
  if (causes.has(DuplicateCause.connectionLost) && faults.some(hitsNodes)) causes.add(DuplicateCause.nodeLost);
  // A frozen worker may read deliveries that RabbitMQ requeued long before; their order is unknown.
  if (kinds.has("stop")) causes.add(DuplicateCause.unknown);
  // A process may be killed after its connection was lost.
  if (kinds.has("kill") && causes.has(DuplicateCause.connectionLost)) causes.add(DuplicateCause.workerKilled);
  // The broker sees the end of a process, not its reason.
  if (onError === "crash" && causes.has(DuplicateCause.workerKilled)) causes.add(DuplicateCause.workerCrashed);
  if (onError === "crash" && causes.has(DuplicateCause.connectionLost)) causes.add(DuplicateCause.workerCrashed);
  // The history has two messages for one.
  return truth.repeated.has(task) ? new Set(Object.values(DuplicateCause)) : causes;
}

const DUPLICATE_CAUSE = {
  "by-client": DuplicateCause.neverAcknowledged,
  "worker-killed": DuplicateCause.workerKilled,
  "connection-lost": DuplicateCause.connectionLost,
  "ack-timeout": DuplicateCause.ackTimeout,
  "node-lost": DuplicateCause.nodeLost,
} as const;

/**
 * A message may reach two limits of its queue at once. The history may not tell which came first, and with a requeue in
 * between may prove neither.
 */
function severalLimits({ messageTtlMs, maxLength, queueType, deliveryLimit }: TrialSettings): LossCause[] {
  const limits = [
    ...(messageTtlMs > 0 ? [LossCause.expired] : []),
    ...(maxLength > 0 ? [LossCause.overflow] : []),
    ...(queueType === "quorum" && deliveryLimit !== "unlimited" ? [LossCause.deliveryLimit] : []),
  ];
  return limits.length > 1 ? [...limits, LossCause.unknown] : [];
}

/**
 * No record tells when the broker read later tasks, or the order between producers: later tasks that it read after the
 * fault, or before this one, look as if they had filled the queue. With priorities, the last message may be the one that
 * a full queue drops.
 */
const fullBefore = (settings: TrialSettings): LossCause[] => {
  const isLate = settings.rttMs > 0 || isReadLate(settings);
  return [
    ...(settings.maxLength > 0 && (settings.producers > 1 || isLate || hasMixedPriorities(settings))
      ? [LossCause.overflow]
      : []),
    // Its time to live began later than its publish.
    ...(settings.messageTtlMs > 0 && isLate ? [LossCause.expired] : []),
  ];
};

/** A handler rejected the task, and no record tells whether the broker lost it before or after it was in the other queue. */
const returning = ({ onError }: TrialSettings): LossCause[] => [
  ...(onError === "retry-delay" ? [LossCause.retryMissing] : []),
  ...(onError === "dead-letter" ? [LossCause.deadLetterMissing] : []),
];

const READ_LATE: ReadonlySet<string> = new Set(["memory-alarm", "disk-alarm", "stall", "delay", "throttle"]);
const isReadLate = ({ faults }: TrialSettings): boolean => faults.some(({ kind }) => READ_LATE.has(kind));

/** Messages on their way to or from the queue when the broker went down look like messages that the broker had and did not keep. */
const lostOnTheWay = (settings: TrialSettings): LossCause[] => [
  ...(settings.confirmWindow > 0 ? [] : [LossCause.unconfirmed, LossCause.unconfirmedClosed]),
  ...goneWithBroker(settings),
  ...keptByChannel(settings),
  // They also look like messages that a queue limit removed.
  ...(settings.messageTtlMs > 0 ? [LossCause.expired] : []),
  ...(settings.maxLength > 0 ? [LossCause.overflow] : []),
];

function goneWithBroker({ queueType, queueDurable, persistent, faults }: TrialSettings): LossCause[] {
  const goesDown = faults.some((fault) => takesBrokerDown(fault) || takesNodesDown(fault));
  if (goesDown && queueType === "classic" && !queueDurable) return [LossCause.queueNotDurable];
  if (goesDown && queueType === "classic" && !persistent) return [LossCause.messageNotPersistent];
  return [
    ...(hasFault({ faults }, "power-cut") ? [LossCause.notSynced] : []),
    ...(hasFault({ faults }, "kill") ? [LossCause.notWritten] : []),
  ];
}

const hasFault = ({ faults }: Pick<TrialSettings, "faults">, wanted: "kill" | "power-cut"): boolean =>
  faults.some(({ role, kind }) => (role === "broker" || role === "node") && kind === wanted);
