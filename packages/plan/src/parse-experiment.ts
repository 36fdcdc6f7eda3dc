// Flags, environment and experiment file → the experiment, or one error with all mistakes. The trials are planned in
// plan-trials.ts.
import type { Experiment, Threshold, Trial } from "@fairhare/workload";
import { planFaults } from "./faults/fault-plan.ts";
import type { BenchmarkFile } from "./options/kinds/benchmark-file.ts";
import { type Cell, type Given, Source } from "./options/given.ts";
import { axesOf, cellsOf, settingOfAxis } from "./matrix.ts";
import { PlanProblems } from "./mistakes/mistake.ts";
import { type AgentSettings, agentSettingsOf } from "./parse/agent-settings.ts";
import { brokerUriOf, type TlsFiles } from "./parse/broker-uri.ts";
import { parseColumns, type TableChoice } from "./parse/columns.ts";
import { gatherOptions } from "./parse/gather-options.ts";
import { type Baselines, judgeable, planBaseline } from "./parse/baseline.ts";
import { comparedPairs } from "./parse/compared-pairs.ts";
import { selectTrials } from "./parse/select-trials.ts";
import { type Metrics, parseThreshold, type SelectTrials } from "./parse/threshold.ts";
import { refuseUnmeasurable } from "./rules/threshold-rules.ts";
import { valueOf } from "./parse/trial-settings.ts";
import type { RawOptions } from "./parse/written.ts";
import { planTrials, type TraceFiles } from "./plan-trials.ts";

/** The ports of the parser. */
export interface ParseContext extends TraceFiles, TlsFiles {
  readonly metrics: Metrics;
  /** Earlier results; without them there is no --baseline. */
  readonly baselines?: Baselines;
  /** Names of the columns of the printed tables; without them `--columns` is not checked. */
  readonly columns?: readonly string[];
}

/** What this invocation prints, and where its results go. */
export interface OutputSettings {
  /** Print the plan and do not run it. */
  readonly printPlan: boolean;
  readonly directory: string | null;
  /** By kind, the file; `-` is standard output. */
  readonly exports: {
    readonly json: string | null;
    readonly markdown: string | null;
    readonly csv: string | null;
    readonly html: string | null;
    readonly junit: string | null;
    readonly benchmark: readonly BenchmarkFile[];
    readonly openmetrics: string | null;
    readonly csvWorkers: string | null;
    readonly csvQueues: string | null;
    readonly csvIntervals: string | null;
  };
  /** The port of the live page, 0 for any free one; null without the page. */
  readonly uiPort: number | null;
  /** The address of the live page; null is loopback. */
  readonly uiListen: string | null;
  readonly table: TableChoice;
  /** Print the output of the user's programs. */
  readonly showOutput: boolean;
  /** Port of the metrics for Prometheus; null for none. */
  readonly metricsPort: number | null;
  readonly progress: boolean;
  readonly quiet: boolean;
}

export interface ParsedExperiment {
  readonly experiment: Experiment;
  readonly output: OutputSettings;
  /** Null if the fleet runs on this machine. */
  readonly agents: AgentSettings | null;
  /** Sentences about valid but surprising settings, to be printed before the run. */
  readonly warnings: readonly string[];
}

