// Why tasks were lost or done twice, in plain words. The names are the checker's.
import { DuplicateCause, type FaultResult, LossCause, type RunResult } from "@fairhare/results";
import { formatCount } from "../format.ts";
import { joinWords, workersPhrase } from "./list-words.ts";

const LOSS_MEANINGS: ReadonlyMap<string, string> = new Map([
  [LossCause.autoAckedInHand, "acknowledged on delivery, and in the hands of a worker that went away"],
  [LossCause.autoAckedInBuffer, "acknowledged on delivery, and in the buffer of a worker that went away"],
  [LossCause.autoAckedInFlight, "acknowledged when it was sent to a worker that went away before it read it"],
  [LossCause.queueNotDurable, "the queue was not durable and went with the broker"],
  [LossCause.messageNotPersistent, "the message was not persistent and went with the broker"],
  [LossCause.unconfirmed, "published without confirms when the connection broke"],
  [LossCause.unconfirmedClosed, "published without confirms just before the channel was closed"],
  [LossCause.deliveryLimit, "dropped by the queue after too many redeliveries"],
  [LossCause.notSynced, "not yet synced to disk when the power was cut"],
  [LossCause.notWritten, "not yet written by the broker when it was killed"],
  [LossCause.deadLetterMissing, "rejected by the handler, and never seen in the dead-letter queue"],
  [LossCause.expired, "waited in the queue longer than its time to live"],
  [LossCause.overflow, "the queue was full"],
  [LossCause.unknown, "the history does not tell"],
]);

const DUPLICATE_MEANINGS: ReadonlyMap<string, string> = new Map([
  [DuplicateCause.workerKilled, "the worker was killed before its acknowledgement arrived"],
  [DuplicateCause.ackTimeout, "the broker closed the worker's channel, since the acknowledgement took too long"],
  [DuplicateCause.connectionLost, "the worker's connection was lost before its acknowledgement arrived"],
  [DuplicateCause.neverAcknowledged, "the worker never acknowledged it, and ended"],
  [DuplicateCause.republished, "published again, since the answer to the first publish never came"],
  [DuplicateCause.unknown, "the history does not tell"],
]);

/** In a sentence, behind a number. */
const LOSS_PHRASES: ReadonlyMap<string, string> = new Map([
  [LossCause.autoAckedInFlight, "on the way to a worker that went away, acknowledged when they were sent"],
  [LossCause.queueNotDurable, "with the queue, which was not durable and went with the broker"],
  [LossCause.messageNotPersistent, "that were not persistent and went with the broker"],
  [LossCause.unconfirmed, "published without confirms when the connection broke"],
  [LossCause.unconfirmedClosed, "published without confirms just before the channel was closed"],
  [LossCause.deliveryLimit, "dropped by the queue after too many redeliveries"],
  [LossCause.notWritten, "that the broker had taken and not yet written when it was killed"],
  [LossCause.deadLetterMissing, "rejected by the handler and never seen in the dead-letter queue"],
  [LossCause.expired, "that waited longer than the queue's time to live"],
  [LossCause.overflow, "for which the full queue had no room"],
  [LossCause.unknown, "for a reason that the history does not tell"],
]);

export const lossMeaning = (cause: string): string => LOSS_MEANINGS.get(cause) ?? cause;

export const duplicateWords = (cause: string): string => DUPLICATE_MEANINGS.get(cause) ?? cause;

/** Over all runs: `1 in hand and 36 in the buffer of worker 1, which was killed and had its tasks acknowledged …`. */
export function lossReasons(runs: readonly RunResult[]): string[] {
  const all = runs.flatMap(({ ledger }) => ledger.lossesByCause);
  const tasks = (cause: string): number =>
    all.filter((loss) => loss.cause === cause).reduce((sum, loss) => sum + loss.tasks, 0);
  const others = [...new Set(all.map(({ cause }) => cause))].filter(
    (cause) => !HELD.has(cause) && cause !== LossCause.notSynced,
  );
  return [
    ...heldPhrase(runs, tasks),
    ...notSyncedPhrase(runs),
    ...others.map((cause) => `${formatCount(tasks(cause))} ${LOSS_PHRASES.get(cause) ?? `by ${cause}`}`),
  ];
}

/** A confirm is a promise, so how many it was given for is said: `400 that the broker had confirmed and not yet synced …`. */
function notSyncedPhrase(runs: readonly RunResult[]): string[] {
  const tasks = (isConfirmed: boolean): number =>
    runs
      .filter(({ ledger }) => (ledger.lostUnconfirmed === 0) === isConfirmed)
      .flatMap(({ ledger }) => ledger.lossesByCause)
      .reduce((sum, loss) => (loss.cause === LossCause.notSynced ? sum + loss.tasks : sum), 0);
  return [
    ...notSynced(tasks(true), "that the broker had confirmed and"),
    ...notSynced(tasks(false), "never confirmed and"),
  ];
}

const notSynced = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${formatCount(count)} ${what} not yet synced to disk when the power was cut`];

const HELD: ReadonlyMap<string, string> = new Map([
  [LossCause.autoAckedInHand, "in hand"],
  [LossCause.autoAckedInBuffer, "in the buffer"],
]);

function heldPhrase(runs: readonly RunResult[], tasks: (cause: string) => number): string[] {
  const places = [...HELD].filter(([cause]) => tasks(cause) > 0);
  if (places.length === 0) return [];
  const held = runs.flatMap(({ ledger }) => ledger.lossesByCause).filter(({ cause }) => HELD.has(cause));
  const slots = [...new Set(held.flatMap(({ workers }) => workers))].toSorted((a, b) => a - b);
  const where = joinWords(places.map(([cause, place]) => `${formatCount(tasks(cause))} ${place}`));
  const isOne = slots.length === 1;
  const fate = fateOf(
    slots,
    runs.flatMap(({ faults }) => faults),
  );
  const owner = workersPhrase(slots, runs[0]?.workers.length ?? 0);
  return [
    `${where} of ${owner}, which ${isOne ? "was" : "were"} ${fate} and had ${isOne ? "its" : "their"} tasks acknowledged on delivery`,
  ];
}

/** What the faults did to all of these workers; `cut off` when it was not the same, or not done on purpose. */
function fateOf(slots: readonly number[], faults: readonly FaultResult[]): string {
  const everyoneWas = (kind: string): boolean =>
    slots.every((slot) => faults.some((fault) => fault.kind === kind && fault.target === `worker ${slot}`));
  if (everyoneWas("kill")) return "killed";
  return everyoneWas("quit") ? "told to quit" : "cut off";
}
