// Why tasks were lost or completed twice, in plain words, and the setting that prevents it. The names of the causes are
// the checker's.
import { counted, formatCount } from "@fairhare/core";
import { DuplicateCause, type FaultResult, LossCause, type RunResult, type TrialResult } from "@fairhare/results";
import { joinWords, workersPhrase } from "./list-words.ts";

interface CauseWords {
  /** Of the tasks, which are "them". */
  readonly meaning: string;
  /** A whole sentence; null where no setting prevents it. */
  readonly advice: string | null;
}

const MANUAL_ACK = "Set --ack manual, so that RabbitMQ requeues the tasks of a worker that ends.";
const DURABLE = "Set --durability confirmed, so that queue and messages survive a broker restart.";
const CONFIRMED = "Set --durability confirmed and --on-unknown republish.";
const QUORUM = "Set --durability confirmed and --queue-type quorum, so that confirmed messages survive a power cut.";
const UNAVAILABLE =
  "Set --durability confirmed with --on-unknown republish; with --queue-type quorum, a majority of the nodes is enough.";
const REMOVED = "automatic acknowledgement had removed them from the queue";
const NO_CAUSE = "the history does not show the cause";

const LOSSES: Readonly<Record<LossCause, CauseWords>> = {
  [LossCause.autoAckedInHand]: {
    meaning: `a worker ended while it processed them; ${REMOVED}`,
    advice: MANUAL_ACK,
  },
  [LossCause.autoAckedInBuffer]: {
    meaning: `a worker ended with them in its buffer; ${REMOVED}`,
    advice: MANUAL_ACK,
  },
  [LossCause.autoAckedInFlight]: {
    meaning: `a worker ended before it read them; ${REMOVED}`,
    advice: MANUAL_ACK,
  },
  [LossCause.earlyAckedInHand]: {
    meaning: "a worker ended while it processed them; it had acknowledged them before the work",
    advice: MANUAL_ACK,
  },
  [LossCause.queueNotDurable]: {
    meaning: "the queue was not durable and was deleted when the broker stopped",
    advice: DURABLE,
  },
  [LossCause.messageNotPersistent]: {
    meaning: "the messages were not persistent and were deleted when the broker stopped",
    advice: DURABLE,
  },
  [LossCause.unconfirmed]: {
    meaning: "they were published without publisher confirms just before the connection broke",
    advice: CONFIRMED,
  },
  [LossCause.unconfirmedClosed]: {
    meaning: "they were published without publisher confirms just before the channel was closed",
    advice: CONFIRMED,
  },
  [LossCause.deliveryLimit]: {
    meaning: "the queue dropped them at its delivery limit",
    advice: "Raise --delivery-limit, or set --dead-letter to keep such tasks.",
  },
  [LossCause.notSynced]: {
    meaning: "the broker had not synced them to disk when the power was cut",
    advice: null,
  },
  [LossCause.notWritten]: {
    meaning: "the broker had not written them to disk when it was killed",
    advice: null,
  },
  [LossCause.queueUnavailable]: {
    meaning: "they were published without publisher confirms while the node that held the queue was away",
    advice: UNAVAILABLE,
  },
  [LossCause.partitioned]: {
    meaning: "the part of the queue that held them was discarded when a network partition healed",
    advice:
      "Set --durability confirmed and --queue-type quorum, so that a majority of the nodes keeps confirmed tasks.",
  },
  [LossCause.deadLetterMissing]: {
    meaning: "the handler rejected them, and they never arrived in the dead-letter queue",
    advice: null,
  },
  [LossCause.retryMissing]: {
    meaning: "the handler rejected them into the retry queue, and they never returned",
    advice: null,
  },
  [LossCause.expired]: {
    meaning: "they waited in the queue longer than the message TTL",
    advice: "Raise --message-ttl, add workers, or set --dead-letter to keep expired tasks.",
  },
  [LossCause.overflow]: {
    meaning: "the queue was full and dropped them",
    advice: "Raise --max-length, or set --overflow reject-publish, so that the broker refuses what has no room.",
  },
  [LossCause.unknown]: { meaning: NO_CAUSE, advice: "Check the broker's log for the time of the loss." },
};

export const RAISE_ACK_TIMEOUT = "Raise --ack-timeout above the time for which a worker holds a task.";

const DUPLICATES: Readonly<Record<DuplicateCause, CauseWords>> = {
  [DuplicateCause.workerKilled]: {
    meaning: "the worker was killed before its acknowledgement arrived",
    advice: null,
  },
  [DuplicateCause.workerCrashed]: {
    meaning: "another task crashed the worker before its acknowledgement arrived",
    advice: null,
  },
  [DuplicateCause.ackTimeout]: {
    meaning: "the broker closed the worker's channel at the acknowledgement timeout",
    advice: RAISE_ACK_TIMEOUT,
  },
  [DuplicateCause.connectionLost]: {
    meaning: "the worker's connection was lost before its acknowledgement arrived",
    advice: null,
  },
  [DuplicateCause.nodeLost]: {
    meaning: "the queue could not reach the worker's node and took its tasks back",
    advice: null,
  },
  [DuplicateCause.neverAcknowledged]: {
    meaning: "the worker ended without acknowledging them",
    advice: "Set --ack manual, so that the worker acknowledges each task.",
  },
  [DuplicateCause.republished]: {
    meaning: "the producer published them again because the first publish was never confirmed",
    advice: null,
  },
  [DuplicateCause.unknown]: { meaning: NO_CAUSE, advice: null },
};