/** @throws InvalidPlanError with all mistakes. */
export function parseExperiment(raw: RawOptions, context: ParseContext): ParsedExperiment {
  const problems = new PlanProblems();
  const given = gatherOptions(raw, problems);
  const faults = planFaults(given.faults ?? [], problems);
  const { trials, texts } = planTrials(given, faults, raw.file?.name, context, problems);
  const select: SelectTrials = (selector, place) => selectTrials(selector, place, texts, problems);
  const places = new Map<Threshold, string>();
  for (const text of given.threshold ?? []) {
    const threshold = parseThreshold(text, context.metrics, select, problems);
    if (threshold !== undefined) places.set(threshold, text.place);
  }
  const thresholds = judgeable(given, [...places.keys()], problems);
  const compare = comparedPairs(given, trials, select, problems);
  const repeat = given.repeat?.[0]?.value ?? 1;
  const files = { baselines: context.baselines, fileName: raw.file?.name };
  const baseline = planBaseline(
    given,
    { trials, thresholds, placeOf: (one) => places.get(one) ?? "", repeat },
    files,
    problems,
  );
  refuseUnmeasurable(trials, thresholds, problems);
  const { columns, mistakes } = parseColumns(given.columns ?? [], context.columns ?? []);
  if (context.columns !== undefined) for (const { place, message } of mistakes) problems.mistake(place, message);
  const [listen] = given.uiListen ?? [];
  if (listen !== undefined && given.ui === undefined)
    problems.mistake(listen.place, "There is no live page to serve. Add --ui, with a port if you need a certain one.");
  const [settings] = cellsOf(given, []);
  if (settings === undefined) throw new Error("a matrix has at least one cell");
  const uri = brokerUriOf(settings, raw.file?.name, context, problems);
  problems.throwIfAny();
  const agents = agentSettingsOf(settings);
  const axes = [...axesOf(given).map(settingOfAxis), ...(faults.length > 1 ? (["faults"] as const) : [])];
  return {
    experiment: {
      ...experimentOf(settings, uri, axes, trials, thresholds, raw),
      ...(baseline === undefined ? {} : { baseline }),
      ...(compare === undefined ? {} : { compare }),
      ...(agents === null ? {} : { agents: { count: agents.count, spread: agents.spread } }),
    },
    agents,
    output: outputOf(settings, given.exportBenchmark ?? [], columns),
    warnings: problems.warnings,
  };
}

function experimentOf(
  cell: Cell,
  uri: string | null,
  axes: Experiment["axes"],
  trials: readonly Trial[],
  thresholds: readonly Threshold[],
  raw: RawOptions,
): Experiment {
  const isCluster = valueOf(cell, "nodes") > 1;
  return {
    name:
      cell.name?.source === Source.default
        ? (raw.file?.scenario ?? nameOfFile(raw.file?.name) ?? valueOf(cell, "name"))
        : valueOf(cell, "name"),
    trials,
    axes,
    repeat: valueOf(cell, "repeat"),
    warmup: valueOf(cell, "warmup"),
    seed: valueOf(cell, "seed"),
    thresholds,
    broker: {
      // Only a private broker can have several nodes.
      provider: isCluster && valueOf(cell, "broker") === "auto" ? "local" : valueOf(cell, "broker"),
      uri,
      waitSeconds: valueOf(cell, "wait"),
      ...(isCluster
        ? { cluster: { nodes: valueOf(cell, "nodes"), partitionHandling: cell.partitionHandling?.value ?? null } }
        : {}),
    },
    readyTimeoutSeconds: valueOf(cell, "readyTimeout"),
    drainTimeoutSeconds: valueOf(cell, "drainTimeout"),
    runTimeoutSeconds: cell.runTimeout?.value ?? null,
  };
}

function outputOf(
  cell: Cell,
  benchmarks: readonly Given<BenchmarkFile>[],
  columns: TableChoice["columns"],
): OutputSettings {
  const quiet = valueOf(cell, "quiet");
  return {
    printPlan: valueOf(cell, "printPlan"),
    directory: cell.out?.value ?? null,
    exports: {
      json: cell.exportJson?.value ?? null,
      markdown: cell.exportMarkdown?.value ?? null,
      csv: cell.exportCsv?.value ?? null,
      junit: cell.exportJunit?.value ?? null,
      benchmark: benchmarks.map(({ value }) => value),
      openmetrics: cell.exportOpenmetrics?.value ?? null,
      csvWorkers: cell.exportCsvWorkers?.value ?? null,
      csvQueues: cell.exportCsvQueues?.value ?? null,
      csvIntervals: cell.exportCsvIntervals?.value ?? null,
      html: cell.exportHtml?.value ?? null,
    },
    uiPort: cell.ui?.value ?? null,
    uiListen: cell.uiListen?.value ?? null,
    table: { columns, wide: valueOf(cell, "wide") },
    showOutput: valueOf(cell, "showOutput"),
    metricsPort: cell.metricsPort?.value ?? null,
    progress: !quiet && !valueOf(cell, "noProgress"),
    quiet,
  };
}

/** `bench/scenarios/odd-even.json` → `odd-even`; `undefined` when that is not a valid name. */
const nameOfFile = (file: string | undefined): string | undefined =>
  /(?:^|[/\\])([A-Za-z0-9][\w.-]{0,63}?)(?:\.(?:json|ya?ml))?$/.exec(file ?? "")?.[1];
