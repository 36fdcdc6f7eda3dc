// The matrix → the trials: ids, settings, and the rules that each has to keep. Reads trace files through its context.
import type { Trial } from "@fairhare/workload";
import type { FaultPlan } from "./faults/fault-plan.ts";
import { type GivenOptions, Source } from "./options/given.ts";
import { axesOf, cellCount, cellsOf, trialIds } from "./matrix.ts";
import type { Findings } from "./mistakes/mistake.ts";
import { exclusionsOf } from "./parse/exclude.ts";
import { parseTrace } from "./parse/trace.ts";
import { settingsOfCell, type TraceReader } from "./parse/trial-settings.ts";
import { checkTrial } from "./rules/check-trial.ts";

const MAX_RUNS = 1_000;

/** What reading trace files needs from outside. */
export interface TraceFiles {
  /**
   * Text of a trace file; throws with a sentence when it cannot be read. `beside` is the experiment file that
   * names it, and that its path is relative to; none when a flag or the environment does.
   */
  readTraceFile(file: string, beside?: string): string;
}

/** Empty when the matrix is too large to look at every trial of it. */
export function planTrials(
  given: GivenOptions,
  faultPlans: readonly FaultPlan[],
  fileName: string | undefined,
  files: TraceFiles,
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
  const readTrace = traceReader((file) => files.readTraceFile(file, isNamedInFile ? fileName : undefined), findings);
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
