// The table that compares trials with different faults: the losses alone, or, with faults of a cluster, also what else they cost.
import type { Results } from "@fairhare/results";
import { LOSS_MATRIX_NOTE, LOSS_MATRIX_TITLE, lossMatrix } from "./loss-matrix.ts";
import { OUTAGE_NOTE, OUTAGE_TITLE, outageTable } from "./outage-table.ts";
import type { TableModel } from "./table.ts";

export interface FaultComparison {
  readonly title: string;
  readonly table: TableModel;
  /** Markdown. */
  readonly note: string;
}

/** Null where the faults do not vary. */
export function faultComparison(results: Results): FaultComparison | null {
  const losses = lossMatrix(results);
  if (losses === null) return null;
  const outages = outageTable(results);
  return outages === null
    ? { title: LOSS_MATRIX_TITLE, table: losses, note: LOSS_MATRIX_NOTE }
    : { title: OUTAGE_TITLE, table: outages, note: OUTAGE_NOTE };
}