const IDEMPOTENT = "Make the task handler idempotent.";

// The names come from a file, which may have others.
const LOSS_WORDS: ReadonlyMap<string, CauseWords> = new Map(Object.entries(LOSSES));
const DUPLICATE_WORDS: ReadonlyMap<string, CauseWords> = new Map(Object.entries(DUPLICATES));

export const lossMeaning = (cause: string): string => LOSS_WORDS.get(cause)?.meaning ?? cause;

export const duplicateMeaning = (cause: string): string => DUPLICATE_WORDS.get(cause)?.meaning ?? cause;

/** Whole sentences, at least one: at-least-once delivery always allows a duplicate. */
export const duplicateAdvice = (causes: readonly string[]): string[] => [
  ...causes.flatMap((cause) => DUPLICATE_WORDS.get(cause)?.advice ?? []),
  IDEMPOTENT,
];

/** Over all runs; a single cause needs no number: `the queue was full and dropped them`, `5 tasks: the queue was …`. */
export function lossReasons(runs: readonly RunResult[]): string[] {
  const all = causesOf(runs);
  const lost = runs.reduce((sum, { ledger }) => sum + ledger.lost, 0);
  const tasks = (cause: string): number =>
    all.filter((loss) => loss.cause === cause).reduce((sum, loss) => sum + loss.tasks, 0);
  const reason = (count: number, meaning: string): string[] => {
    if (count === 0) return [];
    return [count === lost ? meaning : `${counted(count, "task")}: ${meaning}`];
  };
  const others = [...new Set(all.map(({ cause }) => cause))].filter(
    (cause) => !isHeld(cause) && cause !== LossCause.notSynced,
  );
  return [
    ...heldPhrase(runs, tasks),
    ...reason(
      notSynced(runs, true),
      "the broker had confirmed them but not synced them to disk when the power was cut",
    ),
    ...reason(notSynced(runs, false), "the broker had neither confirmed nor synced them when the power was cut"),
    ...others.flatMap((cause) => reason(tasks(cause), lossMeaning(cause))),
  ];
}

/** Whole sentences that name the settings against these losses. */
export function lossAdvice({ runs, settings }: TrialResult): string[] {
  const causes = [...new Set(causesOf(runs).map(({ cause }) => cause))];
  const isUnconfirmed = runs.some(({ ledger }) => ledger.lostUnconfirmed > 0);
  // A quorum queue syncs a message before it confirms it, a classic queue may not: docs/claims.md, C13.
  const needsQuorum = settings["queueType"] === "classic" && hasPowerCut(runs);
  return causes.flatMap((cause) => {
    const isUnsynced = cause === LossCause.notSynced || cause === LossCause.notWritten;
    const advice = isUnsynced && isUnconfirmed ? CONFIRMED : LOSS_WORDS.get(cause)?.advice;
    if (needsQuorum && cause === LossCause.notSynced && !isUnconfirmed) return "Set --queue-type quorum.";
    if (needsQuorum && (advice === DURABLE || advice === CONFIRMED)) return QUORUM;
    return advice ?? [];
  });
}

const hasPowerCut = (runs: readonly RunResult[]): boolean =>
  runs.some(({ faults }) => faults.some(({ kind }) => kind === "power-cut"));

const causesOf = (runs: readonly RunResult[]): RunResult["ledger"]["lossesByCause"] =>
  runs.flatMap(({ ledger }) => ledger.lossesByCause);

/** A confirm is a promise, so a verdict tells the tasks that had one from the others. */
const notSynced = (runs: readonly RunResult[], isConfirmed: boolean): number =>
  causesOf(runs.filter(({ ledger }) => (ledger.lostUnconfirmed === 0) === isConfirmed)).reduce(
    (sum, loss) => (loss.cause === LossCause.notSynced ? sum + loss.tasks : sum),
    0,
  );

const HELD = [
  { cause: LossCause.autoAckedInHand, place: "in hand" },
  { cause: LossCause.autoAckedInBuffer, place: "in the buffer" },
] as const;
const isHeld = (name: string): boolean => HELD.some(({ cause }) => cause === name);

function heldPhrase(runs: readonly RunResult[], tasks: (cause: string) => number): string[] {
  const places = HELD.filter(({ cause }) => tasks(cause) > 0);
  if (places.length === 0) return [];
  const held = causesOf(runs).filter(({ cause }) => isHeld(cause));
  const slots = [...new Set(held.flatMap(({ workers }) => workers))].toSorted((a, b) => a - b);
  const where = joinWords(places.map(({ cause, place }) => `${formatCount(tasks(cause))} ${place}`));
  const faults = runs.flatMap((run) => run.faults);
  const owner = workersPhrase(slots, runs[0]?.workers.length ?? 0);
  const count = places.reduce((sum, { cause }) => sum + tasks(cause), 0);
  return [
    `${where} of ${owner}, which ${slots.length === 1 ? "was" : "were"} ${fateOf(slots, faults)}; automatic acknowledgement had removed ${count === 1 ? "it" : "them"} from the queue`,
  ];
}

/** The effect that the faults had on all of these workers; `cut off` if the effects differ or no fault is known. */
function fateOf(slots: readonly number[], faults: readonly FaultResult[]): string {
  const everyWorkerWas = (kind: string): boolean =>
    slots.every((slot) => faults.some((fault) => fault.kind === kind && fault.target === `worker ${slot}`));
  if (everyWorkerWas("kill")) return "killed";
  return everyWorkerWas("quit") ? "shut down" : "cut off";
}
