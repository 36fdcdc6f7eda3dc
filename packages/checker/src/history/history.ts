// Reads the shards of a run once into a `History`, the input of all checkers. A checker reads a shard again only if it
// needs the order of single events.
import { PhaseCode, Role, type ShardReader } from "@fairhare/protocol";
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { Clocks } from "../clocks/clocks.ts";
import { type Attempts, readAttempts } from "./tasks/attempts.ts";
import { DeadLetterTable } from "./tasks/dead-letters.ts";
import type { Executions } from "./tasks/executions.ts";
import { readExecutions } from "./tasks/read-executions.ts";
import { FrozenSpans } from "./faults/frozen-spans.ts";
import { type Occurrence, occurrencesOf } from "./faults/occurrence.ts";
import { inferAttempts } from "./tasks/inferred-attempts.ts";
import { type NamedShard, openShards, type OpenShards, startedShards } from "./open-shards.ts";
import { findProcess, measurementPhase, type OrchestratorLog } from "./orchestrator-log.ts";
import { type QueueEnd, queueEndOf } from "./queue-end.ts";
import { readOrchestratorLog } from "./read-orchestrator-log.ts";
import { type Unread, unreadOf, unreadSpans } from "./unread.ts";

export interface History {
  /** All shards, including unreadable ones and those of another run. */
  readonly found: OpenShards;
  /** The shards that count: without those of processes that the orchestrator did not start. */
  readonly shards: OpenShards;
  readonly log: OrchestratorLog;
  readonly clocks: Clocks;
  /** The faults that happened, in the order of time. */
  readonly occurrences: readonly Occurrence[];
  readonly frozen: FrozenSpans;
  readonly attempts: Attempts;
  readonly executions: Executions;
  readonly deadLetters: DeadLetterTable;
  readonly queueEnd: QueueEnd;
  /** Processes whose last records were not read. */
  readonly unread: Unread;
  /** The run ended with a complete drain; it was not cut short. */
  readonly isDrained: boolean;
}

export function readHistory(named: readonly NamedShard[], settings: TrialSettings): History {
  let log = readOrchestratorLog([]);
  let clocks = new Clocks(log);
  const found = openShards(named, (orchestrators) => {
    log = readOrchestratorLog(orchestrators);
    clocks = new Clocks(log);
    return (identity) => clocks.mapOf(identity);
  });
  const shards = startedShards(found, log);
  const measuredFrom = measurementPhase(log, settings) ?? 0;
  const occurrences = occurrencesOf(log, settings);
  const frozen = new FrozenSpans(occurrences, settings);
  const attempts = readAttempts(shards.producers, (producer) => ({
    measuredFrom,
    frozen: frozen.ofProcess("producer", producer),
  }));
  const unread = unreadSpans(log, found);
  const producers = unreadOf(unread, log, { producers: attempts.traces, workers: [] }).producers;
  inferAttempts(
    attempts.table,
    new Map(producers.map(({ span }) => [span.process, clocks.mapOf(span)])),
    [...shards.workers, ...shards.deadLetters],
    settings,
  );
  const executions = readExecutions({
    slots: fleetSize(log, shards.workers, settings),
    shards: shards.workers,
    attempts: attempts.table,
    settings,
    measuredFrom,
    frozen,
    clocks,
    exitOf: (process, incarnation) => findProcess(log.processes, Role.worker, process, incarnation)?.exit ?? null,
  });
  return {
    found,
    shards,
    log,
    clocks,
    occurrences,
    frozen,
    attempts,
    executions,
    deadLetters: new DeadLetterTable(shards.deadLetters, attempts.table.last),
    queueEnd: queueEndOf(log),
    unread: unreadOf(unread, log, { producers: attempts.traces, workers: executions.traces }),
    isDrained: log.phases.has(PhaseCode.drained) && !log.phases.has(PhaseCode.cutShort),
  };
}

/** Number of slots: those of the settings and those of the workers that joined. */
function fleetSize(
  { processes }: Pick<OrchestratorLog, "processes">,
  workers: readonly ShardReader[],
  settings: Pick<TrialSettings, "workers" | "workersPerProcess" | "faults">,
): number {
  // If the plan adds no workers, a process number beyond the settings is a damaged record.
  if (!settings.faults.some(({ kind }) => kind === "add")) return settings.workers;
  const spawned = processes.filter(({ role }) => role === Role.worker).map(({ process }) => process);
  const last = Math.max(1, ...spawned, ...workers.map(({ header }) => header.process));
  return Math.max(settings.workers, ...slotsOfProcess(last, settings));
}
