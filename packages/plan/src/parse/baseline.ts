// The baseline of an experiment: earlier results, matched with its trials, of which the plan keeps the numbers that the
// relative thresholds need. Reading the file is a port.
import { type Baseline, type BaselineTrial, differingSettings, matchTrials, type Threshold } from "@fairhare/workload";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { type Given, type GivenOptions, Source } from "../options/given.ts";

/** Earlier results. */
export interface BaselineSource {
  readonly startedAt: string;
  readonly trials: readonly BaselineSourceTrial[];
}

export interface BaselineSourceTrial {
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The value of each judged run that measured the metric. */
  values(path: string): readonly number[];
}

/** Port to earlier results and to the statistics of their comparison. */
export interface Baselines {
  /**
   * `beside` is the experiment file that names the baseline: the path is relative to it.
   * @throws Error whose message is a sentence for the user.
   */
  read(file: string, beside?: string): BaselineSource;
  /** The fewest runs against `baselineRuns` that can show a miss, if it is one of `tests` that are corrected together. */
  runsNeeded(baselineRuns: number, tests: number): number;
}

interface ComparedTrial {
  readonly id: string;
  readonly settings: object;
}

interface Planned {
  readonly trials: readonly ComparedTrial[];
  readonly thresholds: readonly Threshold[];
  /** Where a threshold was written. */
  placeOf(threshold: Threshold): string;
  /** The fewest runs of a trial. */
  readonly repeat: number;
}

interface BaselineFiles {
  readonly baselines: Baselines | undefined;
  /** The experiment file. */
  readonly fileName: string | undefined;
}

/** `--baseline none`: measures without the baseline that an experiment file names, for example to make a new one. */
const NONE = "none";

/** The thresholds that this run can judge: without a baseline by choice, the absolute ones. */
export function judgeable(
  { baseline }: GivenOptions,
  thresholds: readonly Threshold[],
  problems: PlanProblems,
): readonly Threshold[] {
  if (baseline?.[0]?.value !== NONE) return thresholds;
  const absolute = thresholds.filter(({ against }) => against === undefined);
  const left = thresholds.filter(({ against }) => against !== undefined).map(({ expression }) => expression);
  if (left.length > 0) problems.warning(`Not judged, because there is no baseline: ${left.join("; ")}.`);
  return absolute;
}

/** Undefined without a baseline. */
export function planBaseline(
  { baseline, baselineStrict }: GivenOptions,
  planned: Planned,
  { baselines, fileName }: BaselineFiles,
  problems: PlanProblems,
): Baseline | undefined {
  const [named] = baseline ?? [];
  const [strict] = baselineStrict ?? [];
  const relative = planned.thresholds.filter(({ against }) => against !== undefined);
  if (named?.value === NONE) return undefined;
  if (named === undefined) {
    for (const threshold of relative) problems.mistake(planned.placeOf(threshold), NEEDS_BASELINE);
    if (strict?.value === true)
      problems.mistake(strict.place, "There is no baseline. Add --baseline FILE, or remove this option.");
    return undefined;
  }
  if (relative.length === 0) {
    problems.mistake(named.place, UNUSED);
    return undefined;
  }
  const source = read(named, { baselines, fileName }, problems);
  if (source === undefined || baselines === undefined) return undefined;
  const isStrict = strict?.value === true;
  return baselineOf(source, planned, { source: named.text, place: named.place, isStrict, baselines }, problems);
}

export interface NamedBaseline {
  readonly source: string;
  readonly place: string;
  readonly isStrict: boolean;
  readonly baselines: Pick<Baselines, "runsNeeded">;
}

/** Of earlier results, what the relative thresholds need. Names trials without a counterpart, and refuses too few runs. */
export function baselineOf(
  source: BaselineSource,
  planned: Planned,
  { source: name, place, isStrict, baselines }: NamedBaseline,
  problems: PlanProblems,
): Baseline {
  const relative = planned.thresholds.filter(({ against }) => against !== undefined);
  const matched = matchTrials(planned.trials, source.trials);
  nameUnmatched(planned.trials, source.trials, matched, problems);
  const trials = planned.trials.flatMap(({ id }): BaselineTrial[] => {
    const match = matched.get(id);
    if (match === undefined) return [];
    const paths = new Set(relative.filter(concerns(id)).map(({ metric }) => metric));
    return [{ id, values: Object.fromEntries([...paths].map((path) => [path, [...match.values(path)]])) }];
  });
  refuseUnmeasured(relative, trials, planned, problems);
  if (!isStrict) refuseTooFewRuns(relative, trials, planned.repeat, { place, baselines }, problems);
  return { source: name, startedAt: source.startedAt, isStrict, trials };
}

