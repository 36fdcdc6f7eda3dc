// What became of the tasks, in words, over all runs of a trial: `nothing lost`, `lost 3 of 200 tasks: …`.
import type { Ledger, TrialResult } from "@fairhare/checker";
import { formatCount } from "../format.ts";
import { lossReasons } from "./cause-words.ts";
import { counted, joinWords } from "./list-words.ts";

type Count = { [Key in keyof Ledger]: Ledger[Key] extends number ? Key : never }[keyof Ledger];

export function lossPhrases({ runs }: TrialResult): string[] {
  const total = (key: Count): number => runs.reduce((sum, run) => sum + run.ledger[key], 0);
  const lost = total("lost");
  const unconfirmed = total("lostUnconfirmed");
  const reasons = lossReasons(runs);
  const over = runs.length > 1 ? ` in ${runs.length} runs` : "";
  return [
    lost === 0
      ? `nothing lost${over}`
      : `lost ${formatCount(lost)} of ${counted(total("attempted"), "task")}${unconfirmed > 0 ? ` (${unconfirmed === lost ? "unconfirmed" : `${formatCount(unconfirmed)} of them unconfirmed`})` : ""}${over}${reasons.length > 0 ? `: ${joinWords(reasons)}` : ""}`,
    ...told(total("duplicated"), "task done again", "tasks done again"),
    ...told(total("nacked"), "refused by the broker"),
    ...told(total("returned"), "returned"),
    ...told(total("deadLettered"), "dead-lettered"),
    ...told(total("dropped"), "dropped on purpose"),
    ...told(total("unknown"), "of unknown fate"),
    ...told(total("unexpected"), "completed without having been sent"),
  ];
}

const told = (count: number, one: string, many = one): string[] => (count === 0 ? [] : [counted(count, one, many)]);
