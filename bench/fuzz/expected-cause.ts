// Which cause the checker has to give a lost task, from the truth. One answer for each way to be lost; where a history
// cannot tell two of them apart, the reason stands beside the second.
import { DuplicateCause, LossCause } from "@fairhare/results";
import { assertNever } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import type { Fate } from "./broker/message.ts";
import type { Truth } from "./broker/truth.ts";

/** All answers that are right for this lost task; empty when it cannot be lost at all. */
export function lossCauses(task: number, truth: Truth, settings: TrialSettings): ReadonlySet<LossCause> {
  const causes = new Set<LossCause>();
  for (const fate of truth.fates.get(task) ?? [])
    for (const cause of causesOf(fate, task, truth, settings)) causes.add(cause);
  if (truth.isLostOnTheWay(task)) for (const cause of lostOnTheWay(settings)) causes.add(cause);
  return causes;
}

function causesOf(fate: Fate, task: number, truth: Truth, settings: TrialSettings): LossCause[] {
  switch (fate) {
    case "auto-acked":
      if (!truth.arrived.has(task)) return [LossCause.autoAckedInFlight];
      return [truth.begun.has(task) ? LossCause.autoAckedInHand : LossCause.autoAckedInBuffer];
    case "not-written":
      // Without confirms: nobody can tell whether a publish that nothing behind it followed was never sent, or was taken
      // and not written. With them it was never confirmed, and is not lost but unknown.
      return settings.confirmWindow > 0 ? [LossCause.notWritten] : [LossCause.notWritten, LossCause.unconfirmed];
    case "not-synced":
      return [LossCause.notSynced];
    case "queue-not-durable":
      return [LossCause.queueNotDurable];
    case "message-not-persistent":
      return [LossCause.messageNotPersistent];
    case "expired":
      // A message whose time is up when the broker goes may be taken by either.
      return [LossCause.expired, ...severalLimits(settings), ...goneWithBroker(settings)];
    case "overflow":
      return [
        LossCause.overflow,
        ...severalLimits(settings),
        // A refusal is not answered without confirms, which of several producers' messages came first is not known, and a
        // full queue may have gone with the broker: the task may as well have been in it.
        ...goneWithBroker(settings),
        ...(settings.producers > 1 ? [LossCause.unknown] : []),
        // How full the queue was when the broker read at last what it had let wait, no record tells.
        ...(settings.overflow === "reject-publish" && isReadLate(settings) ? [LossCause.unknown] : []),
      ];
    case "delivery-limit":
      return [LossCause.deliveryLimit, ...severalLimits(settings)];
    case "rejected":
      // A dead letter that the broker was passing on when it went; of one that no handler rejected there is no record.
      return [
        LossCause.deadLetterMissing,
        ...goneWithBroker(settings),
        LossCause.notWritten,
        LossCause.unconfirmed,
        LossCause.unknown,
      ];
    case "forgotten":
      // Whatever could have taken the task is blamed before a bug that nobody has seen.
      return Object.values(LossCause);
    default:
      return assertNever(fate);
  }
}

/** All answers that are right for this task that was done more than once. */
export function duplicateCauses(task: number, truth: Truth, { faults }: TrialSettings): ReadonlySet<DuplicateCause> {
  if (truth.republished.has(task)) return new Set([DuplicateCause.republished]);
  const causes = new Set<DuplicateCause>();
  for (const reason of truth.requeues.get(task) ?? []) causes.add(DUPLICATE_CAUSE[reason]);
  // A worker that sleeps through a timeout may find its connection lost altogether.
  if (causes.has(DuplicateCause.ackTimeout) && faults.some(({ kind }) => kind === "stop" || kind === "stall"))
    causes.add(DuplicateCause.connectionLost);
  const kinds = new Set(faults.map(({ kind }) => kind));
  // What a frozen worker reads when it wakes may have gone to others long before: the order of the two is lost.
  if (kinds.has("stop")) causes.add(DuplicateCause.unknown);
  // A process that is killed while its connection is lost already.
  if (kinds.has("kill") && causes.has(DuplicateCause.connectionLost)) causes.add(DuplicateCause.workerKilled);
  if (truth.repeated.has(task)) causes.add(DuplicateCause.unknown);
  return causes;
}

const DUPLICATE_CAUSE = {
  "by-client": DuplicateCause.neverAcknowledged,
  "worker-killed": DuplicateCause.workerKilled,
  "connection-lost": DuplicateCause.connectionLost,
  "ack-timeout": DuplicateCause.ackTimeout,
} as const;

/**
 * A message may reach two limits of its queue at once: which came first is a matter of its way, and where it came back in
 * between, neither may be proven by itself.
 */
function severalLimits({ messageTtlMs, maxLength, queueType, deliveryLimit }: TrialSettings): LossCause[] {
  const limits = [
    ...(messageTtlMs > 0 ? [LossCause.expired] : []),
    ...(maxLength > 0 ? [LossCause.overflow] : []),
    ...(queueType === "quorum" && deliveryLimit !== "unlimited" ? [LossCause.deliveryLimit] : []),
  ];
  return limits.length > 1 ? [...limits, LossCause.unknown] : [];
}

const READ_LATE: ReadonlySet<string> = new Set(["memory-alarm", "disk-alarm", "stall", "delay", "throttle"]);
const isReadLate = ({ faults }: TrialSettings): boolean => faults.some(({ kind }) => READ_LATE.has(kind));

/** What was on its way when the broker went cannot be told from what the broker had and did not keep. */
const lostOnTheWay = (settings: TrialSettings): LossCause[] => [
  LossCause.unconfirmed,
  LossCause.unconfirmedClosed,
  ...goneWithBroker(settings),
  // Nor from what a limit of the queue took.
  ...(settings.messageTtlMs > 0 ? [LossCause.expired] : []),
  ...(settings.maxLength > 0 ? [LossCause.overflow] : []),
];

function goneWithBroker({ queueType, queueDurable, persistent, faults }: TrialSettings): LossCause[] {
  const goesDown = faults.some(({ role, kind }) => role === "broker" && !kind.endsWith("-alarm"));
  if (goesDown && queueType === "classic" && !queueDurable) return [LossCause.queueNotDurable];
  if (goesDown && queueType === "classic" && !persistent) return [LossCause.messageNotPersistent];
  return faults.some(({ kind }) => kind === "power-cut") ? [LossCause.notSynced] : [];
}
