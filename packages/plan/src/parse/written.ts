// The texts of every option in every source, each with its place, before they are parsed.
import type { Mistake } from "../mistakes/mistake.ts";
import { environmentName, type OptionKey } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { OPTIONS } from "../options/table.ts";

/** The input of the parser. */
export interface RawOptions {
  /** By option, in the order of the command line; several texts when a flag was repeated. */
  readonly flags?: Readonly<Partial<Record<OptionKey, readonly string[]>>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly file?: ExperimentFile | undefined;
  /** Mistakes found before parsing: unknown flags, a file that cannot be read. */
  readonly mistakes?: readonly Mistake[];
}

/** The experiment file, parsed as JSON or YAML. */
export interface ExperimentFile {
  /** Path as typed. */
  readonly name: string;
  readonly content: unknown;
  /** The scenario to read, if the file has scenarios. */
  readonly scenario?: string | undefined;
}

/** The text of one value, before it is parsed. */
export interface Written {
  readonly text: string;
  readonly place: string;
}

type Environment = NonNullable<RawOptions["environment"]>;

export function fromFlag(key: OptionKey, texts: readonly string[]): Written[] {
  const { flag, isSwitch, repeatable } = OPTIONS[key];
  // As in most programs, the last of repeated flags counts.
  const effective = repeatable ? texts : texts.slice(-1);
  return effective
    .flatMap((text) => separate(key, text))
    .map((text) => ({
      text,
      place: isSwitch && text === "true" ? `--${flag}` : `--${flag} ${shown(key, text)}`.trimEnd(),
    }));
}

export function fromEnvironment(key: OptionKey, environment: Environment): Written[] {
  const name = environmentName(OPTIONS[key].flag);
  const text = environment[name];
  // An empty variable counts as unset: a shell unsets it in this way for one command.
  if (text === undefined || text === "") return [];
  const values = OPTIONS[key].repeatable ? separateRepeated(text) : separate(key, text);
  return values.map((value) => ({ text: value, place: `${name}=${shown(key, value)}` }));
}

export function fromDefault(key: OptionKey): Written[] {
  const { flag, default: text } = OPTIONS[key];
  return text === undefined ? [] : [{ text, place: `--${flag} ${text}` }];
}

function separate(key: OptionKey, text: string): string[] {
  const { axis, repeatable, kind } = OPTIONS[key];
  if (!axis || repeatable) return [text];
  return kind.separate?.(text) ?? text.split(",").map((value) => value.trim());
}

/** A variable cannot be repeated, so semicolons and newlines separate its values. */
const separateRepeated = (text: string): string[] =>
  text
    .split(/[;\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== "");

/** A variable that other RabbitMQ clients read as well. */
const SHARED_URI = "AMQP_URL";

export function fromAmqpUrl(environment: Environment): Written[] {
  const text = environment[SHARED_URI];
  return text === undefined || text === "" ? [] : [{ text, place: `${SHARED_URI}=${shown("uri", text)}` }];
}
