// The rows of an export of stored runs: events or tasks, with the trial and run of each. Only one run at a time is in
// memory. Times are milliseconds since the start of the measurement, as in results.json.
import { checkSettingsOf, clocksOfShards, TASK_COLUMNS, taskRows } from "@fairhare/checker";
import { findingSentence } from "@fairhare/findings";
import { messageOf } from "@fairhare/core";
import { type PlannedRun, schedule } from "@fairhare/plan";
import {
  type ClockMap,
  CorrectedShardReader,
  EVENT_FIELDS,
  EventKind,
  type FieldValue,
  namedEvent,
  PhaseCode,
  roleName,
  ShardReader,
  UnreadableShardError,
} from "@fairhare/protocol";
import type { ObservedClient } from "@fairhare/results";
import { thresholdsFor } from "@fairhare/workload";
import type { ExperimentDirectory } from "./experiment-directory.ts";
import type { StoredShards } from "./run-directory.ts";

export type HistoryRow = Readonly<Record<string, FieldValue>>;

export interface HistoryExport {
  /** All columns, in order; a row lacks those that do not apply to it. */
  readonly columns: readonly string[];
  readonly rows: Iterable<HistoryRow>;
}

/** Receives a sentence about each file that cannot be read. */
type Report = (sentence: string) => void;

/** Fields that are times of the host's clock, in nanoseconds. */
const CLOCK_FIELD = /Ns$/;

/** @throws RunNotFoundError, StoredFileInvalidError and StoredFileDamagedError. */
export function historyEvents(directory: ExperimentDirectory, report: Report): HistoryExport {
  const { experiment } = directory.readPlan();
  return { columns: EVENT_COLUMNS, rows: rows() };

  function* rows(): Generator<HistoryRow> {
    for (const { run, shards } of storedRuns(directory, schedule(experiment), report)) {
      const clockOf = clocksOfShards(shards);
      const readers = shards.flatMap((shard) => readerOf(shard, clockOf(shard.name), report));
      const began = measurementStart(readers, run);
      for (const reader of readers) yield* eventsOf(reader, run, began);
    }
  }
}

/** As `historyEvents`, with a row per attempted task. */
export function historyTasks(directory: ExperimentDirectory, report: Report): HistoryExport {
  const { experiment, environment } = directory.readPlan();
  return { columns: ["trial", "run", ...TASK_COLUMNS], rows: rows() };

  function* rows(): Generator<HistoryRow> {
    const { thresholds } = experiment;
    for (const { run, client, shards } of storedRuns(directory, schedule(experiment), report)) {
      const rest = {
        brokerVersion: environment.broker.version,
        thresholds: thresholdsFor(thresholds, run.trial.id),
      };
      const settings = checkSettingsOf(run.trial.settings, client, rest);
      for (const row of taskRows(shards, settings)) yield { trial: run.trial.id, run: run.number, ...row };
    }
  }
}

const EVENT_COLUMNS = [
  "trial",
  "run",
  "role",
  "process",
  "incarnation",
  "event",
  "atMs",
  ...EVENT_FIELDS.map((name) => name.replace(CLOCK_FIELD, "Ms")),
];

/** The measured runs that have a history, in the order of their execution. */
function* storedRuns(
  directory: ExperimentDirectory,
  runs: readonly PlannedRun[],
  report: Report,
): Generator<{ readonly run: PlannedRun; readonly client: ObservedClient | null } & Pick<StoredShards, "shards">> {
  for (const run of runs) {
    const place = directory.run(run);
    const stored = run.warmup ? undefined : place.readRecord();
    if (stored === undefined || stored.kind === "missing") continue;
    const client = stored.kind === "ended" ? (stored.record.client ?? null) : null;
    const { shards, findings } = place.findShards();
    for (const unreadable of findings) report(findingSentence(unreadable));
    yield { run, client, shards };
  }
}

/** With the times of the orchestrator's clock. */
function readerOf(
  { name, bytes }: StoredShards["shards"][number],
  clock: ClockMap | undefined,
  report: Report,
): ShardReader[] {
  try {
    return [clock === undefined ? new ShardReader(bytes, name) : new CorrectedShardReader(bytes, name, clock)];
  } catch (error) {
    if (!(error instanceof UnreadableShardError)) throw error;
    report(messageOf(error));
    return [];
  }
}

/** Nanoseconds; null if the run ended before it. */
function measurementStart(readers: readonly ShardReader[], { trial }: PlannedRun): number | null {
  const code = trial.settings.backlog ? PhaseCode.released : PhaseCode.publishing;
  for (const reader of readers) {
    reader.rewind();
    while (reader.next()) if (reader.kind === EventKind.phase && reader.detail === code) return reader.at;
  }
  return null;
}

function* eventsOf(reader: ShardReader, { trial, number }: PlannedRun, began: number | null): Generator<HistoryRow> {
  const { role, process, incarnation } = reader.header;
  const about = { trial: trial.id, run: number, role: roleName(role), process, incarnation };
  const since = (at: number): number | null => (began === null ? null : (at - began) / 1e6);
  reader.rewind();
  while (reader.next()) {
    const { event, fields } = namedEvent(reader);
    const row: Record<string, FieldValue> = { ...about, event, atMs: since(reader.at) };
    for (const [name, value] of Object.entries(fields)) {
      if (CLOCK_FIELD.test(name))
        row[name.replace(CLOCK_FIELD, "Ms")] = typeof value === "number" ? since(value) : null;
      else row[name] = value;
    }
    yield row;
  }
}
