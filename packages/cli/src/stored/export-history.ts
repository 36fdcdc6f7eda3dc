// `history export`: prints the events or tasks of stored runs as NDJSON or CSV. Rows are printed as they are read.
import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ExitCode } from "@fairhare/core";
import { csvText } from "@fairhare/report";
import { ExperimentDirectory, type HistoryExport, type HistoryRow, historyEvents, historyTasks } from "@fairhare/store";
import type { Cli } from "../cli.ts";

export interface HistoryFlags {
  readonly format: "ndjson" | "csv";
  readonly tasks?: boolean;
}

/** In characters; between two chunks, the end of the reader is noticed. */
const CHUNK = 65_536;

export async function exportHistory(
  directory: string,
  { format, tasks = false }: HistoryFlags,
  cli: Cli,
): Promise<void> {
  const { out, err } = cli.terminal;
  const stored = new ExperimentDirectory(resolve(cli.userDirectory, directory));
  const read = tasks ? historyTasks : historyEvents;
  const rows = read(stored, (sentence) => err.line(err.style.doubtful(`! ${sentence}`)));
  let chunk = "";
  for (const line of format === "csv" ? csvLines(rows) : jsonLines(rows)) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    out.document(chunk);
    chunk = "";
    await nextTurn();
    if (cli.interruption.signal.aborted) cli.endWith(ExitCode.interrupted);
    if (!out.isOpen() || cli.interruption.signal.aborted) return;
  }
  out.document(chunk);
}

function* jsonLines({ rows }: HistoryExport): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** A field that a row lacks is empty. */
function* csvLines({ columns, rows }: HistoryExport): Generator<string> {
  yield csvText([columns]);
  for (const row of rows) yield csvText([columns.map((column) => valueOf(row, column))]);
}

const valueOf = (row: HistoryRow, column: string): HistoryRow[string] => row[column] ?? null;
