// The repeats of one trial, a row a run, so that a median hides nothing.
import type { RunResult, TrialResult } from "@fairhare/results";
import { COMPARED_METRICS } from "../metrics.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

export function runTable({ runs }: TrialResult): TableModel {
  return tableOf<RunResult>(
    [
      numeric("run", ({ run }) => String(run)),
      text("verdict", ({ verdict }) => verdict),
      ...COMPARED_METRICS.map((metric) => numeric<RunResult>(metric.head, (run) => metric.format(metric.read(run)))),
    ],
    runs,
  );
}
