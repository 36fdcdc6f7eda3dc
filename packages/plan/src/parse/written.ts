// What was given before it is read: the texts of every option in every source, each with its place.
import type { Mistake } from "../mistakes/mistake.ts";
import { environmentName, type OptionKey } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { OPTIONS } from "../options/table.ts";

/** What was given, unread. */
export interface RawOptions {
  /** By option, in the order of the command line; more than one text where a flag was repeated. */
  readonly flags?: Readonly<Partial<Record<OptionKey, readonly string[]>>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The experiment file, parsed as JSON; `name` is how the user called it. */
  readonly file?: { readonly name: string; readonly content: unknown } | undefined;
  /** What was wrong already before reading: unknown flags, a file that is no JSON. */
  readonly mistakes?: readonly Mistake[];
}

/** A written value before it is read. */
export interface Written {
  readonly text: string;
  readonly place: string;
}

type Environment = NonNullable<RawOptions["environment"]>;

export function fromFlag(key: OptionKey, texts: readonly string[]): Written[] {
  const { flag, isSwitch, repeatable } = OPTIONS[key];
  // Given again, a flag replaces what came before it, as everywhere.
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
  // Set to nothing is how a shell unsets it for one command.
  if (text === undefined || text === "") return [];
  const values = OPTIONS[key].repeatable ? separateRepeated(text) : separate(key, text);
  return values.map((value) => ({ text: value, place: `${name}=${shown(key, value)}` }));
}

export function fromDefault(key: OptionKey): Written[] {
  const { flag, default: text } = OPTIONS[key];
  return text === undefined ? [] : [{ text, place: `--${flag} ${text}` }];
}

const separate = (key: OptionKey, text: string): string[] =>
  OPTIONS[key].axis ? text.split(",").map((value) => value.trim()) : [text];

/** A variable cannot be given twice, so semicolons and newlines stand between its values. */
const separateRepeated = (text: string): string[] =>
  text
    .split(/[;\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== "");

/** The variable that other clients of RabbitMQ read too. */
const SHARED_URI = "AMQP_URL";

export function fromAmqpUrl(environment: Environment): Written[] {
  const text = environment[SHARED_URI];
  return text === undefined || text === "" ? [] : [{ text, place: `${SHARED_URI}=${shown("uri", text)}` }];
}
