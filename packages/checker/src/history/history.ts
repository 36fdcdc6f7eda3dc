// Everything that the shards of a run say, read once; a producer's or worker's shard is swept again only where the order
// of single events matters. What follows from it is decided by the checkers.
import { PhaseCode, Role } from "@fairhare/protocol";
import type { TrialSettings } from "@fairhare/workload";
import { type Attempts, readAttempts } from "./attempts.ts";
import { DeadLetterTable } from "./dead-letters.ts";
import { type Executions, readExecutions } from "./executions.ts";
import { fleetSize } from "./fleet-size.ts";
import { FrozenSpans } from "./frozen-spans.ts";
import { type Occurrence, occurrencesOf } from "./occurrence.ts";
import { type NamedShard, openShards, type OpenShards } from "./open-shards.ts";
import { findProcess, measurementPhase, type OrchestratorLog, readOrchestratorLog } from "./orchestrator-log.ts";
import { type QueueEnd, queueEndOf } from "./queue-end.ts";
import { startedShards } from "./started-shards.ts";

export interface History {
  /** All shards that were found, also those that cannot be read or belong to another run. */
  readonly found: OpenShards;
  /** The shards that count. */
  readonly shards: OpenShards;
  readonly log: OrchestratorLog;
  /** The faults in the order of time. */
  readonly occurrences: readonly Occurrence[];
  readonly frozen: FrozenSpans;
  readonly attempts: Attempts;
  readonly executions: Executions;
  readonly deadLetters: DeadLetterTable;
  readonly queueEnd: QueueEnd;
  /** The run ended with its drain; a run that was cut short did not. */
  readonly isDrained: boolean;
}

export function readHistory(named: readonly NamedShard[], settings: TrialSettings): History {
  const found = openShards(named);
  const log = readOrchestratorLog(found.orchestrators);
  const shards = startedShards(found, log);
  const measuredFrom = measurementPhase(log, settings) ?? 0;
  const occurrences = occurrencesOf(log.faults, settings);
  const frozen = new FrozenSpans(occurrences, settings);
  const attempts = readAttempts(shards.producers, (producer) => ({
    measuredFrom,
    frozen: frozen.ofProcess("producer", producer),
  }));
  const executions = readExecutions({
    slots: fleetSize(log, shards.workers, settings),
    shards: shards.workers,
    attempts: attempts.table,
    settings,
    measuredFrom,
    frozen,
    exitOf: (process, incarnation) => findProcess(log.processes, Role.worker, process, incarnation)?.exit ?? null,
  });
  return {
    found,
    shards,
    log,
    occurrences,
    frozen,
    attempts,
    executions,
    deadLetters: new DeadLetterTable(shards.deadLetters, attempts.table.last),
    queueEnd: queueEndOf(log),
    isDrained: log.phases.has(PhaseCode.drained) && !log.phases.has(PhaseCode.cutShort),
  };
}
