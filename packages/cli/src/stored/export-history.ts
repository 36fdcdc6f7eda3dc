// `history export`: writes the events or tasks of stored runs as NDJSON or CSV, as they are read, to standard output or to
// a file.
import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ExitCode, fileProblem } from "@fairhare/core";
import { csvText } from "@fairhare/report";
import { ExperimentDirectory, type HistoryExport, type HistoryRow, historyEvents, historyTasks } from "@fairhare/store";
import type { Cli } from "../cli.ts";
import { OutputNotWritableError } from "../output/output-problems.ts";

export interface HistoryFlags {
  readonly format: "ndjson" | "csv";
  readonly tasks?: boolean;
  /** A file, or `-` for standard output. */
  readonly output?: string;
}

/** Where the rows go. */
interface Sink extends Disposable {
  readonly write: (text: string) => void;
  readonly isOpen: () => boolean;
}

/** In characters; between two chunks, the end of the reader is noticed. */
const CHUNK = 65_536;

export async function exportHistory(
  directory: string,
  { format, tasks = false, output = "-" }: HistoryFlags,
  cli: Cli,
): Promise<void> {
  const { err } = cli.terminal;
  const stored = new ExperimentDirectory(resolve(cli.userDirectory, directory));
  const read = tasks ? historyTasks : historyEvents;
  const rows = read(stored, (sentence) => err.line(err.style.doubtful(`! ${sentence}`)));
  // Opened last, so that a wrong directory leaves no empty file.
  using sink = output === "-" ? standardOutput(cli) : fileAt(output, cli);
  let chunk = "";
  for (const line of format === "csv" ? csvLines(rows) : jsonLines(rows)) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    sink.write(chunk);
    chunk = "";
    await nextTurn();
    if (cli.interruption.signal.aborted) cli.endWith(ExitCode.interrupted);
    if (!sink.isOpen() || cli.interruption.signal.aborted) return;
  }
  sink.write(chunk);
}

const standardOutput = ({ terminal: { out } }: Cli): Sink => ({
  write: out.document,
  isOpen: out.isOpen,
  [Symbol.dispose]: () => undefined,
});

/** An existing file is replaced. @throws OutputNotWritableError, also later when the disk is full. */
function fileAt(name: string, { userDirectory }: Cli): Sink {
  const path = resolve(userDirectory, name);
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw new OutputNotWritableError([`--output ${path} cannot be written: ${fileProblem(error)}.`]);
    }
  };
  const file = attempt(() => openSync(path, "w"));
  return {
    write: (text) => {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length;) written += attempt(() => writeSync(file, bytes, written));
    },
    isOpen: () => true,
    [Symbol.dispose]: () => closeSync(file),
  };
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
