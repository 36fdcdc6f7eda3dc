// The ends of the tasks over all runs of a trial: lost tasks, then those completed twice or ended without a completion.
import { counted, formatCount, formatPlannedMs } from "@fairhare/core";
import type { Ledger, RunResult, TrialResult } from "@fairhare/results";
import { duplicateAdvice, duplicateMeaning, lossAdvice, lossReasons, RAISE_ACK_TIMEOUT } from "./cause-words.ts";
import { type VerdictPart } from "./list-words.ts";

type Count = { [Key in keyof Ledger]: Ledger[Key] extends number ? Key : never }[keyof Ledger];

const totalOf = (runs: readonly RunResult[], key: Count): number => runs.reduce((sum, run) => sum + run.ledger[key], 0);

/** Lost tasks, and tasks that this run never published: a run with one of them fails. */
export function lossParts(trial: TrialResult): VerdictPart[] {
  const { runs } = trial;
  const lost = totalOf(runs, "lost");
  const unexpected = totalOf(runs, "unexpected");
  return [
    ...(lost > 0 ? [{ says: lossSentence(runs, lost), advice: lossAdvice(trial) }] : []),
    ...(unexpected > 0
      ? [
          {
            says: `Unexpected: ${counted(unexpected, "task")} completed that this run did not publish`,
            advice: ["Check that no other program uses the queue."],
          },
        ]
      : []),
  ];
}

/** `Lossy: 37 of 200 tasks were lost; 1 in hand and 36 in the buffer of worker 1, which was killed; …`. */
function lossSentence(runs: readonly RunResult[], lost: number): string {
  const attempted = totalOf(runs, "attempted");
  const unconfirmed = totalOf(runs, "lostUnconfirmed");
  const reasons = lossReasons(runs);
  const over = runs.length > 1 ? ` in ${runs.length} runs` : "";
  const which = unconfirmed === lost ? "none of them confirmed" : `${formatCount(unconfirmed)} of them unconfirmed`;
  return [
    `Lossy: ${formatCount(lost)} of ${counted(attempted, "task")} ${lost === 1 ? "was" : "were"} lost${over}`,
    unconfirmed > 0 ? ` (${which})` : "",
    reasons.length > 0 ? `; ${reasons.join("; ")}` : "",
  ].join("");
}

/** `no task lost`, as far as the runs show it; empty where tasks were lost. */
export function losslessPhrase(runs: readonly RunResult[]): string[] {
  if (totalOf(runs, "lost") > 0) return [];
  const judged = runs.filter(({ verdict }) => verdict !== "unknown").length;
  const where =
    judged < runs.length ? ` in the ${counted(judged, "run")} that could be judged` : ` in ${runs.length} runs`;
  return [
    `${totalOf(runs, "unknown") > 0 ? "no task known to be lost" : "no task lost"}${runs.length > 1 ? where : ""}`,
  ];
}

/** Publishes that the broker answered with a nack, or returned. */
export const refusedParts = ({ runs, settings }: Pick<TrialResult, "runs" | "settings">): VerdictPart[] => [
  ...refused(runs, settings),
  ...told(totalOf(runs, "returned"), (tasks) => `Returned: the broker had no queue for ${tasks}`, [
    "Check the name of the queue and its bindings.",
  ]),
];

/** Tasks that were completed twice or ended without a completion, each kind with its cause and its remedy. */
export function taskParts({ runs, settings }: TrialResult): VerdictPart[] {
  const requeued = runs.filter(({ ledger }) => ledger.givenBack.length > 0);
  const unknown = totalOf(runs, "unknown");
  return [
    ...duplicates(runs),
    ...refusedParts({ runs, settings }),
    ...told(totalOf(runs, "deadLettered"), (tasks) => `Dead-lettered: ${tasks}${deadLetterReasons(runs)}`, [
      "Inspect the tasks in the dead-letter queue.",
    ]),
    ...told(totalOf(runs, "dropped"), (tasks) => `Dropped: ${tasks} rejected for good by a handler that failed`, [
      "Set --on-error dead-letter to keep such tasks.",
    ]),
    ...told(
      totalOf(requeued, "remaining"),
      (tasks) => `Poison: ${tasks} still in the queue; the handler failed ${attemptsOf(requeued)} on each`,
      [
        totalOf(requeued, "crashed") > 0
          ? "Set --queue-type quorum with --delivery-limit and --dead-letter to take such tasks out of the queue."
          : "Set --on-error dead-letter to take such tasks out of the queue.",
      ],
    ),
    ...ackTimeouts(runs, settings),
    ...told(unknown, (tasks) => `Unknown fate: ${tasks} with neither a confirm nor a completion`, [
      "Set --on-unknown republish to publish such tasks again.",
    ]),
  ];
}

