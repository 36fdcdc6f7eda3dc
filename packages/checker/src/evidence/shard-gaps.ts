// What is missing from the history, or cannot be what was written: shard by shard, against what the orchestrator saw of
// the processes. Only a process that was killed may leave a shard without its closing record.
import type { TrialSettings } from "@fairhare/workload";
import { PhaseCode, Role } from "@fairhare/protocol";
import { keepShards, type OpenShard, type OpenShards } from "../history/open-shards.ts";
import { findProcess, type OrchestratorLog, type ProcessSpan } from "../history/orchestrator-log.ts";
import { counted } from "../findings/counted.ts";

/** Sentences, in the order of the shards. */
export function shardGaps(shards: OpenShards, log: OrchestratorLog, settings: TrialSettings): string[] {
  return [
    ...shards.unreadable,
    ...shards.all.flatMap(({ name, reader: { integrity } }) =>
      integrity.damage === null
        ? []
        : [`The shard ${name} is damaged: it ${integrity.damage}. What follows in it was not counted.`],
    ),
    ...orchestratorGaps(shards, log),
    // Without the orchestrator's word nobody knows which processes there were.
    ...(isWhole(shards.orchestrators) ? [...processGaps(shards, log), ...deadLetterGaps(shards, log, settings)] : []),
  ];
}

/** Without the shards of processes that this run did not start, as far as the orchestrator's own shard can tell. */
export function startedShards(shards: OpenShards, log: OrchestratorLog): OpenShards {
  return isWhole(shards.orchestrators)
    ? keepShards(shards, (shard) => !isChild(shard) || isStarted(shard, log))
    : shards;
}

const isWhole = (orchestrators: OpenShards["orchestrators"]): boolean =>
  orchestrators.length === 1 && orchestrators.every(({ integrity }) => integrity.damage === null);

const isChild = ({ reader: { header } }: OpenShard): boolean =>
  header.role === Role.producer || header.role === Role.worker;

function isStarted({ reader: { header } }: OpenShard, { processes }: OrchestratorLog): boolean {
  return findProcess(processes, header.role, header.process, header.incarnation)?.pid === header.pid;
}

function orchestratorGaps({ orchestrators }: OpenShards, { phases }: OrchestratorLog): string[] {
  const [shard] = orchestrators;
  if (shard === undefined)
    return ["The orchestrator's shard is missing, so it is not known whether the queue was drained."];
  if (shard.integrity.damage !== null) return [];
  return shard.integrity.isClosed && phases.has(PhaseCode.ended)
    ? []
    : ["The orchestrator's shard is not closed: the bench ended before the run had."];
}

function processGaps(shards: OpenShards, log: OrchestratorLog): string[] {
  return [
    ...shards.all
      .filter((shard) => isChild(shard) && !isStarted(shard, log))
      .map(({ name }) => `The shard ${name} is of a process that this run did not start; it was not counted.`),
    ...log.processes.flatMap((span) => gapOf(span, shards)),
  ];
}

function gapOf(span: ProcessSpan, { all, empty }: OpenShards): string[] {
  const { role, process, incarnation, pid, exit } = span;
  const name = `${role === Role.producer ? "producer" : "worker"}-${process}.${incarnation}.shard`;
  const shard = all.find((one) => one.name === name);
  const size = shard?.size ?? empty.find((one) => one.name === name)?.size ?? 0;
  // An unreadable one and that of another process have their sentences already.
  if (shard !== undefined && (shard.reader.integrity.damage !== null || shard.reader.header.pid !== pid)) return [];
  if (exit === null)
    return shard?.reader.integrity.isClosed === true
      ? []
      : [`The orchestrator did not see the process of ${name} end, and the shard has no closing record.`];
  if (size === 0 && exit.shardBytes > 0)
    return [
      `The shard ${name} is missing or empty; it had ${counted(exit.shardBytes, "byte")} when its process ended.`,
    ];
  if (size !== exit.shardBytes)
    return [
      `The shard ${name} has ${counted(size, "byte")}, but had ${exit.shardBytes} when its process ended: records were cut off or added.`,
    ];
  if (shard === undefined || exit.signal !== 0) return [];
  const { isClosed, unsealed, tornBytes } = shard.reader.integrity;
  if (exit.code === 0 && !isClosed)
    return [`The shard ${name} has no closing record although its process shut down gracefully.`];
  return unsealed > 0 || tornBytes > 0
    ? [`The shard ${name} ends in records without a checksum although its process was not killed.`]
    : [];
}

function deadLetterGaps(
  { deadLetters, all }: OpenShards,
  { phases }: OrchestratorLog,
  settings: TrialSettings,
): string[] {
  const [reader] = deadLetters;
  const name = all.find((shard) => shard.reader === reader)?.name ?? "";
  if (!settings.deadLetter)
    return reader === undefined ? [] : [`The shard ${name} is there although this trial has no dead-letter queue.`];
  if (!phases.has(PhaseCode.drained)) return [];
  if (reader === undefined) return ["The shard of the dead-letter queue is missing."];
  return reader.integrity.isClosed || reader.integrity.damage !== null
    ? []
    : [`The shard ${name} has no closing record.`];
}
