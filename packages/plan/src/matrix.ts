// The matrix: an option with several values is an axis, the cartesian product of all axes gives the cells, and each
// cell becomes a trial.
import type { FaultPlan } from "./faults/fault-plan.ts";
import type { Cell, GivenOptions } from "./options/given.ts";
import type { OptionKey } from "./options/option.ts";
import { isOptionKey, OPTIONS } from "./options/table.ts";
import type { TrialSettings } from "@fairhare/workload";

/** Id of the only trial when there is no axis; constant, so that two such experiments can be compared. */
const ONLY_TRIAL = "trial";
/** File systems allow 255 bytes in a file name; the rest is for the run number. */
const MAX_ID_LENGTH = 200;
const MAX_TRACE_LENGTH = 40;

/** The setting of an axis, where their names differ. */
const SETTING_OF: Partial<Record<OptionKey, keyof TrialSettings>> = {
  confirm: "confirmWindow",
  tasksPerProducer: "tasks",
  time: "timeSeconds",
  rate: "ratePerSecond",
  size: "sizeBytes",
  speed: "speeds",
  consumerPriority: "consumerPriorities",
  heavy: "heavyMs",
  light: "lightMs",
  dot: "dotMs",
  heartbeat: "heartbeatSeconds",
  messageTtl: "messageTtlMs",
  retryDelay: "retryDelayMs",
  startJitter: "startJitterMs",
  rampUp: "rampUpMs",
  ackTimeout: "ackTimeoutMs",
  grace: "graceMs",
  rtt: "rttMs",
};

/** Options with more than one value, in the order given. */
export function axesOf(given: GivenOptions): OptionKey[] {
  return Object.keys(given)
    .filter(isOptionKey)
    .filter((key) => OPTIONS[key].axis && (given[key]?.length ?? 0) > 1);
}

export const settingOfAxis = (axis: OptionKey): keyof TrialSettings =>
  // Every other axis has the name of its setting.
  SETTING_OF[axis] ?? (axis as keyof TrialSettings);

export const cellCount = (given: GivenOptions, axes: readonly OptionKey[]): number =>
  axes.reduce((product, axis) => product * (given[axis]?.length ?? 1), 1);

/** All cells; the last axis varies fastest. */
export function cellsOf(given: GivenOptions, axes: readonly OptionKey[]): Cell[] {
  const base: Cell = Object.fromEntries(Object.entries(given).map(([key, values]) => [key, values[0]]));
  return axes.reduce<Cell[]>(
    (cells, axis) => cells.flatMap((cell) => (given[axis] ?? []).map((value) => ({ ...cell, [axis]: value }))),
    [base],
  );
}

/** A trial before its settings are resolved. */
export interface PlannedTrial {
  readonly cell: Cell;
  readonly faults: FaultPlan;
}

/** The id of every trial, such as `workers=2,prefetch=unlimited`: unique, and valid as a directory name. */
export function trialIds(
  planned: readonly PlannedTrial[],
  axes: readonly OptionKey[],
  variesFaults: boolean,
): string[] {
  const taken = new Set<string>();
  return planned.map(({ cell, faults }, index) => {
    const values = axes.map((axis) => [axis, cell[axis]?.text ?? ""]);
    if (variesFaults) values.push(["faults", faults.text]);
    const full = values.map(([axis, text = ""]) => `${axis}=${fileSafe(text)}`).join(",") || ONLY_TRIAL;
    let id = full.length > MAX_ID_LENGTH ? `${ONLY_TRIAL}-${index + 1}` : full;
    for (let copy = 2; taken.has(id); copy++) id = `${full}-${copy}`;
    taken.add(id);
    return id;
  });
}

function fileSafe(written: string): string {
  const text = written.replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return text.startsWith("trace-") ? `trace-${text.slice("trace-".length).slice(-MAX_TRACE_LENGTH)}` : text;
}
