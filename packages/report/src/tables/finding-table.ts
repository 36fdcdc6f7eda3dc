// The findings of all runs, one row each, with the code and what to do.
import type { Results } from "@fairhare/results";
import { type FindingLine, findingLines } from "../findings/finding-lines.ts";
import { type TableModel, tableOf, text } from "./table.ts";

export const findingTable = (results: Pick<Results, "trials">): TableModel =>
  tableOf<FindingLine>(
    [
      text("severity", ({ severity }) => severity),
      text("code", ({ code }) => code),
      text("where", ({ where }) => where),
      text("finding", ({ sentence }) => sentence),
      text("what to do", ({ action }) => action ?? ""),
    ],
    findingLines(results),
  );
