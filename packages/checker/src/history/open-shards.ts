// Opens the shards of a run and sorts them by role. A shard that is unreadable or does not match its file name does not
// stop the check: it becomes a finding, and the verdict is unknown.
import { type Finding, finding } from "@fairhare/findings";
import {
  HEADER_BYTES,
  parseShardName,
  Role,
  type Shard,
  ShardReader,
  type ShardHeader,
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

export function openShards(shards: readonly NamedShard[]): OpenShards {
  const all: OpenShard[] = [];
  const empty: { name: string; size: number }[] = [];
  const unreadable: Finding[] = [];
  for (const { name, bytes } of shards) {
    const size = sizeOfShard(bytes);
    if (size < HEADER_BYTES) {
      empty.push({ name, size });
      continue;
    }
    try {
      const reader = new ShardReader(bytes, name);
      if (isNamedFor(name, reader.header)) all.push({ name, size: reader.size, reader });
      else unreadable.push(finding("shard-of-another-process", { shard: name, header: nameOf(reader.header) }));
    } catch (error) {
      if (!(error instanceof UnreadableShardError)) throw error;
      unreadable.push(finding("shard-unreadable", { problem: error.message }));
    }
  }
  return sorted(all, empty, unreadable);
}

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
  const inOrder = all.toSorted(
    ({ reader: { header: a } }, { reader: { header: b } }) => a.openedAt - b.openedAt || a.incarnation - b.incarnation,
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
