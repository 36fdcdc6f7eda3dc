// What one trial's explanation is made of, worked out once, and the table that sets expected beside measured.
import type { TrialSettings } from "@fairhare/workload";
import { formatCount, formatJain, formatRatio } from "../format.ts";
import type { TableModel } from "../tables/table.ts";
import type { Prediction } from "./round-robin.ts";

export interface Explanation {
  readonly title: string;
  /** Markdown. */
  readonly paragraphs: readonly string[];
  /** Expected beside measured; null where the plan predicts nothing. */
  readonly table: TableModel | null;
  /** Why the measurement may part from the plan; null when nothing speaks against it. */
  readonly caveat: string | null;
}

/** Over all runs of the trial. */
export interface Measurement {
  readonly jainBusy: number | null;
  readonly jainTasks: number | null;
  readonly boundRatio: number | null;
  /** Of the run that was slowest against its bound. */
  readonly worstRatio: number | null;
  /** Numbers of tasks that were attempted, each once. */
  readonly attempted: readonly number[];
  /** Something was broken on purpose, in one run at least. */
  readonly hasFaults: boolean;
}

export interface Case {
  readonly settings: TrialSettings;
  readonly measured: Measurement;
  readonly tasks: number;
  /** Null for costs that never repeat. */
  readonly period: number | null;
  /** What blind round-robin does with exactly these tasks. */
  readonly planned: Prediction;
  /** And in the limit of many tasks; null for costs that never repeat. */
  readonly limit: Pick<Prediction, "jainBusy" | "makespanRatio"> | null;
  /** True when the tasks were there as fast as the broker took them, so that the makespan is the fleet's own. */
  readonly unpaced: boolean;
}

/** How the broker chose a worker for each task in a trial: what decides which explanation applies. */
export type Dispatch =
  /** The next message goes to the next worker, done or not. */
  | { readonly kind: "blind"; readonly because: "unlimited" | "auto-ack" | "wide-prefetch" }
  /** A worker holding this many unacknowledged tasks is passed over. */
  | { readonly kind: "limited"; readonly prefetch: number };

export function dispatchOf(
  { ack, prefetch, workers }: Pick<TrialSettings, "ack" | "prefetch" | "workers">,
  tasks: number,
): Dispatch {
  if (ack === "auto") return { kind: "blind", because: "auto-ack" };
  if (prefetch === 0) return { kind: "blind", because: "unlimited" };
  if (prefetch >= tasks / workers) return { kind: "blind", because: "wide-prefetch" };
  return { kind: "limited", prefetch };
}

/** Expected and measured, side by side. `expected` names what the columns of the plan stand for. */
export function expectationTable({ measured, tasks, planned, limit, unpaced }: Case, expected: string): TableModel {
  const row = (
    name: string,
    format: (value: number | null) => string,
    inTheLimit: number | null,
    exactly: number | null,
    seen: number | null,
  ): string[] => [name, ...(limit ? [format(inTheLimit)] : []), format(exactly), format(seen)];
  return {
    head: [
      expected,
      ...(limit ? ["expected, many tasks"] : []),
      `expected, these ${formatCount(tasks)} tasks`,
      "measured",
    ],
    align: ["left", ...(limit ? (["right"] as const) : []), "right", "right"],
    rows: [
      row("Jain by busy time", formatJain, limit?.jainBusy ?? null, planned.jainBusy, measured.jainBusy),
      ...(unpaced
        ? [
            row(
              "makespan / bound",
              formatRatio,
              limit?.makespanRatio ?? null,
              planned.makespanRatio,
              measured.boundRatio,
            ),
          ]
        : []),
    ],
  };
}
