// The table of `bench:watching`: each way to watch a run, compared with the plain run of the same round.
import { summariseValues } from "@fairhare/statistics";
import Table from "cli-table3";

/** One run. */
export interface Measured {
  /** Completed tasks. */
  readonly perSecond: number;
  /** CPU time of the orchestrator's process for each task, µs. */
  readonly ownMicros: number;
  /** The same of all processes of the run, the broker included; null if the broker's is not known. */
  readonly allMicros: number | null;
}

/** By name, in the order of the rounds; the one named `plain` is the reference. */
export function watchingTable(measured: ReadonlyMap<string, readonly Measured[]>): string {
  const plain = measured.get("plain") ?? [];
  const plainAll = plain.map(({ allMicros }) => allMicros).filter((micros) => micros !== null);
  const table = new Table({
    head: ["", "tasks/s", "ratio to plain [95 %]", "own CPU, µs/task", "more than plain [95 %]", "of all CPU"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
  });
  for (const [name, runs] of measured) {
    const ratios = runs.map(({ perSecond }, round) => perSecond / (plain[round]?.perSecond ?? Number.NaN));
    const more = runs.map(({ ownMicros }, round) => ownMicros - (plain[round]?.ownMicros ?? Number.NaN));
    const isPlain = runs === plain;
    table.push([
      name,
      Math.round(medianOf(runs.map(({ perSecond }) => perSecond))),
      isPlain ? "" : withInterval(ratios, 3),
      medianOf(runs.map(({ ownMicros }) => ownMicros)).toFixed(2),
      isPlain ? "" : withInterval(more, 2),
      isPlain || plainAll.length === 0 ? "" : `${((100 * medianOf(more)) / medianOf(plainAll)).toFixed(1)} %`,
    ]);
  }
  const all =
    plainAll.length === 0 ? "" : `\nAll processes of a plain run: ${medianOf(plainAll).toFixed(1)} µs of CPU per task.`;
  return `${table.toString()}${all}`;
}

const medianOf = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : summariseValues(values).median;

/** The interval needs six rounds. */
function withInterval(values: readonly number[], digits: number): string {
  if (values.length === 0) return "";
  const { median, ci95 } = summariseValues(values);
  const interval = ci95 === null ? "" : ` [${ci95.map((bound) => bound.toFixed(digits)).join(", ")}]`;
  return `${median.toFixed(digits)}${interval}`;
}
