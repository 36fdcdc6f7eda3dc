// A table without a format, built from columns; Markdown and the terminal render it.

export type Align = "left" | "right";

export interface TableModel {
  readonly head: readonly string[];
  readonly align: readonly Align[];
  readonly rows: readonly (readonly string[])[];
}

export interface Column<Item> {
  readonly head: string;
  readonly align: Align;
  readonly cell: (item: Item) => string;
}

export function tableOf<Item>(columns: readonly Column<Item>[], items: readonly Item[]): TableModel {
  return {
    head: columns.map((column) => column.head),
    align: columns.map((column) => column.align),
    rows: items.map((item) => columns.map((column) => column.cell(item))),
  };
}

export const text = <Item>(head: string, cell: (item: Item) => string): Column<Item> => ({ head, align: "left", cell });

export const numeric = <Item>(head: string, cell: (item: Item) => string): Column<Item> => ({
  head,
  align: "right",
  cell,
});
