// What one types to have the same again: the claim, and each of its experiments alone.
import type { Claim } from "../claim.ts";
import { OPTION_KEYS, OPTIONS } from "@fairhare/plan";

/** `typed` makes of the words of a command line what one types. */
export const claimCommands = (
  { id, experiments }: Pick<Claim, "id" | "experiments">,
  typed: (words: readonly string[]) => readonly string[],
): string[] =>
  [["claims", "--only", id], ...Object.values(experiments).map(flagsOf)].map((words) => typed(words).join(" "));

/** An experiment file as flags. */
function flagsOf(content: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(content).flatMap(([name, value]) => {
    const key = OPTION_KEYS.find((known) => known === name);
    if (key === undefined) return [];
    const { flag, repeatable, isSwitch } = OPTIONS[key];
    const values = (Array.isArray(value) ? value : [value]).map(String);
    if (repeatable) return values.flatMap((text) => [`--${flag}`, text]);
    return isSwitch && values.join() === "true" ? [`--${flag}`] : [`--${flag}`, values.join(",")];
  });
}
