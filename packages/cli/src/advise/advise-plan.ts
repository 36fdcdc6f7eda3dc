// What `advise` measures: the user's workload as a backlog, once for each prefetch limit, with repeats.
import {
  environmentName,
  InvalidPlanError,
  type Mistake,
  type OptionKey,
  OPTIONS,
  type ParsedExperiment,
  type RawOptions,
} from "@fairhare/plan";
import { guessedCapacity } from "@fairhare/tuning";
import type { Cli } from "../cli.ts";
import { readPlan, readPlans } from "../input/read-plan.ts";
import type { AdviseFlags } from "./advise-options.ts";

const DEFAULTS: Readonly<Partial<Record<OptionKey, string>>> = {
  prefetch: "1,2,3,5,10,20,50",
  repeat: "3",
  name: "advise",
};
const DEFAULT_TARGET = "95%";
/** Of a trial, if the workers are always busy. */
const TRIAL_SECONDS = 4;
/** More than the prefetch buffers of all workers hold, so that tasks wait in the queue for most of the time. */
const LEAST_TASKS_PER_WORKER = 100;
const MOST_TASKS = 100_000;

type Flags = NonNullable<RawOptions["flags"]>;
type Surroundings = Pick<Cli, "environment" | "userDirectory">;

/** The plan has the target of the advice. @throws InvalidPlanError with all mistakes. */
export function readAdvisePlan(flags: Flags, own: AdviseFlags, cli: Surroundings): ParsedExperiment {
  const mistakes: Mistake[] = [];
  const target = targetOf(own, cli.environment, mistakes);
  const isGiven = (key: OptionKey): boolean =>
    flags[key] !== undefined || Boolean(cli.environment[environmentName(OPTIONS[key].flag)]);
  const defaults = Object.entries(DEFAULTS).filter(([key]) => !isGiven(key as OptionKey));
  const raw: Flags = {
    ...flags,
    ...Object.fromEntries(defaults.map(([key, text]) => [key, [text]])),
    backlog: ["true"],
  };
  const first = readPlans(raw, mistakes, cli)[0];
  if (first === undefined) throw new Error("an experiment has at least one plan");
  refuseUnadvisable(first);
  const plan = isGiven("tasks") ? first : readPlan({ ...raw, tasks: [String(tasksFor(first))] }, cli);
  return { ...plan, experiment: { ...plan.experiment, advice: { target } } };
}

function targetOf(own: AdviseFlags, environment: Cli["environment"], mistakes: Mistake[]): number {
  const variable = environmentName("busy");
  const text = own.busy ?? (environment[variable] || DEFAULT_TARGET);
  const share = /^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) / 100 : Number.NaN;
  if (share > 0 && share <= 1) return share;
  const place = own.busy === undefined ? `${variable}=${text}` : `--busy ${text}`;
  mistakes.push({ place, message: "Must be a percentage above 0% and up to 100%, such as 95%." });
  return 1;
}

/** Enough for a trial of some seconds at the highest limit. */
function tasksFor({ experiment: { trials } }: ParsedExperiment): number {
  const capacity = Math.max(...trials.map(({ settings }) => guessedCapacity({ ...settings, prefetch: 0 })));
  const workers = Math.max(...trials.map(({ settings }) => settings.workers * settings.workerConcurrency));
  return Math.min(MOST_TASKS, Math.max(LEAST_TASKS_PER_WORKER * workers, Math.round(capacity * TRIAL_SECONDS)));
}

/** @throws InvalidPlanError for a plan that cannot show a prefetch. */
function refuseUnadvisable({ experiment: { trials, axes } }: ParsedExperiment): void {
  const mistakes: Mistake[] = [];
  const others = axes.filter((axis) => axis !== "prefetch");
  if (others.length > 0)
    mistakes.push({
      place: others.join(" and "),
      message: "The advice is for one workload. Use single values, and a list for --prefetch only.",
    });
  if (trials.length < 2)
    mistakes.push({ place: "--prefetch", message: "The advice compares limits. Use at least two, or remove it." });
  if (trials.some(({ settings }) => settings.workers < 2))
    mistakes.push({ place: "--workers", message: "One worker is always fair. Use at least 2." });
  if (trials.some(({ settings }) => settings.work === "none"))
    mistakes.push({
      place: "--work none",
      message: "Without work, no worker is busy. Compare the throughput with `run --prefetch 1,10,100 --work none`.",
    });
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}
