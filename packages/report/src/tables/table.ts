// A table without a format, built from columns; Markdown and the terminal render it.

export type Align = "left" | "right";

export interface TableModel {
  readonly head: readonly string[];
  readonly align: readonly Align[];
  readonly rows: readonly (readonly string[])[];
  /** Of each column: see `Column.rank`. Without ranks all columns are of the same importance. */
  readonly ranks?: readonly number[];
}

export interface Column<Item> {
  readonly head: string;
  readonly align: Align;
  readonly cell: (item: Item) => string;
  /** 0: names the row. 1: always shown, as by default. 2 and more: a narrow terminal leaves out the highest first. */
  readonly rank?: number;
}

export function tableOf<Item>(columns: readonly Column<Item>[], items: readonly Item[]): TableModel {
  return {
    head: columns.map((column) => column.head),
    align: columns.map((column) => column.align),
    ranks: columns.map(({ rank = 1 }) => rank),
    rows: items.map((item) => columns.map((column) => column.cell(item))),
  };
}

export const text = <Item>(head: string, cell: (item: Item) => string, rank = 1): Column<Item> => ({
  head,
  align: "left",
  cell,
  rank,
});

export const numeric = <Item>(head: string, cell: (item: Item) => string, rank = 1): Column<Item> => ({
  head,
  align: "right",
  cell,
  rank,
});
