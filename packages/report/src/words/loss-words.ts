// What became of the tasks, in words, over all runs of a trial: `nothing lost`, `lost 3 of 200 tasks: …`.
import type { Ledger, RunResult, TrialResult } from "@fairhare/results";
import { formatCount } from "../format.ts";
import { lossReasons } from "./cause-words.ts";
import { counted, joinWords } from "./list-words.ts";

type Count = { [Key in keyof Ledger]: Ledger[Key] extends number ? Key : never }[keyof Ledger];

export function lossPhrases({ runs, settings }: TrialResult): string[] {
  const total = (key: Count): number => runs.reduce((sum, run) => sum + run.ledger[key], 0);
  const lost = total("lost");
  const unconfirmed = total("lostUnconfirmed");
  const reasons = lossReasons(runs);
  const over = runs.length > 1 ? ` in ${runs.length} runs` : "";
  return [
    lost === 0
      ? lossless(runs, total("attempted"), total("unknown"))
      : `lost ${formatCount(lost)} of ${counted(total("attempted"), "task")}${unconfirmed > 0 ? ` (${unconfirmed === lost ? "unconfirmed" : `${formatCount(unconfirmed)} of them unconfirmed`})` : ""}${over}${reasons.length > 0 ? `: ${joinWords(reasons)}` : ""}`,
    ...told(total("duplicated"), "task done again", "tasks done again"),
    ...told(total("nacked"), "refused by the broker"),
    ...told(total("returned"), "returned"),
    ...deadLetters(runs),
    ...told(total("dropped"), "dropped by a handler that failed", "dropped by handlers that failed"),
    ...told(givenBack(runs), "still in the queue, given back each time by a handler that failed"),
    ...told(
      timeouts(runs, settings),
      "channel closed by the acknowledgement timeout",
      "channels closed by the acknowledgement timeout",
    ),
    ...told(total("unknown"), "of unknown fate"),
    ...told(total("unexpected"), "completed without having been sent"),
  ];
}

/** Nothing is claimed of runs that could not be judged, nor of tasks that nobody knows the fate of. */
function lossless(runs: readonly RunResult[], attempted: number, unknown: number): string {
  if (attempted === 0) return "no task was attempted";
  const judged = runs.filter(({ verdict }) => verdict !== "unknown").length;
  const where =
    judged < runs.length ? ` in the ${counted(judged, "run")} that could be judged` : ` in ${runs.length} runs`;
  return `${unknown > 0 ? "nothing known to be lost" : "nothing lost"}${runs.length > 1 ? where : ""}`;
}

const told = (count: number, one: string, many = one): string[] => (count === 0 ? [] : [counted(count, one, many)]);

/** `5 dead-lettered (4 rejected, 1 expired)`. */
function deadLetters(runs: readonly RunResult[]): string[] {
  const counts = new Map<string, number>();
  for (const { reason, tasks } of runs.flatMap(({ ledger }) => ledger.deadLettersByReason))
    counts.set(reason, (counts.get(reason) ?? 0) + tasks);
  const total = runs.reduce((sum, { ledger }) => sum + ledger.deadLettered, 0);
  const reasons = [...counts].map(([reason, tasks]) => `${formatCount(tasks)} ${reason.replaceAll("_", " ")}`);
  return told(total, "dead-lettered").map((phrase) =>
    reasons.length > 0 ? `${phrase} (${reasons.join(", ")})` : phrase,
  );
}

/** A run that was cut short has others that remain. */
const givenBack = (runs: readonly RunResult[]): number =>
  runs.reduce((sum, { ledger }) => (ledger.givenBack.length > 0 ? sum + ledger.remaining : sum), 0);

/** PRECONDITION_FAILED: what a broker closes a channel with. */
const timeouts = (runs: readonly RunResult[], settings: TrialResult["settings"]): number =>
  Number(settings["ackTimeoutMs"] ?? 0) === 0
    ? 0
    : runs
        .flatMap(({ disconnects }) => disconnects)
        .reduce((sum, { replyCode, count }) => (replyCode === 406 ? sum + count : sum), 0);
