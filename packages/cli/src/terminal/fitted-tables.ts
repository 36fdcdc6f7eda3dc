// Several tables of one output with the columns that fit the terminal, and a line that names the columns left out.
import type { TableModel } from "@fairhare/report";
import type { Style } from "./style.ts";
import { fitTable } from "./table.ts";

export interface FittedTables {
  /** In the order of the models. No trailing newlines. */
  readonly texts: readonly string[];
  /** Null if all columns fit. */
  readonly note: string | null;
}

/** `elsewhere` is a sentence that says where the columns left out are. */
export function fittedTables(
  models: readonly TableModel[],
  columns: number,
  style: Style,
  elsewhere: string,
): FittedTables {
  const fitted = models.map((model) => fitTable(model, columns, style));
  const hidden = [...new Set(fitted.flatMap((table) => table.hidden))];
  const note = hidden.length === 0 ? null : `Columns left out: ${hidden.join(", ")}. ${elsewhere}`;
  return { texts: fitted.map(({ text }) => text), note };
}
