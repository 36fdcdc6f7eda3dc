// What `find-rate` is asked to do, from its flags, the environment and the experiment file. Uses the parser of `run`: the
// conditions are its thresholds, and the cells of its matrix are searched one by one.
import { parseDuration, toSeconds } from "@fairhare/core";
import {
  environmentName,
  InvalidPlanError,
  type Mistake,
  OPTIONS,
  type ParsedExperiment,
  type RawOptions,
} from "@fairhare/plan";
import {
  type CellPlan,
  guessedCapacity,
  guessedTrialSeconds,
  searchBounds,
  type SearchSettings,
} from "@fairhare/tuning";
import type { Cli } from "../cli.ts";
import { readPlan, readPlans } from "../input/read-plan.ts";
import { type FindRateFlags, REPLACED_OPTIONS } from "./find-rate-options.ts";

export interface SearchPlan extends Pick<ParsedExperiment, "experiment" | "agents" | "output" | "warnings"> {
  readonly cells: readonly CellPlan[];
  readonly budgetSeconds: number;
  readonly search: Pick<SearchSettings, "precision" | "votes">;
  /** Of the first cell, for a guess of the duration. */
  readonly guessedPerSecond: readonly number[];
}

const DEFAULTS = { budget: "10m", precision: "2%", trials: "3", start: "" } as const;
const LONGEST_BUDGET_SECONDS = 86_400;

type Flags = NonNullable<RawOptions["flags"]>;

/** @throws InvalidPlanError with all mistakes. */
export function readSearchPlan(
  flags: Flags,
  own: FindRateFlags,
  cli: Pick<Cli, "environment" | "userDirectory">,
): SearchPlan {
  const mistakes: Mistake[] = [];
  const given = ownValues(own, cli.environment, mistakes);
  refuseRelative(own.until ?? [], mistakes);
  const parsed = parsedPlan(withoutReplaced(flags, mistakes), own.until ?? [], mistakes, cli);
  refuseUnsearchable(parsed);
  const { trials } = parsed.experiment;
  const capacities = trials.map(({ settings }) => guessedCapacity(settings));
  const cells = trials.map((trial, index): CellPlan => {
    const capacity = capacities[index] ?? 1;
    const { timeSeconds, producers } = trial.settings;
    const { startPerSecond } = given;
    const seconds = timeSeconds ?? guessedTrialSeconds(startPerSecond ?? capacity);
    const bounds = searchBounds({ capacity, producers, seconds, startPerSecond });
    return { trial, seconds, search: { ...bounds, ...given.search } };
  });
  return { ...parsed, cells, budgetSeconds: given.budgetSeconds, search: given.search, guessedPerSecond: capacities };
}

function withoutReplaced(flags: Flags, mistakes: Mistake[]): Flags {
  const kept = { ...flags };
  for (const [key, message] of REPLACED_OPTIONS) {
    if (flags[key] === undefined) continue;
    mistakes.push({ place: `--${OPTIONS[key].flag} ${flags[key].join(",")}`, message });
    delete kept[key];
  }
  return kept;
}

interface OwnValues {
  readonly budgetSeconds: number;
  readonly search: SearchPlan["search"];
  readonly startPerSecond: number | null;
}

function ownValues(own: FindRateFlags, environment: Cli["environment"], mistakes: Mistake[]): OwnValues {
  const read = <T>(name: keyof typeof DEFAULTS, expects: string, parse: (text: string) => T | undefined): T | null => {
    const variable = environmentName(name);
    const text = own[name] ?? (environment[variable] || DEFAULTS[name]);
    if (text === "") return null;
    const value = parse(text);
    const place = own[name] === undefined ? `${variable}=${text}` : `--${name} ${text}`;
    if (value === undefined) mistakes.push({ place, message: `Must be ${expects}.` });
    return value ?? null;
  };
  const budgetSeconds = read("budget", "a duration from 10s to 1440m, such as 5m", (text) => {
    const duration = parseDuration(text);
    return within(duration === undefined ? Number.NaN : toSeconds(duration), 10, LONGEST_BUDGET_SECONDS);
  });
  const precision = read("precision", "a percentage from 0.1% to 50%, such as 2%", (text) =>
    within(/^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) / 100 : Number.NaN, 0.001, 0.5),
  );
  const votes = read("trials", "an odd number from 1 to 15", (text) => {
    const count = within(/^\d+$/.test(text) ? Number(text) : Number.NaN, 1, 15);
    return count !== undefined && count % 2 === 1 ? count : undefined;
  });
  const startPerSecond = read("start", "a number of tasks per second from 0.01 to 1,000,000", (text) =>
    within(/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN, 0.01, 1_000_000),
  );
  return {
    budgetSeconds: budgetSeconds ?? 600,
    search: { precision: precision ?? 0.02, votes: votes ?? 3 },
    startPerSecond,
  };
}

/** Undefined when out of range or NaN. */
const within = (value: number, min: number, max: number): number | undefined =>
  value >= min && value <= max ? value : undefined;

/** The search judges each rate on its own, so that the baseline of an experiment file has no use here. */
const WITHOUT_BASELINE = ["none"];
/** `p99<=1.2x`, `p99<=+5ms`. */
const RELATIVE = /[<>]=?\s*(?:[+-]|[\d.e]+x\s*$)/i;

function refuseRelative(until: readonly string[], mistakes: Mistake[]): void {
  for (const text of until.filter((condition) => RELATIVE.test(condition)))
    mistakes.push({
      place: `--until ${text}`,
      message: "A search has no baseline. Use an absolute condition, such as p99<200ms.",
    });
}

/** Poisson gaps need a rate, and the rules of a plan see this one; the search replaces it. */
const PLACEHOLDER_RATE = ["1"];

function parsedPlan(
  flags: Flags,
  until: readonly string[],
  mistakes: readonly Mistake[],
  cli: Pick<Cli, "environment" | "userDirectory">,
): ParsedExperiment {
  const raw = {
    ...flags,
    baseline: WITHOUT_BASELINE,
    rate: PLACEHOLDER_RATE,
    ...(until.length === 0 ? {} : { threshold: until }),
  };
  try {
    const [plan] = mistakes.length === 0 ? [readPlan(raw, cli)] : readPlans(raw, mistakes, cli);
    if (plan === undefined) throw new Error("an experiment file has at least one scenario");
    return plan;
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    throw new InvalidPlanError(error.mistakes.map(asTyped));
  }
}

/** With the flags of this command in place of those that the parser saw. */
function asTyped({ place, message }: Mistake): Mistake {
  if ([...REPLACED_OPTIONS.values()].includes(message)) return { place, message };
  const own = place.replace(/ with --rate 1$/, "");
  if (own !== place)
    return { place: own, message: "The search sets the rate, and the program has its own. Remove it." };
  return { place: place.replace(/^--threshold/, "--until"), message };
}

/** @throws InvalidPlanError for a plan whose trials have no rate that holds. */
function refuseUnsearchable({ experiment: { trials, axes } }: ParsedExperiment): void {
  const mistakes: Mistake[] = [];
  if (axes.includes("tasks"))
    mistakes.push({ place: "--tasks", message: "The search sets the number of tasks. Remove it." });
  if (axes.includes("backlog")) mistakes.push({ place: "--backlog", message: "A backlog has no rate. Remove it." });
  if (trials.some(({ settings }) => settings.workers === 0 || settings.producers === 0))
    mistakes.push({
      place: "--workers with --producers",
      message: "A rate holds if workers complete what producers publish. Use at least 1 of each.",
    });
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}
