// Opens the shards of a run and sorts them by role. A shard that is unreadable or does not match its file name does not
// stop the check: it becomes a finding, and the verdict is unknown.
import { type Finding, finding } from "@fairhare/findings";
import {
  type ClockMap,
  CorrectedShardReader,
  HEADER_BYTES,
  parseShardName,
  Role,
  type Shard,
  ShardReader,
  type ShardHeader,
  type ShardIdentity,
  sizeOfShard,
  UnreadableShardError,
} from "@fairhare/protocol";
import { findProcess, type OrchestratorLog } from "./orchestrator-log.ts";

export interface NamedShard {
  readonly name: string;
  /** In memory or in a file. */
  readonly bytes: Shard;
}

/** A whole shard in memory. */
export interface MemoryShard extends NamedShard {
  readonly bytes: Uint8Array;
}

export interface OpenShard {
  readonly name: string;
  readonly size: number;
  readonly reader: ShardReader;
}

export interface OpenShards {
  /** In the order of their opening, so that the incarnations of a slot follow each other. */
  readonly all: readonly OpenShard[];
  readonly producers: readonly ShardReader[];
  readonly workers: readonly ShardReader[];
  readonly orchestrators: readonly ShardReader[];
  readonly deadLetters: readonly ShardReader[];
  /** Shorter than a header: the process ended while it opened the file, before any work. */
  readonly empty: readonly { readonly name: string; readonly size: number }[];
  /** Findings about shards whose records are missing from the history. */
  readonly unreadable: readonly Finding[];
}

/** The clock of a process, if it is not the orchestrator's. */
type ClockOf = (identity: ShardIdentity) => ClockMap | undefined;

/** `clocksOf` reads the orchestrator's shards, which are opened first: their times are those of all others. */
export function openShards(
  shards: readonly NamedShard[],
  clocksOf: (orchestrators: readonly ShardReader[]) => ClockOf = () => () => undefined,
): OpenShards {
  const own = shards.map((shard) => (isOrchestrators(shard) ? open(shard) : undefined));
  const clockOf = clocksOf(own.flatMap((one) => (one?.kind === "open" ? [one.shard.reader] : [])));
  const all: OpenShard[] = [];
  const empty: { name: string; size: number }[] = [];
  const unreadable: Finding[] = [];
  for (const [index, shard] of shards.entries()) {
    const opened = own[index] ?? open(shard, clockOf);
    if (opened.kind === "open") all.push(opened.shard);
    else if (opened.kind === "empty") empty.push(opened.shard);
    else unreadable.push(opened.finding);
  }
  return sorted(all, empty, unreadable);
}

type Opened =
  | { readonly kind: "open"; readonly shard: OpenShard }
  | { readonly kind: "empty"; readonly shard: { readonly name: string; readonly size: number } }
  | { readonly kind: "unreadable"; readonly finding: Finding };

function open({ name, bytes }: NamedShard, clockOf: ClockOf = () => undefined): Opened {
  const size = sizeOfShard(bytes);
  if (size < HEADER_BYTES) return { kind: "empty", shard: { name, size } };
  try {
    const identity = parseShardName(name);
    const clock = identity === undefined ? undefined : clockOf(identity);
    const reader = clock === undefined ? new ShardReader(bytes, name) : new CorrectedShardReader(bytes, name, clock);
    if (isNamedFor(name, reader.header)) return { kind: "open", shard: { name, size: reader.size, reader } };
    const header = nameOf(reader.header);
    return { kind: "unreadable", finding: finding("shard-of-another-process", { shard: name, header }) };
  } catch (error) {
    if (!(error instanceof UnreadableShardError)) throw error;
    return { kind: "unreadable", finding: finding("shard-unreadable", { problem: error.message }) };
  }
}

const isOrchestrators = ({ name }: NamedShard): boolean => parseShardName(name)?.role === Role.orchestrator;

/** The shards of processes that the orchestrator started. Without an undamaged orchestrator shard, all shards. */
export function startedShards(shards: OpenShards, log: OrchestratorLog): OpenShards {
  if (!knowsProcesses(shards)) return shards;
  const counted = shards.all.filter((shard) => !isOfFleet(shard) || isStarted(shard, log));
  return sorted(counted, shards.empty, shards.unreadable);
}

/** There is exactly one orchestrator shard, and it is not damaged. */
export const knowsProcesses = ({ orchestrators }: OpenShards): boolean =>
  orchestrators.length === 1 && orchestrators.every(({ integrity }) => integrity.damage === null);

export const isOfFleet = ({ reader: { header } }: OpenShard): boolean =>
  header.role === Role.producer || header.role === Role.worker;

export function isStarted({ reader: { header } }: OpenShard, { processes }: OrchestratorLog): boolean {
  return findProcess(processes, header.role, header.process, header.incarnation)?.pid === header.pid;
}

function sorted(
  all: readonly OpenShard[],
  empty: OpenShards["empty"],
  unreadable: OpenShards["unreadable"],
): OpenShards {
  const opened = openedInOrder(all);
  const inOrder = all.toSorted(
    (a, b) => (opened.get(a) ?? 0) - (opened.get(b) ?? 0) || a.reader.header.incarnation - b.reader.header.incarnation,
  );
  const by = (role: Role): ShardReader[] =>
    inOrder.map(({ reader }) => reader).filter((reader) => reader.header.role === role);
  return {
    all: inOrder,
    producers: by(Role.producer),
    workers: by(Role.worker),
    orchestrators: by(Role.orchestrator),
    deadLetters: by(Role.deadLetters),
    empty,
    unreadable,
  };
}

/**
 * When each shard was opened, but no incarnation before the one that it replaces: on another host it may seem to be, within the
 * error of the clocks.
 */
function openedInOrder(all: readonly OpenShard[]): ReadonlyMap<OpenShard, number> {
  const latest = new Map<string, number>();
  const opened = new Map<OpenShard, number>();
  for (const shard of all.toSorted((a, b) => a.reader.header.incarnation - b.reader.header.incarnation)) {
    const { role, process, openedAt } = shard.reader.header;
    const at = Math.max(openedAt, latest.get(`${role}/${process}`) ?? 0);
    latest.set(`${role}/${process}`, at);
    opened.set(shard, at);
  }
  return opened;
}

/** File names are unique, so this check also makes sure that no incarnation has two shards. */
function isNamedFor(name: string, header: ShardHeader): boolean {
  const identity = parseShardName(name);
  return (
    identity !== undefined &&
    identity.role === header.role &&
    identity.process === header.process &&
    identity.incarnation === header.incarnation
  );
}

function nameOf({ role, process, incarnation }: ShardHeader): string {
  const [name = `role ${role}`] = Object.entries(Role).find(([, code]) => code === role) ?? [];
  return `${name} ${process}, incarnation ${incarnation}`;
}
