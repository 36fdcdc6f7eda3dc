// Flags, environment, experiment file and defaults → typed values, each with its place. What the values
// mean together is trial-settings.ts and rules.ts.
import { readExperimentFile } from "./experiment-file.ts";
import { type Given, type GivenOptions, Source } from "../given.ts";
import type { Findings, Mistake } from "../mistake.ts";
import { ENVIRONMENT_PREFIX, environmentName, type OptionKey, type OptionValues } from "../options/option.ts";
import { MAX_VALUES, tooMany } from "../options/max-values.ts";
import { isMisplacedUri, shown } from "../options/shown.ts";
import { isOptionKey, OPTION_KEYS, OPTIONS } from "../options/table.ts";
import { didYouMean, nearest } from "../suggest.ts";

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

/** The values of all options from the strongest source of each; keys in the order flags, environment, file, defaults. */
export function gatherOptions(raw: RawOptions, findings: Findings): GivenOptions {
  const given: GivenOptions = {};
  for (const { place, message } of raw.mistakes ?? []) findings.mistake(place, message);
  const fromFile = raw.file ? readExperimentFile(raw.file.name, raw.file.content, findings) : {};
  for (const key of Object.keys(raw.flags ?? {}).filter(isOptionKey))
    accept(given, key, Source.flag, fromFlag(key, raw.flags?.[key] ?? []), findings);
  for (const key of OPTION_KEYS)
    accept(given, key, Source.environment, fromEnvironment(key, raw.environment ?? {}), findings);
  for (const key of Object.keys(fromFile).filter(isOptionKey))
    accept(given, key, Source.file, fromFile[key] ?? [], findings);
  const isBrokerNamed = given.uri !== undefined;
  for (const key of OPTION_KEYS) acceptDefault(given, key, findings);
  if (!isBrokerNamed && mayBeNamed(given)) accept(given, "uri", Source.shared, fromAmqpUrl(raw), findings);
  warnOfMistypedEnvironment(raw.environment ?? {}, findings);
  return given;
}

function accept(
  given: GivenOptions,
  key: OptionKey,
  source: Source,
  written: readonly Written[],
  findings: Findings,
): void {
  if (given[key] === undefined && written.length > 0) put(given, key, readValues(key, source, written, findings));
}

/** The variable that other clients of RabbitMQ read too. */
const SHARED_URI = "AMQP_URL";

/** What AMQP_URL says is beside the point when another broker is to be started. */
const mayBeNamed = ({ broker }: GivenOptions): boolean =>
  broker?.[0]?.value === "auto" || broker?.[0]?.value === "external";

function fromAmqpUrl({ environment }: RawOptions): Written[] {
  const text = environment?.[SHARED_URI];
  return text === undefined || text === "" ? [] : [{ text, place: `${SHARED_URI}=${shown("uri", text)}` }];
}

/** Also in place of values that could not be read. */
function acceptDefault(given: GivenOptions, key: OptionKey, findings: Findings): void {
  const unreadable = given[key]?.length === 0;
  if (given[key] !== undefined && !unreadable) return;
  const values = readValues(key, Source.default, fromDefault(key), findings);
  if (values.length === 0) delete given[key];
  else put(given, key, unreadable ? values.map((value) => ({ ...value, standsIn: true })) : values);
}

/** `--workers`, `FAIRHARE_WORKERS`, `plan.json: workers`. */
const withoutValue = (place: string): string => /^(--\S+|FAIRHARE_\w+|.*?: \w+)/s.exec(place)?.[1] ?? place;

function put<K extends OptionKey>(given: GivenOptions, key: K, values: readonly Given<OptionValues[K]>[]): void {
  given[key] = values as GivenOptions[K];
}

function readValues<K extends OptionKey>(
  key: K,
  source: Source,
  written: readonly Written[],
  findings: Findings,
): Given<OptionValues[K]>[] {
  const { kind, axis, repeatable, mayRecur } = OPTIONS[key];
  const values: Given<OptionValues[K]>[] = [];
  if (written.length > MAX_VALUES) {
    findings.mistake(withoutValue(written[0]?.place ?? ""), tooMany(written.length));
    return [];
  }
  for (const { text, place } of written) {
    const value = isMisplacedUri(key, text) ? undefined : kind.read(text);
    if (value === undefined) findings.mistake(place, expectation(key, text));
    else values.push({ value, text: shown(key, text), place, source });
  }
  if (values.length > 1 && !axis && !repeatable)
    findings.mistake(places(values), `--${OPTIONS[key].flag} is the same for all trials; give a single value.`);
  return mayRecur ? values : withoutRepetition(values, findings);
}

/** "Expects …", with the nearest word, or what a list or a unit would look like. */
function expectation(key: OptionKey, text: string): string {
  const { kind, axis } = OPTIONS[key];
  if (text === "")
    return axis ? "There is an empty value in this list; take out the comma too much." : "The value is empty.";
  if (isMisplacedUri(key, text)) return "This looks like the URI of a broker; give it with --uri.";
  const problem = kind.problem?.(text);
  if (problem !== undefined) return `Expects ${kind.expects}. ${problem}`;
  const unit = kind.syntax === "DURATION" && /^\d+(\.\d+)?$/.test(text) ? " The unit is missing." : "";
  return `Expects ${kind.expects}.${unit}${didYouMean(text.split(":")[0] ?? text, kind.choices ?? [])}`;
}

/** The same trial twice would be a repeat in disguise; only the first of them is kept. */
function withoutRepetition<T>(values: readonly Given<T>[], findings: Findings): Given<T>[] {
  const seen = new Map<string, Given<T>>();
  for (const given of values) {
    const identity = JSON.stringify(given.value);
    const earlier = seen.get(identity);
    if (earlier === undefined) seen.set(identity, given);
    else
      findings.mistake(places([earlier, given]), "The same value is there twice. To run a trial again, use --repeat.");
  }
  return [...seen.values()];
}

const places = (values: readonly Given<unknown>[]): string => values.map(({ place }) => place).join(" and ");

function fromFlag(key: OptionKey, texts: readonly string[]): Written[] {
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

function fromEnvironment(key: OptionKey, environment: Readonly<Record<string, string | undefined>>): Written[] {
  const name = environmentName(OPTIONS[key].flag);
  const text = environment[name];
  // Set to nothing is how a shell unsets it for one command.
  if (text === undefined || text === "") return [];
  const values = OPTIONS[key].repeatable ? separateRepeated(text) : separate(key, text);
  return values.map((value) => ({ text: value, place: `${name}=${shown(key, value)}` }));
}

function fromDefault(key: OptionKey): Written[] {
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

/** Others may own variables that begin like ours, so only what looks like a slip of the pen is mentioned. */
function warnOfMistypedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  findings: Findings,
): void {
  const known = new Map(
    OPTION_KEYS.map((key) => [environmentName(OPTIONS[key].flag).slice(ENVIRONMENT_PREFIX.length), key]),
  );
  for (const name of Object.keys(environment)) {
    const ending = name.slice(ENVIRONMENT_PREFIX.length);
    if (!name.startsWith(ENVIRONMENT_PREFIX) || known.has(ending)) continue;
    const meant = nearest(ending, known.keys());
    if (meant !== undefined)
      findings.warning(
        `The environment variable ${name} is not known and has no effect. Did you mean ${ENVIRONMENT_PREFIX}${meant}?`,
      );
  }
}
