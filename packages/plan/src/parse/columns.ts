// Parses `--columns`: which columns of the printed tables a user wants.
import type { Mistake } from "../mistakes/mistake.ts";
import { nearest } from "../mistakes/suggest.ts";

/** Which columns to print. Null: the most important ones that fit. */
export interface TableChoice {
  readonly columns: readonly string[] | "all" | null;
  /** Print all columns, even if the terminal is narrower. */
  readonly wide: boolean;
}

interface WrittenColumns {
  readonly value: string;
  readonly place: string;
}

/** A name may be shortened: `p99` is `p99-end-to-end`. `known`: the names of all columns. */
export function parseColumns(
  written: readonly WrittenColumns[],
  known: readonly string[],
): { readonly columns: TableChoice["columns"]; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const columns = written.flatMap(({ value, place }) =>
    value.split(",").flatMap((text) => {
      const name = text.trim().toLowerCase();
      if (name === "" || name === "all") return name === "" ? [] : ["all"];
      const found = known.includes(name) ? name : known.find((column) => column.startsWith(name));
      if (found !== undefined) return [found];
      mistakes.push({ place, message: unknownColumn(text.trim(), known) });
      return [];
    }),
  );
  if (columns.length === 0) return { columns: null, mistakes };
  return { columns: columns.includes("all") ? "all" : [...new Set(columns)], mistakes };
}

function unknownColumn(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return `Unknown column ${name}. ${close === undefined ? `Use all, or some of ${known.join(", ")}.` : `Did you mean ${close}?`}`;
}
