// The files of `--export-*`. Each is opened before the run, so that a wrong path does not lose a measurement.
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Results } from "@fairhare/results";
import type { OutputSettings } from "@fairhare/plan";
import { codeOf, fileProblem } from "@fairhare/core";
import { sealedJson } from "@fairhare/store";
import {
  renderBenchmark,
  renderCsv,
  renderIntervalsCsv,
  renderJunit,
  renderOpenMetrics,
  renderQueuesCsv,
  renderWorkersCsv,
} from "@fairhare/report";
import { OutputNotWritableError } from "./output-problems.ts";
import { RUN_REPORT, type RunReport } from "./report-directory.ts";

/** The name of standard output in `--export-*`. */
const STANDARD_OUTPUT = "-";

/** Whether an export goes to standard output; texts for people then go to standard error. */
export const isOutputTaken = ({ benchmark, ...others }: OutputSettings["exports"]): boolean =>
  [...Object.values(others), ...benchmark.map(({ file }) => file)].includes(STANDARD_OUTPUT);

export interface ExportFile<R = Results> {
  readonly flag: string;
  /** Absolute, or `-`. */
  readonly path: string;
  readonly render: (results: R) => string;
  /** A pipe stays open, because its reader takes closing for the end. */
  readonly pipe: number | undefined;
}

type Candidate<R> = Omit<ExportFile<R>, "pipe">;
/** A flag, the file that it names, and what the file contains. */
export type ExportRequest<R> = readonly [flag: string, file: string | null, render: Candidate<R>["render"]];

/** O_NONBLOCK, because opening a pipe without a reader would block the process, including Ctrl-C. */
const { O_WRONLY, O_APPEND, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
/** How long the reader of a pipe may read nothing. */
const READER_PATIENCE_MS = 10_000;
const READER_POLL_MS = 10;

/** @throws OutputNotWritableError with all files that cannot be written. */
export function prepareExports(
  exports: OutputSettings["exports"],
  userDirectory: string,
  { renderMarkdown, renderPage }: Pick<RunReport, "renderMarkdown" | "renderPage"> = RUN_REPORT,
): ExportFile[] {
  const requests: readonly ExportRequest<Results>[] = [
    ["--export-json", exports.json, sealedJson],
    ["--export-markdown", exports.markdown, renderMarkdown],
    ["--export-csv", exports.csv, renderCsv],
    ["--export-junit", exports.junit, renderJunit],
    ...exports.benchmark.map(
      ({ better, file }) =>
        ["--export-benchmark", file, (results: Results) => renderBenchmark(results, better)] as const,
    ),
    ["--export-openmetrics", exports.openmetrics, renderOpenMetrics],
    ["--export-csv-workers", exports.csvWorkers, renderWorkersCsv],
    ["--export-csv-queues", exports.csvQueues, renderQueuesCsv],
    ["--export-csv-intervals", exports.csvIntervals, renderIntervalsCsv],
    ["--export-html", exports.html, renderPage],
  ];
  return prepareFiles(requests, userDirectory);
}

/** The same for other results. */
export function prepareFiles<R>(requests: readonly ExportRequest<R>[], userDirectory: string): ExportFile<R>[] {
  const files = requests.flatMap(([flag, file, render]) =>
    file === null ? [] : [{ flag, path: file === STANDARD_OUTPUT ? file : resolve(userDirectory, file), render }],
  );
  const tried = files.map((file, index) => tryOut(file, files.slice(0, index)));
  const problems = tried.filter((outcome) => typeof outcome === "string");
  if (problems.length > 0) throw new OutputNotWritableError(problems);
  return tried.filter((outcome) => typeof outcome === "object");
}

/**
 * Writes every file that can be written; returns a sentence for each of the others. `print` writes to standard output,
 * and reports its own failures.
 */
export async function writeExports<R>(
  files: readonly ExportFile<R>[],
  results: R,
  print: (text: string) => void,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { flag, path, render, pipe } of files) {
    const text = render(results);
    if (path === STANDARD_OUTPUT) {
      print(text);
      continue;
    }
    try {
      await writeWhole(pipe ?? openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK), text);
    } catch (error) {
      problems.push(`${flag} ${path} could not be written: ${fileProblem(error)}.`);
    }
  }
  return problems;
}

/** The file, ready to be written later, or a sentence on why it cannot be written. */
function tryOut<R>(candidate: Candidate<R>, earlier: readonly Candidate<R>[]): ExportFile<R> | string {
  const { flag, path } = candidate;
  const twin = earlier.find((file) => truePath(file.path) === truePath(path));
  if (twin && !isDevice(path)) return `${twin.flag} and ${flag} both name ${path}. Use a different file for each.`;
  if (path === STANDARD_OUTPUT) return { ...candidate, pipe: undefined };
  const isNew = !existsSync(path);
  try {
    // Appending nothing does not change an existing file, but fails on a full device.
    const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK);
    if (fstatSync(file).isFIFO()) return { ...candidate, pipe: file };
    try {
      writeSync(file, new Uint8Array(0));
    } finally {
      closeSync(file);
      if (isNew) rmSync(realpathSync(path));
    }
    return { ...candidate, pipe: undefined };
  } catch (error) {
    return `${flag} ${path} cannot be written: ${fileProblem(error)}. ${adviceFor(error, path)}`;
  }
}

function adviceFor(error: unknown, path: string): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return existsSync(dirname(path)) ? "Use another path." : `Create the directory ${dirname(path)} first.`;
    case "EISDIR":
      return "Use the path of a file in it.";
    case "ENOSPC":
    case "EDQUOT":
      return "Free some space, or use a path on another device.";
    case "ENXIO":
      return "Start the program that reads from it first.";
    default:
      return "Use a path that you may write to.";
  }
}

/** The path with symbolic links resolved. */
function truePath(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/** A device, such as `/dev/null`, may be used twice. */
const isDevice = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() === true;

/** Closes the file. */
async function writeWhole(file: number, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  try {
    let written = 0;
    let waitedMs = 0;
    while (written < bytes.length) {
      const count = writeNow(file, bytes.subarray(written));
      written += count;
      waitedMs = count > 0 ? 0 : waitedMs + READER_POLL_MS;
      if (waitedMs > READER_PATIENCE_MS) throw new Error("its reader has stopped reading");
      if (count === 0) await sleep(READER_POLL_MS);
    }
  } finally {
    closeSync(file);
  }
}

/** 0 when the pipe is full. */
function writeNow(file: number, bytes: Uint8Array): number {
  try {
    return writeSync(file, bytes);
  } catch (error) {
    if (codeOf(error) === "EAGAIN") return 0;
    throw error;
  }
}
