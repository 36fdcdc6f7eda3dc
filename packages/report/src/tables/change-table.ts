// Two sets of results of the same plan, such as a pull request and its base: one row per trial and metric.
import { formatChange, formatPValue } from "@fairhare/core";
import type { Change, Changes } from "../changes/changes.ts";
import { metricCell, typicalCell } from "../metrics.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

/** `✱` marks a change that is shown; `~` one that may be chance. */
export const changeTable = ({ changes }: Changes): TableModel =>
  tableOf<Change>(
    [
      text("trial", ({ label }) => label),
      text("metric", ({ metric }) => metric.head),
      numeric("base", (change) => metricCell(change.base, change.metric)),
      numeric("new", (change) => metricCell(change.head, change.metric)),
      ...DIFFERENCE,
    ],
    changes,
  );

/** The changes of one trial in fewer columns, for a narrow terminal: base and new without their own intervals. */
export const trialChangeTable = (changes: readonly Change[]): TableModel =>
  tableOf<Change>(
    [
      text("metric", ({ metric }) => metric.head, 0),
      numeric("base", (change) => typicalCell(change.base, change.metric)),
      numeric("new", (change) => typicalCell(change.head, change.metric)),
      ...DIFFERENCE,
    ],
    changes,
  );

const DIFFERENCE = [
  numeric("change", changeText),
  text<Change>(
    "95 % interval",
    ({ comparison: { ci95 } }) => (ci95 === null ? "—" : `${formatChange(ci95[0])} to ${formatChange(ci95[1])}`),
    2,
  ),
  numeric<Change>(
    "p corrected",
    ({ comparison: { pAdjusted } }) => (pAdjusted === null ? "—" : formatPValue(pAdjusted)),
    3,
  ),
];

function changeText({ comparison: { relative, significant, pAdjusted } }: Change): string {
  const change = formatChange(relative);
  if (pAdjusted === null) return change;
  return significant ? `${change} ✱` : `~ ${change}`;
}
