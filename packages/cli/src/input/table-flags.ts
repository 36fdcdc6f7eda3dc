// `--columns` and `--wide` of the commands that print stored results.
import { InvalidPlanError, parseColumns, type TableChoice } from "@fairhare/plan";
import { COLUMN_NAMES } from "../output/table-columns.ts";

/** As commander gives them. */
export interface TableFlags {
  readonly columns?: readonly string[];
  readonly wide?: boolean;
}

/** @throws InvalidPlanError with all unknown names. */
export function readTableFlags({ columns: texts = [], wide = false }: TableFlags): TableChoice {
  const written = texts.map((value) => ({ value, place: `--columns ${value}` }));
  const { columns, mistakes } = parseColumns(written, COLUMN_NAMES);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
  return { columns, wide };
}
