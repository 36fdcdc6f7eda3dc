// The words that a shell can complete, read from the registered commands and the option table.
import { type Option as PlanOption, OPTION_KEYS, OPTIONS } from "@fairhare/plan";
import type { Command, Option } from "commander";

/** What follows a flag; null if it takes no value. */
export type Value =
  | { readonly kind: "words"; readonly words: readonly string[]; readonly isList: boolean }
  | { readonly kind: "file" | "directory" | "other" };

export interface CompletedFlag {
  /** With the dashes. */
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  readonly value: Value | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Words after the command: names of its subcommands, choices of its argument. */
  readonly words: readonly string[];
  readonly flags: readonly CompletedFlag[];
}

/** The commands of the program; the flags of a subcommand belong to its parent. */
export const completedCommands = (program: Command): CompletedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: command.summary() || command.description(),
    words: [
      ...command.commands.map((child) => child.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
    flags: [command, ...command.commands].flatMap(({ options }) => options.map(flagOf)),
  }));

const OF_FLAG: ReadonlyMap<string, PlanOption<unknown>> = new Map(
  OPTION_KEYS.map((key) => [`--${OPTIONS[key].flag}`, OPTIONS[key]]),
);

function flagOf(option: Option): CompletedFlag {
  const long = option.long ?? "";
  return { long, short: option.short, description: option.description, value: valueOf(option, OF_FLAG.get(long)) };
}

function valueOf(option: Option, ours: PlanOption<unknown> | undefined): Value | null {
  const isList = ours?.axis === true;
  if (!option.required && !option.optional) return null;
  const words = option.argChoices ?? (ours?.isSwitch ? ["true", "false"] : ours?.kind.choices) ?? [];
  if (words.length > 0) return { kind: "words", words, isList };
  const [, syntax = ""] = /[<[]([A-Z]+)/.exec(option.flags) ?? [];
  if (syntax === "FILE") return { kind: "file" };
  return { kind: syntax === "DIR" ? "directory" : "other" };
}
