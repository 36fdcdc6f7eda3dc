// What one types to have the same again: the claim, and each of its experiments alone.
import type { Claim } from "@fairhare/checker";
import { OPTION_KEYS, OPTIONS } from "@fairhare/plan";
import { typedCommand } from "../run/typed-command.ts";

export const claimCommands = ({ id, experiments }: Pick<Claim, "id" | "experiments">): string[] =>
  [["claims", "--only", id], ...Object.values(experiments).map(flagsOf)].map((words) => typedCommand(words).join(" "));

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
