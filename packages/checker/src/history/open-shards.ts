// Opens the shards of a run and sorts them by who wrote them. A shard that cannot be read does not stop the
// check: it is counted, and the verdict decides whether it matters.
import { HEADER_BYTES, Role, ShardReader, UnreadableShardError } from "@fairhare/protocol";

export interface NamedShard {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface TornShard {
  readonly name: string;
  readonly role: Role;
  readonly bytes: number;
}

export interface OpenShards {
  /** In the order in which they were opened, so that a slot's incarnations follow each other. */
  readonly producers: readonly ShardReader[];
  readonly workers: readonly ShardReader[];
  readonly orchestrators: readonly ShardReader[];
  readonly deadLetters: readonly ShardReader[];
  /** Shorter than a header: the writer died while it opened the file, before it had done anything. */
  readonly empty: readonly string[];
  /** The reasons, a sentence each: whatever these shards held is missing from the evidence. */
  readonly unreadable: readonly string[];
  readonly torn: readonly TornShard[];
}

export function openShards(shards: readonly NamedShard[]): OpenShards {
  const readers: ShardReader[] = [];
  const empty: string[] = [];
  const unreadable: string[] = [];
  const torn: TornShard[] = [];
  for (const { name, bytes } of shards) {
    if (bytes.byteLength < HEADER_BYTES) {
      empty.push(name);
      continue;
    }
    try {
      const reader = new ShardReader(bytes, name);
      readers.push(reader);
      const { tornBytes } = reader.integrity;
      if (tornBytes > 0) torn.push({ name, role: reader.header.role, bytes: tornBytes });
    } catch (error) {
      if (!(error instanceof UnreadableShardError)) throw error;
      unreadable.push(error.message);
    }
  }
  readers.sort((a, b) => a.header.openedAt - b.header.openedAt || a.header.incarnation - b.header.incarnation);
  const by = (role: Role): ShardReader[] => readers.filter((reader) => reader.header.role === role);
  return {
    producers: by(Role.producer),
    workers: by(Role.worker),
    orchestrators: by(Role.orchestrator),
    deadLetters: by(Role.deadLetters),
    empty,
    unreadable,
    torn,
  };
}
