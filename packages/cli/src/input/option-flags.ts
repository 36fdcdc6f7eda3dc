// Converts the option table into commander options, and the values from commander into raw texts for the parser.
import { type OptionKey, OPTION_KEYS, OPTIONS, type RawOptions } from "@fairhare/plan";
import { type Command, Option } from "commander";

export function addOptions(command: Command, keys: readonly OptionKey[]): void {
  for (const key of keys) command.addOption(commanderOption(key));
}

/** Options that the command refuses with a sentence of its own. */
export function addHiddenOptions(command: Command, keys: readonly OptionKey[]): void {
  for (const key of keys) command.addOption(commanderOption(key).hideHelp());
}

function commanderOption(key: OptionKey): Option {
  const { flag, letter, kind, syntax, axis, isSwitch, whenAlone, description, default: fallback, group } = OPTIONS[key];
  const long = letter === undefined ? `--${flag}` : `-${letter}, --${flag}`;
  const name = syntax ?? kind.syntax;
  const value = axis && isSwitch ? " [BOOL]" : whenAlone === undefined ? ` <${name}>` : ` [${name}]`;
  const option = new Option(
    isSwitch && !axis ? long : long + value,
    withDefault(description, isSwitch ? undefined : fallback),
  );
  if (axis && isSwitch) option.preset("true");
  if (whenAlone !== undefined) option.preset(whenAlone);
  if (axis || !isSwitch) option.argParser(gather);
  return option.helpGroup(`${group}:`);
}

/** Collects all texts of a repeated flag; the parser decides which ones count. */
const gather = (text: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), text];

const withDefault = (description: string, fallback: string | undefined): string =>
  fallback === undefined ? description : `${description.replace(/\.$/, "")} (default: ${fallback}).`;

/** Commander names an option by its flag in camelCase (`fault`), the option table by its name in a plan (`faults`). */
const KEY_OF_NAME: ReadonlyMap<string, OptionKey> = new Map(
  OPTION_KEYS.map((key) => [OPTIONS[key].flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()), key]),
);

/** Only the typed flags, in their order. */
export function rawFlags(command: Command): NonNullable<RawOptions["flags"]> {
  const flags: Partial<Record<OptionKey, readonly string[]>> = {};
  const values: Readonly<Record<string, unknown>> = command.opts();
  for (const [name, value] of Object.entries(values)) {
    if (command.getOptionValueSource(name) !== "cli") continue;
    // Commander stores `--no-progress` as `progress: false`.
    if (value === false) {
      flags.noProgress = ["true"];
      continue;
    }
    const key = KEY_OF_NAME.get(name);
    if (key !== undefined) flags[key] = Array.isArray(value) ? value.map(String) : [String(value)];
  }
  return flags;
}