const NEEDS_BASELINE =
  "It is relative: a number with a sign is a difference from a baseline, one with x a ratio to it. Add --baseline FILE.";
const UNUSED =
  "No threshold uses the baseline. Add one, such as --threshold 'throughput>=0.95x', or use the command compare after the run.";

const concerns =
  (id: string) =>
  ({ trials }: Threshold): boolean =>
    trials === undefined || trials.includes(id);

function read(
  { value, place, source }: Given<string>,
  { baselines, fileName }: BaselineFiles,
  problems: PlanProblems,
): BaselineSource | undefined {
  if (baselines === undefined) {
    problems.mistake(place, "A baseline cannot be read here.");
    return undefined;
  }
  try {
    return baselines.read(value, source === Source.file ? fileName : undefined);
  } catch (error) {
    problems.mistake(place, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

const list = (ids: readonly string[]): string => ids.slice(0, 5).join("; ") + (ids.length > 5 ? "; …" : "");

function nameUnmatched(
  trials: readonly ComparedTrial[],
  source: readonly BaselineSourceTrial[],
  matched: ReadonlyMap<string, BaselineSourceTrial>,
  problems: PlanProblems,
): void {
  const added = trials.filter(({ id }) => !matched.has(id)).map(({ id }) => id);
  if (added.length > 0 && matched.size > 0)
    problems.warning(`The baseline has no trial ${list(added)}: relative thresholds do not concern it.`);
  const used = new Set(matched.values());
  const gone = source.filter((one) => !used.has(one)).map(({ id }) => id);
  if (gone.length > 0) problems.warning(`Only the baseline has the trial ${list(gone)}: it is not compared.`);
  for (const { id, settings } of trials) {
    const names = differingSettings(matched.get(id)?.settings ?? {}, settings);
    if (names.length > 0)
      problems.warning(
        `The baseline of ${id} had other settings: ${names.join(", ")}. The difference may come from them.`,
      );
  }
}

function refuseUnmeasured(
  relative: readonly Threshold[],
  baseline: readonly BaselineTrial[],
  { placeOf }: Pick<Planned, "placeOf">,
  problems: PlanProblems,
): void {
  for (const threshold of relative) {
    const found = baseline.filter(({ id }) => concerns(id)(threshold));
    const measured = found.some(({ values }) => (values[threshold.metric] ?? []).length > 0);
    if (!measured)
      problems.mistake(
        placeOf(threshold),
        found.length === 0
          ? "The baseline has none of these trials. Measure it with the same flags."
          : `No run of the baseline measured ${threshold.metric}. Use another metric or another baseline.`,
      );
  }
}

/** A miss that nothing can show would always pass. */
function refuseTooFewRuns(
  relative: readonly Threshold[],
  baseline: readonly BaselineTrial[],
  repeat: number,
  { place, baselines }: { readonly place: string; readonly baselines: Pick<Baselines, "runsNeeded"> },
  problems: PlanProblems,
): void {
  const counts = relative.flatMap((threshold) =>
    baseline.filter(({ id }) => concerns(id)(threshold)).map(({ values }) => (values[threshold.metric] ?? []).length),
  );
  const fewest = Math.min(...counts.filter((runs) => runs > 0));
  if (!Number.isFinite(fewest)) return;
  const needed = baselines.runsNeeded(fewest, counts.length);
  if (repeat < needed)
    problems.mistake(
      `${place} with --repeat ${repeat}`,
      `Nothing can be shown with ${repeat} runs against ${fewest} of the baseline. Use --repeat ${needed} or more, a baseline with more runs, or --baseline-strict.`,
    );
}
