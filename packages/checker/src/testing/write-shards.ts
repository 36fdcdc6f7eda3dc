// Encodes a literal history as shards with the encoder of `protocol`, and damages them as a test asks.
import { nanoseconds } from "@fairhare/core";
import { EventFlag, EventKind, PhaseCode, RECORD_BYTES, Role, ShardEncoder } from "@fairhare/protocol";
import type { MemoryShard } from "../history/open-shards.ts";

/** Origin of all literal times, so that no recorded time is 0, which means "not recorded". */
const EPOCH_MS = 1_000;
/** Process id of every process. */
export const PID = 1;

export interface Row {
  readonly kind: EventKind;
  readonly at: number;
  readonly slot: number;
  readonly task?: number;
  readonly other?: number;
  readonly flags?: number;
  readonly detail?: number;
  readonly tag?: number;
}

export interface Shard {
  readonly name: string;
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  readonly openedAt: number;
  readonly rows: Row[];
}

/** By name of the shard, such as `worker-1.1`. */
export interface Damage {
  /** Bytes that are missing from the last record, as if the process was killed while it wrote it. */
  readonly tear?: Readonly<Record<string, number>>;
  /** Shards that are missing. */
  readonly without?: readonly string[];
  /** Producers that never finished. */
  readonly unfinished?: readonly string[];
  /** Shards without a closing record. */
  readonly unclosed?: readonly string[];
  /** Agents whose clock was not compared with the orchestrator's. */
  readonly uncompared?: readonly number[];
}

/**
 * Adds the records that a fleet always writes, unless the history has them: each process was spawned, each producer that
 * was not killed finished, the clock of each agent was right, and the run ended. Shards are closed, except those of killed processes.
 */
export function writeShards(
  orchestrator: Shard,
  shards: readonly Shard[],
  { tear = {}, without = [], unfinished = [], unclosed = [], uncompared = [] }: Damage,
): MemoryShard[] {
  const encoded = shards
    .filter((shard) => shard !== orchestrator)
    .map((shard) => ({
      name: shard.name,
      bytes: encode(unfinished.includes(shard.name) ? shard : finished(shard, shards, orchestrator), {
        torn: tear[shard.name] ?? 0,
        isClosed: !isKilled(shard, orchestrator) && !unclosed.includes(shard.name),
      }),
    }));
  const sizeOf = ({ slot, task, flags }: Row): number =>
    encoded.find(
      ({ name }) =>
        name === `${((flags ?? 0) & ~EventFlag.unread) === Role.producer ? "producer" : "worker"}-${slot}.${task}`,
    )?.bytes.byteLength ?? 0;
  const rows = [
    ...missingSpawns(shards, orchestrator),
    ...missingExchanges(orchestrator, uncompared),
    ...orchestrator.rows,
    ...missingEnd(orchestrator),
  ].map((row) => (row.kind === EventKind.exited ? { ...row, other: sizeOf(row) } : row));
  const { name } = orchestrator;
  const isClosed = !unclosed.includes(name);
  return [{ name, bytes: encode({ ...orchestrator, rows }, { isClosed }) }, ...encoded]
    .filter((shard) => !without.includes(shard.name))
    .map((shard) => ({ name: `${shard.name}.shard`, bytes: shard.bytes }));
}

/** Spawns of the producers and workers for which the history has none. */
function missingSpawns(shards: readonly Shard[], orchestrator: Shard): Row[] {
  const { spawned: kind } = EventKind;
  const named = orchestrator.rows.filter((row) => row.kind === kind);
  return shards
    .filter(({ role }) => role === Role.producer || role === Role.worker)
    .filter(
      ({ role, process, incarnation }) =>
        !named.some(({ slot, task, flags }) => flags === role && slot === process && task === incarnation),
    )
    .map(({ role: flags, process: slot, incarnation: task, openedAt: at }) => {
      return { kind, at, slot, task, flags, detail: PID };
    });
}

/** Comparisons of the clocks of all agents at the start and the end, unless the history has some. */
function missingExchanges({ rows }: Shard, uncompared: readonly number[]): Row[] {
  const { clockExchanged: kind, spawned } = EventKind;
  const agents = new Set(rows.flatMap((row) => (row.kind === spawned && (row.tag ?? 0) > 0 ? [row.tag ?? 0] : [])));
  const known = new Set([...uncompared, ...rows.filter((row) => row.kind === kind).map(({ slot }) => slot)]);
  const end = Math.max(0, ...rows.map(({ at }) => at));
  return [...agents]
    .filter((agent) => !known.has(agent))
    .flatMap((slot) => [0, end].map((at): Row => ({ kind, at, slot, detail: 10_000 })));
}

/** The end of the run, unless the history has it. */
function missingEnd({ rows }: Shard): Row[] {
  const { phase: kind } = EventKind;
  if (rows.some((row) => row.kind === kind && row.detail === PhaseCode.ended)) return [];
  return [{ kind, at: Math.max(0, ...rows.map(({ at }) => at)), slot: 0, detail: PhaseCode.ended }];
}

/** The last incarnation of a producer finishes, unless it was killed or the history has the end of its publishing. */
function finished(shard: Shard, shards: readonly Shard[], orchestrator: Shard): Shard {
  const { role, process, incarnation, rows, openedAt } = shard;
  const incarnations = shards.filter((other) => other.role === role && other.process === process);
  const isNamed = incarnations.some((other) => other.rows.some(({ kind }) => kind === EventKind.finished));
  const isLast = incarnations.every((other) => other.incarnation <= incarnation);
  if (role !== Role.producer || isNamed || !isLast || isKilled(shard, orchestrator)) return shard;
  const at = Math.max(openedAt, ...rows.map((row) => row.at));
  return { ...shard, rows: [...rows, { kind: EventKind.finished, at, slot: process }] };
}

function isKilled({ role, process, incarnation }: Shard, orchestrator: Shard): boolean {
  return orchestrator.rows.some(
    ({ kind, slot, task, flags = 0, tag = 0, detail = 0 }) =>
      kind === EventKind.exited &&
      (tag !== 0 || detail !== 0 || (flags & EventFlag.unread) !== 0) &&
      slot === process &&
      task === incarnation &&
      (flags & ~EventFlag.unread) === role,
  );
}

export const ns = (milliseconds: number): number => (milliseconds + EPOCH_MS) * 1e6;

/** Records per block. A process, too, seals its records in small blocks. */
const BLOCK_RECORDS = 3;

function encode({ role, process, incarnation, openedAt, rows }: Shard, { torn = 0, isClosed = true } = {}): Uint8Array {
  const header = { role, process, incarnation, pid: PID, openedAt: nanoseconds(ns(openedAt)) };
  const encoder = new ShardEncoder(header, BLOCK_RECORDS);
  const parts = [encoder.header.slice()];
  const take = (length: number): unknown => parts.push(encoder.bytes.slice(0, length));
  for (const [index, row] of rows.entries()) {
    // A torn record is in its own block, which has no seal.
    if (encoder.isFull || (torn > 0 && index === rows.length - 1)) take(encoder.seal());
    const { kind, at, slot, task = 0, other = 0, flags = 0, detail = 0, tag = 0 } = row;
    encoder.append(kind, ns(at), slot, task, other, flags, detail, tag);
  }
  if (torn > 0) take(encoder.seal() - RECORD_BYTES - torn);
  else take(isClosed ? encoder.close() : encoder.seal());
  return new Uint8Array(Buffer.concat(parts));
}
