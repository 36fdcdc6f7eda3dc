// What became of the tasks, in words, over all runs of a trial: `nothing lost`, `3 tasks lost, 2 done twice`.
import type { Ledger, TrialResult } from "@fairhare/checker";
import { counted } from "./list-words.ts";

export function lossPhrases({ runs }: TrialResult): string[] {
  const total = (key: Exclude<keyof Ledger, "losses">): number => runs.reduce((sum, run) => sum + run.ledger[key], 0);
  const lost = total("lost");
  const unconfirmed = total("lostUnconfirmed");
  const over = runs.length > 1 ? ` in ${runs.length} runs` : "";
  return [
    lost === 0
      ? `nothing lost${over}`
      : `${counted(lost, "task")} lost${unconfirmed > 0 ? ` (${unconfirmed === lost ? "unconfirmed" : `${unconfirmed} of them unconfirmed`})` : ""}${over}`,
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
