// The tables of one output with the columns that the user asked for; remembers the columns that did not fit.
import type { TableChoice } from "@fairhare/plan";
import type { TableModel } from "@fairhare/report";
import type { Style } from "../terminal/style.ts";
import { fitTable, pickColumns, renderTable } from "../terminal/table.ts";
import { columnName } from "./table-columns.ts";

export class ChosenTables {
  readonly #hidden = new Set<string>();
  readonly #choice: TableChoice;
  readonly #columns: number;
  readonly #style: Style;

  constructor(choice: TableChoice, columns: number, style: Style) {
    this.#choice = choice;
    this.#columns = columns;
    this.#style = style;
  }

  render(model: TableModel): string {
    const { columns, wide } = this.#choice;
    const chosen = columns === null || columns === "all" ? model : withColumns(model, columns);
    if (wide) return renderTable(chosen, Infinity, this.#style);
    // The columns that the user asked for stay, in whatever form.
    if (columns === "all" || chosen !== model) return renderTable(chosen, this.#columns, this.#style);
    const { text, hidden } = fitTable(model, this.#columns, this.#style);
    for (const head of hidden) this.#hidden.add(columnName(head));
    return text;
  }

  /** Null when all columns were shown. */
  get note(): string | null {
    if (this.#hidden.size === 0) return null;
    return `Columns left out: ${[...this.#hidden].join(", ")}. Show them with --wide, or choose with --columns.`;
  }
}

/** The columns that name the rows, then the chosen ones in their order. A table with none of them stays as it is. */
function withColumns(model: TableModel, names: readonly string[]): TableModel {
  const { head, ranks = [] } = model;
  const chosen = names.map((name) => head.findIndex((text) => columnName(text) === name)).filter((index) => index >= 0);
  if (chosen.length === 0) return model;
  const keys = head.flatMap((_, index) => (ranks[index] === 0 ? [index] : []));
  return pickColumns(model, [...keys, ...chosen.filter((index) => !keys.includes(index))]);
}