const told = (count: number, says: (tasks: string) => string, advice: readonly string[]): VerdictPart[] =>
  count === 0 ? [] : [{ says: says(counted(count, "task")), advice }];

function duplicates(runs: readonly RunResult[]): VerdictPart[] {
  const count = totalOf(runs, "duplicated");
  if (count === 0) return [];
  const causes = [
    ...sumByName(runs.flatMap(({ ledger }) => ledger.duplicatesByCause.map(({ cause, tasks }) => [cause, tasks]))),
  ];
  const [first] = causes;
  const why = causes.map(([cause, tasks]) => `${counted(tasks, "task")}: ${duplicateMeaning(cause)}`);
  const because = causes.length === 1 && first !== undefined ? `, because ${duplicateMeaning(first[0])}` : "";
  return [
    {
      says: `Duplicated: ${counted(count, "completion")} beyond the first of a task${causes.length > 1 ? ` (${why.join("; ")})` : because}`,
      advice: duplicateAdvice(causes.map(([cause]) => cause)),
    },
  ];
}

/** A full queue that rejects publishes is why the broker refuses them, or the node of the queue is away; other reasons are not known. */
function refused(runs: readonly RunResult[], settings: TrialResult["settings"]): VerdictPart[] {
  const count = totalOf(runs, "nacked");
  if (count === 0) return [];
  const hitsNodes = runs.some(({ faults }) => faults.some(({ nodes }) => nodes.length > 0));
  const limit = Number(settings["maxLength"] ?? 0);
  const isFull = limit > 0 && settings["overflow"] === "reject-publish";
  return [
    {
      says: `Refused: the broker rejected ${counted(count, "publish", "publishes")}${isFull ? `, because the queue held its limit of ${counted(limit, "message")}` : ""}`,
      advice: isFull
        ? ["Add workers, lower --rate, or raise --max-length."]
        : [
            hitsNodes
              ? "Publish a task again after a nack: its queue may be without a leader."
              : "Check the broker's log for the cause.",
          ],
    },
  ];
}

/** ` (4 rejected, 1 expired)`. */
function deadLetterReasons(runs: readonly RunResult[]): string {
  const reasons = sumByName(
    runs.flatMap(({ ledger }) => ledger.deadLettersByReason.map(({ reason, tasks }) => [reason, tasks])),
  );
  const words = [...reasons].map(([reason, tasks]) => `${formatCount(tasks)} ${reason.replaceAll("_", " ")}`);
  return words.length > 0 ? ` (${words.join(", ")})` : "";
}

function sumByName(rows: readonly [string, number][]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of rows) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

/** The most failures of one task; a run lists the first of them. */
function attemptsOf(runs: readonly RunResult[]): string {
  const failures = runs.flatMap(({ ledger }) => ledger.givenBack.map((row) => row.failures));
  const [least, most] = [Math.min(...failures), Math.max(...failures)];
  const range = least === most ? formatCount(most) : `${formatCount(least)}–${formatCount(most)}`;
  return `${range} ${most === 1 ? "time" : "times"}`;
}

/** PRECONDITION_FAILED: the code with which a broker closes a channel at the timeout. */
const ACK_TIMEOUT_CODE = 406;

function ackTimeouts(runs: readonly RunResult[], settings: TrialResult["settings"]): VerdictPart[] {
  const limitMs = Number(settings["ackTimeoutMs"] ?? 0);
  const closed = runs
    .flatMap(({ disconnects }) => disconnects)
    .reduce((sum, { replyCode, count }) => (replyCode === ACK_TIMEOUT_CODE ? sum + count : sum), 0);
  if (limitMs === 0 || closed === 0) return [];
  return [
    {
      says: `Ack timeout: the broker closed ${counted(closed, "channel")}, because a task stayed unacknowledged for more than ${formatPlannedMs(limitMs)}`,
      advice: [RAISE_ACK_TIMEOUT],
    },
  ];
}
