// Merges flags, environment, experiment file and defaults by precedence into typed values, each with its place.
// Combinations of values are checked in ../rules.
import { type Given, type GivenOptions, Source } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { ENVIRONMENT_PREFIX, environmentName, type OptionKey, type OptionValues } from "../options/option.ts";
import { isOptionKey, OPTION_KEYS, OPTIONS } from "../options/table.ts";
import { nearest } from "../mistakes/suggest.ts";
import { readExperimentFile } from "./experiment-file.ts";
import { readValues } from "./read-values.ts";
import { fromAmqpUrl, fromDefault, fromEnvironment, fromFlag, type RawOptions, type Written } from "./written.ts";

/** The values of all options, each from its source of highest precedence; keys in order of precedence. */
export function gatherOptions(raw: RawOptions, problems: PlanProblems): GivenOptions {
  const given: GivenOptions = {};
  for (const { place, message } of raw.mistakes ?? []) problems.mistake(place, message);
  const fromFile = raw.file ? readExperimentFile(raw.file, problems) : {};
  for (const key of Object.keys(raw.flags ?? {}).filter(isOptionKey))
    accept(given, key, Source.flag, fromFlag(key, raw.flags?.[key] ?? []), problems);
  for (const key of OPTION_KEYS)
    accept(given, key, Source.environment, fromEnvironment(key, raw.environment ?? {}), problems);
  for (const key of Object.keys(fromFile).filter(isOptionKey))
    accept(given, key, Source.file, fromFile[key] ?? [], problems);
  const isBrokerNamed = given.uri !== undefined;
  for (const key of OPTION_KEYS) acceptDefault(given, key, problems);
  if (!isBrokerNamed && mayBeNamed(given))
    accept(given, "uri", Source.shared, fromAmqpUrl(raw.environment ?? {}), problems);
  warnOfMistypedEnvironment(raw.environment ?? {}, problems);
  return given;
}

function accept(
  given: GivenOptions,
  key: OptionKey,
  source: Source,
  written: readonly Written[],
  problems: PlanProblems,
): void {
  if (given[key] === undefined && written.length > 0) put(given, key, readValues(key, source, written, problems));
}

/** AMQP_URL is ignored when a private broker is started. */
const mayBeNamed = ({ broker }: GivenOptions): boolean =>
  broker?.[0]?.value === "auto" || broker?.[0]?.value === "external";

/** Also replaces values that could not be parsed. */
function acceptDefault(given: GivenOptions, key: OptionKey, problems: PlanProblems): void {
  const unreadable = given[key]?.length === 0;
  if (given[key] !== undefined && !unreadable) return;
  const values = readValues(key, Source.default, fromDefault(key), problems);
  if (values.length === 0) delete given[key];
  else put(given, key, unreadable ? values.map((value) => ({ ...value, standsIn: true })) : values);
}

function put<K extends OptionKey>(given: GivenOptions, key: K, values: readonly Given<OptionValues[K]>[]): void {
  given[key] = values as GivenOptions[K];
}

/** Other tools may use the same prefix, so only names that look like typing errors are reported. */
function warnOfMistypedEnvironment(environment: NonNullable<RawOptions["environment"]>, problems: PlanProblems): void {
  const known = new Map(
    OPTION_KEYS.map((key) => [environmentName(OPTIONS[key].flag).slice(ENVIRONMENT_PREFIX.length), key]),
  );
  for (const name of Object.keys(environment)) {
    const ending = name.slice(ENVIRONMENT_PREFIX.length);
    if (!name.startsWith(ENVIRONMENT_PREFIX) || known.has(ending)) continue;
    const meant = nearest(ending, known.keys());
    if (meant !== undefined)
      problems.warning(
        `Unknown environment variable ${name}; it has no effect. Did you mean ${ENVIRONMENT_PREFIX}${meant}?`,
      );
  }
}
