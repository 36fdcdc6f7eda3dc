// Gaps of the history: compares the shards with the processes that the orchestrator started and saw end. Only a killed
// process may leave a shard without a closing record.
import { type Finding, finding } from "@fairhare/findings";
import { PhaseCode, Role } from "@fairhare/protocol";
import type { Checker } from "../checker.ts";
import type { History } from "../history/history.ts";
import type { ProcessSpan } from "../history/orchestrator-log.ts";
import { isOfFleet, isStarted, knowsProcesses } from "../history/open-shards.ts";

/** In the order of the shards. */
export const shardGaps: Checker<Finding[]> = (history, { trial }) => {
  const { found } = history;
  return [
    ...found.unreadable,
    ...found.all.flatMap(({ name, reader: { integrity } }) =>
      integrity.damage === null ? [] : [finding("shard-damaged", { shard: name, damage: integrity.damage })],
    ),
    ...orchestratorGaps(history),
    // Without the orchestrator's shard the processes of the run are unknown.
    ...(knowsProcesses(found) ? [...processGaps(history), ...deadLetterGaps(history, trial.deadLetter)] : []),
  ];
};

function orchestratorGaps({ found, log }: History): Finding[] {
  const [shard] = found.orchestrators;
  if (shard === undefined) return [finding("orchestrator-shard-missing")];
  if (shard.integrity.damage !== null) return [];
  return shard.integrity.isClosed && log.phases.has(PhaseCode.ended) ? [] : [finding("orchestrator-shard-open")];
}

function processGaps({ found, log }: History): Finding[] {
  return [
    ...found.all
      .filter((shard) => isOfFleet(shard) && !isStarted(shard, log))
      .map(({ name }) => finding("shard-not-of-this-run", { shard: name })),
    ...log.processes.flatMap((span) => gapOf(span, found) ?? []),
  ];
}

function gapOf(
  { role, process, incarnation, pid, exit }: ProcessSpan,
  { all, empty }: History["found"],
): Finding | undefined {
  const name = `${role === Role.producer ? "producer" : "worker"}-${process}.${incarnation}.shard`;
  const shard = all.find((one) => one.name === name);
  const size = shard?.size ?? empty.find((one) => one.name === name)?.size ?? 0;
  // A damaged shard and a shard of another process already have a finding.
  if (shard !== undefined && (shard.reader.integrity.damage !== null || shard.reader.header.pid !== pid))
    return undefined;
  if (exit === null)
    return shard?.reader.integrity.isClosed === true ? undefined : finding("process-end-not-seen", { shard: name });
  if (size === 0 && exit.shardBytes > 0) return finding("shard-missing", { shard: name, bytes: exit.shardBytes });
  if (size !== exit.shardBytes)
    return finding("shard-size-differs", { shard: name, bytes: size, expectedBytes: exit.shardBytes });
  if (shard === undefined || exit.signal !== 0 || exit.isUnread) return undefined;
  const { isClosed, unsealed, tornBytes } = shard.reader.integrity;
  if (exit.code === 0 && !isClosed) return finding("shard-not-closed", { shard: name });
  return unsealed > 0 || tornBytes > 0 ? finding("shard-not-sealed", { shard: name }) : undefined;
}

function deadLetterGaps({ found, log }: History, hasDeadLetterQueue: boolean): Finding[] {
  const [reader] = found.deadLetters;
  const shard = found.all.find((one) => one.reader === reader)?.name ?? "";
  if (!hasDeadLetterQueue) return reader === undefined ? [] : [finding("dead-letter-shard-unexpected", { shard })];
  if (!log.phases.has(PhaseCode.drained)) return [];
  if (reader === undefined) return [finding("dead-letter-shard-missing")];
  return reader.integrity.isClosed || reader.integrity.damage !== null
    ? []
    : [finding("dead-letter-shard-open", { shard })];
}
