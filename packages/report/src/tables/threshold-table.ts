// The thresholds, one row each: whether it holds, and the worst measured value.
import type { Results, ThresholdResult } from "@fairhare/results";
import { thresholdText } from "../words/threshold-words.ts";
import { type TableModel, tableOf, text } from "./table.ts";

export const thresholdTable = (results: Pick<Results, "thresholds" | "trials">): TableModel =>
  tableOf<ThresholdResult>(
    [
      text("", ({ ok }) => (ok ? "✓" : "✗")),
      text("threshold", ({ expression }) => expression),
      text("worst run", (one) => thresholdText(one, results)),
    ],
    results.thresholds,
  );
