// The thresholds, one row each: whether it holds, and the worst measured value.
import type { Results } from "@fairhare/results";
import { measuredText } from "../words/verdict-words.ts";
import { type TableModel, tableOf, text } from "./table.ts";

export const thresholdTable = ({ thresholds }: Pick<Results, "thresholds">): TableModel =>
  tableOf<Results["thresholds"][number]>(
    [
      text("", ({ ok }) => (ok ? "✓" : "✗")),
      text("threshold", ({ expression }) => expression),
      text("worst run", ({ actual }) => measuredText(actual)),
    ],
    thresholds,
  );
