// The facts of one trial that its explanation uses, and the table of expected and measured numbers.
import { formatCount, formatJain, formatRatio } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import type { TableModel } from "../tables/table.ts";
import type { Prediction } from "./round-robin.ts";

export interface Explanation {
  readonly title: string;
  /** Markdown. */
  readonly paragraphs: readonly string[];
  /** Null where the plan predicts nothing. */
  readonly table: TableModel | null;
  /** Why the measurement may differ from the prediction; null without a reason. */
  readonly caveat: string | null;
}

/** Over all runs of the trial. */
export interface Measurement {
  readonly jainBusy: number | null;
  readonly jainTasks: number | null;
  readonly boundRatio: number | null;
  /** Of the run with the largest makespan over its lower bound. */
  readonly worstRatio: number | null;
  /** The distinct numbers of attempted tasks over the runs. */
  readonly attempted: readonly number[];
  /** At least one run had a fault. */
  readonly hasFaults: boolean;
}

export interface Case {
  readonly settings: TrialSettings;
  readonly measured: Measurement;
  readonly tasks: number;
  /** Tasks after which the service times repeat; null when they never do. */
  readonly period: number | null;
  /** Blind round-robin over exactly these tasks. */
  readonly planned: Prediction;
  /** Blind round-robin in the limit of many tasks; null when the service times never repeat. */
  readonly limit: Pick<Prediction, "jainBusy" | "makespanRatio"> | null;
  /** True without a set rate: then the fleet, not the producers, determines the makespan. */
  readonly unpaced: boolean;
}

/** How the broker chose a worker for each task. */
export type Dispatch =
  /** The next task goes to the next worker, busy or not. */
  | { readonly kind: "blind"; readonly because: "unlimited" | "auto-ack" | "wide-prefetch" }
  /** RabbitMQ skips a worker that holds this many unacknowledged tasks. */
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

/** Expected and measured side by side; `expected` heads the column of the names. */
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
              "makespan / lower bound",
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
