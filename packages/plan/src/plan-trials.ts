// Turns the matrix into trials: excludes cells, assigns ids, resolves settings and checks the rules.
import type { Trial } from "@fairhare/workload";
import type { FaultPlan } from "./faults/fault-plan.ts";
import { type Cell, type GivenOptions, Source } from "./options/given.ts";
import { isOptionKey, OPTIONS } from "./options/table.ts";
import { axesOf, cellCount, cellsOf, trialIds } from "./matrix.ts";
import type { PlanProblems } from "./mistakes/mistake.ts";
import { exclusionsOf } from "./parse/exclude.ts";
import type { SelectableTrial } from "./parse/select-trials.ts";
import { parseTrace } from "./parse/trace.ts";
import { type BodyReader, settingsOfCell, type TraceReader } from "./parse/trial-settings.ts";
import { checkTrial } from "./rules/check-trial.ts";

const MAX_RUNS = 1_000;

/** Port to the trace files. */
export interface TraceFiles {
  /**
   * The text of a trace file. `beside` is the experiment file that names the trace: the path is relative to it. It is
   * absent when a flag or a variable names the trace.
   * @throws Error whose message is a sentence for the user.
   */
  readTraceFile(file: string, beside?: string): string;
  /**
   * The path of a body file relative to the working directory, and its bytes. Absent where no plan may read a body.
   * @throws Error whose message is a sentence for the user.
   */
  measureBodyFile?(file: string, beside?: string): { readonly path: string; readonly bytes: number };
}

export interface PlannedTrials {
  readonly trials: Trial[];
  /** The values of each trial as they were written, by option. */
  readonly texts: readonly SelectableTrial[];
}

/** Empty, with a mistake, when the matrix is too large. */
export function planTrials(
  given: GivenOptions,
  faultPlans: readonly FaultPlan[],
  fileName: string | undefined,
  files: TraceFiles,
  problems: PlanProblems,
): PlannedTrials {
  const axes = axesOf(given);
  const rounds = (given.repeat?.[0]?.value ?? 1) + (given.warmup?.[0]?.value ?? 0);
  const runs = cellCount(given, axes) * faultPlans.length * rounds;
  if (runs > MAX_RUNS) {
    const place = axes.flatMap((axis) => given[axis]?.[0]?.place.split(/[ =:[]/, 1) ?? []).join(" × ");
    problems.mistake(
      [place, ...(rounds > 1 ? ["--repeat and --warmup"] : [])].filter(Boolean).join(" × "),
      `Too many runs: ${runs.toLocaleString("en-US")}, and the limit is ${MAX_RUNS.toLocaleString("en-US")}. Use fewer values or repeats.`,
    );
    return { trials: [], texts: [] };
  }
  const stays = exclusionsOf(given, axes, problems);
  const planned = cellsOf(given, axes)
    .filter(stays)
    .flatMap((cell) => faultPlans.map((faults) => ({ cell, faults })));
  if (planned.length === 0) problems.mistake("--exclude", "All trials are excluded. Remove an exclusion.");
  const ids = trialIds(planned, axes, faultPlans.length > 1);
  const isNamedInFile = given.skew?.[0]?.source === Source.file;
  const isBodyInFile = given.body?.[0]?.source === Source.file;
  const readBody = bodyReader((file) => files.measureBodyFile?.(file, isBodyInFile ? fileName : undefined), problems);
  const repeated = {
    properties: (given.property ?? []).map(({ value }) => value),
    queueArguments: (given.queueArg ?? []).map(({ value }) => value),
    consumerArguments: (given.consumerArg ?? []).map(({ value }) => value),
  };
  refuseTwiceSet(given, problems);
  const readTrace = traceReader((file) => files.readTraceFile(file, isNamedInFile ? fileName : undefined), problems);
  const trials = planned.map(({ cell, faults: { faults } }, index) => {
    const settings = settingsOfCell(
      cell,
      { ...repeated, faults: faults.map(({ value }) => value) },
      { readTrace, readBody },
    );
    problems.beginTrial(Object.values(cell));
    checkTrial({ settings, cell, faults, problems });
    return { id: ids[index] ?? "", settings };
  });
  refuseTwins(trials, problems);
  return { trials, texts: planned.map(({ cell, faults }, index) => textsOf(ids[index] ?? "", cell, faults)) };
}

function textsOf(id: string, cell: Cell, faults: FaultPlan): SelectableTrial {
  const texts = Object.entries(cell).flatMap(([key, given]): [string, string][] =>
    isOptionKey(key) && OPTIONS[key].axis && given !== undefined ? [[key, given.text]] : [],
  );
  return { id, texts: new Map([...texts, ["faults", faults.text]]) };
}

/** Two spellings of the same settings would be compared as if they were different. */
function refuseTwins(trials: readonly Trial[], problems: PlanProblems): void {
  const seen = new Map<string, string>();
  for (const { id, settings } of trials) {
    const { skew, ...rest } = settings;
    const identity = JSON.stringify([rest, skew.kind === "trace" ? skew.file : skew]);
    const twin = seen.get(identity);
    if (twin !== undefined)
      problems.mistake(
        `${twin} and ${id}`,
        "These trials have the same settings. Remove one of the values; use --repeat to run a trial again.",
      );
    seen.set(identity, id);
  }
}

function refuseTwiceSet(
  { property = [], contentType, queueArg = [], consumerArg = [] }: GivenOptions,
  problems: PlanProblems,
): void {
  const refuse = (what: string, named: readonly Named[], places = new Map<string, string>()): void => {
    for (const { value, place } of named) {
      const earlier = places.get(value.name);
      if (earlier !== undefined) problems.mistake(`${earlier} with ${place}`, `Both set the same ${what}. Remove one.`);
      places.set(value.name, place);
    }
  };
  refuse("property", property, new Map(contentType?.[0] && [["content-type", contentType[0].place]]));
  refuse("argument of the queue", queueArg);
  refuse("argument of the consumers", consumerArg);
}

interface Named {
  readonly value: { readonly name: string };
  readonly place: string;
}

/** Reads each file once. */
function bodyReader(measure: (file: string) => ReturnType<BodyReader> | undefined, problems: PlanProblems): BodyReader {
  const known = new Map<string, ReturnType<BodyReader>>();
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    let found: ReturnType<BodyReader> | undefined;
    try {
      found = measure(file);
      if (found === undefined)
        problems.mistake(`--body ${file}`, "Body files cannot be read here. Use text or binary.");
    } catch (error) {
      problems.mistake(`--body ${file}`, error instanceof Error ? error.message : String(error));
    }
    const measured = found ?? { path: file, bytes: 1 };
    known.set(file, measured);
    return measured;
  };
}

/** Reads each file once for every value of --dot. */
function traceReader(readFile: (file: string) => string, problems: PlanProblems): TraceReader {
  const traces = new Map<string, readonly number[]>();
  return (file, dotMs) => {
    const identity = `${dotMs} ${file}`;
    const known = traces.get(identity);
    if (known) return known;
    const costsMs = readTrace(file, dotMs);
    traces.set(identity, costsMs);
    return costsMs;
  };

  function readTrace(file: string, dotMs: number): readonly number[] {
    let text: string;
    try {
      text = readFile(file);
    } catch (error) {
      problems.mistake(`trace:${file}`, error instanceof Error ? error.message : String(error));
      return [];
    }
    const trace = parseTrace(text, dotMs, file);
    for (const { place, message } of trace.mistakes) problems.mistake(place, message);
    return trace.costsMs;
  }
}
