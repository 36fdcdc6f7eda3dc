// What a user gave → the plan, or all that is wrong with it at once: values from their sources, the matrix,
// the settings of every trial, and the rules.
import type { Experiment, Threshold, Trial } from "@fairhare/workload";
import { exclusionsOf } from "./exclude.ts";
import { type FaultPlan, planFaults } from "../faults/fault-plan.ts";
import { type Cell, type GivenOptions, Source } from "../given.ts";
import { axesOf, cellCount, cellsOf, settingOfAxis, trialIds } from "../matrix.ts";
import { Findings } from "../mistake.ts";
import { checkTrial } from "../rules/rules.ts";
import { gatherOptions, type RawOptions } from "./sources.ts";
import { type Metrics, parseThreshold } from "./threshold.ts";
import { parseTrace } from "./trace.ts";
import { settingsOfCell, type TraceReader, valueOf } from "./trial-settings.ts";

const MAX_RUNS = 1_000;

/** What parsing needs from outside. */
export interface ParseContext {
  readonly metrics: Metrics;
  /**
   * Text of a trace file; throws with a sentence when it cannot be read. `beside` is the experiment file that
   * names it, and that its path is relative to; none when a flag or the environment does.
   */
  readTraceFile(file: string, beside?: string): string;
}

/** How this invocation is shown and where its results go. */
export interface OutputSettings {
  readonly directory: string | null;
  readonly exports: { readonly json: string | null; readonly markdown: string | null; readonly csv: string | null };
  readonly progress: boolean;
  readonly quiet: boolean;
}

export interface ParsedExperiment {
  readonly experiment: Experiment;
  readonly output: OutputSettings;
  /** Allowed, but worth a sentence before it starts. */
  readonly warnings: readonly string[];
}

/** @throws InvalidPlanError with every mistake in it. */
export function parseExperiment(raw: RawOptions, context: ParseContext): ParsedExperiment {
  const findings = new Findings();
  const given = gatherOptions(raw, findings);
  const faults = planFaults(given.faults ?? [], findings);
  const trials = planTrials(given, faults, raw.file?.name, context, findings);
  const thresholds = (given.threshold ?? []).flatMap((text) => parseThreshold(text, context.metrics, findings) ?? []);
  findings.throwIfAny();
  const axes = [...axesOf(given).map(settingOfAxis), ...(faults.length > 1 ? (["faults"] as const) : [])];

  const [settings] = cellsOf(given, []);
  if (settings === undefined) throw new Error("a matrix has at least one cell");
  return {
    experiment: experimentOf(settings, axes, trials, thresholds, raw),
    output: outputOf(settings),
    warnings: findings.warnings,
  };
}

function experimentOf(
  cell: Cell,
  axes: Experiment["axes"],
  trials: readonly Trial[],
  thresholds: readonly Threshold[],
  raw: RawOptions,
): Experiment {
  return {
    name:
      cell.name?.source === Source.default
        ? (nameOfFile(raw.file?.name) ?? valueOf(cell, "name"))
        : valueOf(cell, "name"),
    trials,
    axes,
    repeat: valueOf(cell, "repeat"),
    warmup: valueOf(cell, "warmup"),
    seed: valueOf(cell, "seed"),
    thresholds,
    broker: {
      provider: valueOf(cell, "broker"),
      uri: cell.uri?.value ?? null,
      waitSeconds: valueOf(cell, "wait"),
    },
    drainTimeoutSeconds: valueOf(cell, "drainTimeout"),
    runTimeoutSeconds: cell.runTimeout?.value ?? null,
  };
}

function outputOf(cell: Cell): OutputSettings {
  const quiet = valueOf(cell, "quiet");
  return {
    directory: cell.out?.value ?? null,
    exports: {
      json: cell.exportJson?.value ?? null,
      markdown: cell.exportMarkdown?.value ?? null,
      csv: cell.exportCsv?.value ?? null,
    },
    progress: !quiet && !valueOf(cell, "noProgress"),
    quiet,
  };
}

/** Empty when the matrix is too large to look at every trial of it. */
function planTrials(
  given: GivenOptions,
  faultPlans: readonly FaultPlan[],
  fileName: string | undefined,
  context: ParseContext,
  findings: Findings,
): Trial[] {
  const axes = axesOf(given);
  const rounds = (given.repeat?.[0]?.value ?? 1) + (given.warmup?.[0]?.value ?? 0);
  const runs = cellCount(given, axes) * faultPlans.length * rounds;
  if (runs > MAX_RUNS) {
    const place = axes.flatMap((axis) => given[axis]?.[0]?.place.split(/[ =:[]/, 1) ?? []).join(" × ");
    findings.mistake(
      [place, ...(rounds > 1 ? ["--repeat and --warmup"] : [])].filter(Boolean).join(" × "),
      `This makes ${runs.toLocaleString("en-US")} runs, and ${MAX_RUNS.toLocaleString("en-US")} is the limit. Vary less at a time.`,
    );
    return [];
  }
  const stays = exclusionsOf(given, axes, findings);
  const planned = cellsOf(given, axes)
    .filter(stays)
    .flatMap((cell) => faultPlans.map((faults) => ({ cell, faults })));
  if (planned.length === 0) findings.mistake("--exclude", "It leaves nothing to run. Take one of them out.");
  const ids = trialIds(planned, axes, faultPlans.length > 1);
  const isNamedInFile = given.skew?.[0]?.source === Source.file;
  const readTrace = traceReader((file) => context.readTraceFile(file, isNamedInFile ? fileName : undefined), findings);
  const trials = planned.map(({ cell, faults: { faults } }, index) => {
    const settings = settingsOfCell(
      cell,
      faults.map(({ value }) => value),
      readTrace,
    );
    checkTrial({ settings, cell, faults, findings });
    return { id: ids[index] ?? "", settings };
  });
  refuseTwins(trials, findings);
  return trials;
}

/** Other spellings of the same settings would be measured as if they were two things. */
function refuseTwins(trials: readonly Trial[], findings: Findings): void {
  const seen = new Map<string, string>();
  for (const { id, settings } of trials) {
    const { skew, ...rest } = settings;
    const identity = JSON.stringify([rest, skew.kind === "trace" ? skew.file : skew]);
    const twin = seen.get(identity);
    if (twin !== undefined)
      findings.mistake(
        `${twin} and ${id}`,
        "These trials have the same settings. Take one of the values out; --repeat runs a trial again.",
      );
    seen.set(identity, id);
  }
}

/** Reads each file once, and reads its lines once for every length of a dot. */
function traceReader(readFile: (file: string) => string, findings: Findings): TraceReader {
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
      findings.mistake(`trace:${file}`, error instanceof Error ? error.message : String(error));
      return [];
    }
    const trace = parseTrace(text, dotMs, file);
    for (const { place, message } of trace.mistakes) findings.mistake(place, message);
    return trace.costsMs;
  }
}

/** `bench/scenarios/odd-even.json` → `odd-even`, when that is a name. */
const nameOfFile = (file: string | undefined): string | undefined =>
  /(?:^|[/\\])([A-Za-z0-9][\w.-]{0,63}?)(?:\.json)?$/.exec(file ?? "")?.[1];
