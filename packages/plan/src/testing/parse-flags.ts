// Shorthands for tests of the parser: flags as strings, mistakes as lines.
import { InvalidPlanError } from "../mistakes/mistake.ts";
import { type ParseContext, type ParsedExperiment, parseExperiment } from "../parse-experiment.ts";
import type { TrialSettings } from "@fairhare/workload";
import type { Metrics } from "../parse/threshold.ts";
import type { RawOptions } from "../parse/written.ts";

const PATHS = new Map([
  ["makespanMs", "makespanMs"],
  ["ledger.lost", "ledger.lost"],
  ["lost", "ledger.lost"],
  ["ledger.duplicated", "ledger.duplicated"],
  ["duplicated", "ledger.duplicated"],
  ["fairness.jainBusy", "fairness.jainBusy"],
  ["jainBusy", "fairness.jainBusy"],
  ["latencyMs.endToEnd.p99", "latencyMs.endToEnd.p99"],
  ["endToEnd.p99", "latencyMs.endToEnd.p99"],
  ["latencyMs.endToEnd.mean", "latencyMs.endToEnd.mean"],
  ["endToEnd.mean", "latencyMs.endToEnd.mean"],
  ["latencyMs.work.mean", "latencyMs.work.mean"],
  ["work.mean", "latencyMs.work.mean"],
  ["queue.3.lost", "queue.3.lost"],
  ["priority.9.queueWait.p99", "latencyByPriorityMs.9.queueWait.p99"],
]);

const METRICS: Metrics = { names: [...PATHS.keys()], path: (name) => PATHS.get(name) };

export function contextOf(traces: Readonly<Record<string, string>> = {}): ParseContext {
  return {
    metrics: METRICS,
    readTraceFile: (file) => {
      const text = traces[file];
      if (text === undefined) throw new Error("There is no such file.");
      return text;
    },
    measureBodyFile: (file) => {
      const text = traces[file];
      if (text === undefined) throw new Error("There is no such file.");
      return { path: `./${file}`, bytes: text.length };
    },
  };
}

type Flags = Partial<Record<keyof NonNullable<RawOptions["flags"]>, string | string[]>>;

export const flagsOf = (flags: Flags): NonNullable<RawOptions["flags"]> =>
  Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, Array.isArray(value) ? value : [value]]));

export const parseFlags = (flags: Flags, context = contextOf()): ParsedExperiment =>
  parseExperiment({ flags: flagsOf(flags) }, context);

/** The settings of the only trial. */
export function settingsOf(flags: Flags, context = contextOf()): TrialSettings {
  const { trials } = parseFlags(flags, context).experiment;
  if (trials.length !== 1 || trials[0] === undefined) throw new Error(`expected one trial, got ${trials.length}`);
  return trials[0].settings;
}

/** Every mistake as `place: message`. */
export function mistakesOf(raw: RawOptions, context = contextOf()): string[] {
  try {
    parseExperiment(raw, context);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    return error.mistakes.map(({ place, message }) => `${place}: ${message}`);
  }
}

export const flagMistakes = (flags: Flags, context = contextOf()): string[] =>
  mistakesOf({ flags: flagsOf(flags) }, context);
