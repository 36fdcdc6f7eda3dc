// Whole results for tests: settings with defaults, trials of virtual runs, an experiment around them.
import type { Results, RunResult, ThresholdResult, TrialResult } from "@fairhare/results";
import { summarise } from "@fairhare/statistics";
import type { TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { buildRun, type RunOptions } from "./run-builder.ts";

const DEFAULTS: TrialSettings = {
  ...BASE_SETTINGS,
  workers: 4,
  durability: "confirmed",
  confirmWindow: 100,
  tasks: 400,
  backlog: true,
  body: "binary",
};

export const settingsWith = (changes: Partial<TrialSettings>): TrialSettings => ({ ...DEFAULTS, ...changes });

/** A trial whose settings differ from the defaults by `changes`; `varied` are by default the changed settings. */
export function buildTrial(
  changes: Partial<TrialSettings>,
  { varied = Object.keys(changes), runs = [{}] }: { varied?: readonly string[]; runs?: readonly RunOptions[] } = {},
): TrialResult {
  const settings = settingsWith(changes);
  const results = runs.map((options, index) => buildRun(settings, { run: index + 1, ...options }));
  return {
    id: varied.length > 0 ? varied.map((name) => `${name}-${idPart(settings, name)}`).join("_") : "trial",
    settings: { ...settings },
    varied: [...varied],
    runs: results,
    missingRuns: 0,
    findings: [],
    summary: summarise(results),
  };
}

export function buildResults(trials: readonly TrialResult[], changes: Partial<Results> = {}): Results {
  const runs = trials.flatMap((trial) => trial.runs);
  return {
    schema: "fairhare.results/1",
    experiment: { name: "fairness", repeat: trials[0]?.runs.length ?? 0, warmup: 0, seed: 1 },
    environment: {
      node: "20.20.0",
      fairhare: "0.1.0",
      amqplib: "0.10.9",
      broker: {
        product: "RabbitMQ",
        version: "4.0.5",
        erlang: "27.1",
        provider: "local",
        queueTypes: ["classic", "quorum"],
      },
      os: "Linux 6.1",
      cpu: "AMD EPYC 7B13",
      cores: 2,
      agents: [],
      memoryBytes: 8_200_000_000,
      loadAverage: [0.12, 0.2, 0.18],
      startedAt: "2026-11-24T05:30:00.000Z",
      command:
        "npm run bench -- --workers 4 --prefetch 1,unlimited --skew odd-even --heavy 100ms --light 1ms --tasks 400",
    },
    trials: [...trials],
    comparisons: [],
    thresholds: [judged({ expression: "lost==0", ok: true, actual: 0 })],
    verdict: overall(runs),
    ...changes,
  };
}

/** The outcome of a threshold; absolute and without a place unless `one` has them. */
export const judged = (
  one: Pick<ThresholdResult, "expression" | "ok" | "actual"> & Partial<ThresholdResult>,
): ThresholdResult => ({ unit: "", trial: null, run: null, baseline: null, ...one });

/** A copy of a run with `changes`; records are merged one level deep. */
export function editRun(
  run: RunResult,
  changes: { readonly [Key in keyof RunResult]?: Partial<RunResult[Key]> | RunResult[Key] },
): RunResult {
  const edited = Object.entries(changes).map(([key, value]) => {
    const old: unknown = new Map<string, unknown>(Object.entries(run)).get(key);
    const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
    return [key, isRecord ? { ...Object(old), ...value } : value];
  });
  return { ...run, ...Object.fromEntries(edited) };
}

function overall(runs: readonly RunResult[]): Results["verdict"] {
  if (runs.some((run) => run.verdict === "unknown")) return "unknown";
  return runs.some((run) => run.verdict === "fail") ? "fail" : "pass";
}

function idPart(settings: TrialSettings, name: string): string {
  const value: unknown = new Map<string, unknown>(Object.entries(settings)).get(name);
  if (name === "prefetch" && value === 0) return "unlimited";
  return JSON.stringify(value)
    .replaceAll(/[^\w]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
