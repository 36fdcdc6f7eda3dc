// Two sets of results of the same plan, such as a pull request and its base: one row per trial and metric.
import { formatChange, formatPValue } from "@fairhare/core";
import type { Change, Changes } from "../changes/changes.ts";
import { metricCell } from "../metrics.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

/** `✱` marks a change that is shown; `~` one that may be chance. */
export const changeTable = ({ changes }: Changes): TableModel =>
  tableOf<Change>(
    [
      text("trial", ({ label }) => label),
      text("metric", ({ metric }) => metric.head),
      numeric("base", (change) => metricCell(change.base, change.metric)),
      numeric("new", (change) => metricCell(change.head, change.metric)),
      numeric("change", changeText),
      text("95 % interval", ({ comparison: { ci95 } }) =>
        ci95 === null ? "—" : `${formatChange(ci95[0])} to ${formatChange(ci95[1])}`,
      ),
      numeric("p corrected", ({ comparison: { pAdjusted } }) => (pAdjusted === null ? "—" : formatPValue(pAdjusted))),
    ],
    changes,
  );

function changeText({ comparison: { relative, significant, pAdjusted } }: Change): string {
  const change = formatChange(relative);
  if (pAdjusted === null) return change;
  return significant ? `${change} ✱` : `~ ${change}`;
}
