// Follows the history of one run while it grows, or reads a stored one: finds its shards and keeps a LiveRun up to date.
// Only reads, and ends quietly when the directory is removed, as after a warm-up.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  HEADER_BYTES,
  parseShardName,
  type RecordCursor,
  readShardHeader,
  Role,
  type ShardIdentity,
  type ShardRole,
} from "@fairhare/protocol";
import type { TrialSettings } from "@fairhare/workload";
import { HistoryTail, SHARD_FILES } from "./history-tail.ts";
import { LiveRun, type LiveView } from "./live-run.ts";

const ROLE_NAMES: Readonly<Record<Role, ShardRole>> = {
  [Role.producer]: "producer",
  [Role.worker]: "worker",
  [Role.orchestrator]: "orchestrator",
  [Role.deadLetters]: "dead-letters",
};

export type RecordListener = (records: RecordCursor, identity: ShardIdentity) => void;

export class RunFollower implements Disposable {
  readonly #history: string;
  readonly #run: LiveRun;
  readonly #tail = new HistoryTail(SHARD_FILES);
  readonly #identities = new Map<string, ShardIdentity>();

  readonly #also: RecordListener | undefined;

  /** `path`: the directory of the run, which need not exist yet. `also` receives the same records. */
  constructor(path: string, settings: TrialSettings, also?: RecordListener) {
    this.#also = also;
    this.#history = join(path, "history");
    this.#run = new LiveRun(settings);
  }

  /** Reads all new records. */
  poll(): void {
    for (const name of this.#newShards()) {
      const identity = parseShardName(name);
      if (identity === undefined) continue;
      const path = join(this.#history, name);
      this.#identities.set(path, identity);
      this.#tail.follow(path, ROLE_NAMES[identity.role]);
    }
    this.#tail.poll((records, path) => {
      const identity = this.#identities.get(path);
      if (identity === undefined) return;
      this.#run.add(records, identity);
      records.rewind();
      this.#also?.(records, identity);
    });
    this.#run.settle();
  }

  /** Time of the newest record, nanoseconds on the monotonic clock of the run's host. */
  get latestAt(): number {
    return this.#run.latestAt;
  }

  view(now: number, laneLength: number): LiveView {
    return this.#run.view(now, laneLength);
  }

  /** The process that performs the run; undefined before it has begun. */
  get orchestrator(): number | undefined {
    const path = [...this.#identities].find(([, { role }]) => role === Role.orchestrator)?.[0];
    return path === undefined ? undefined : writerOf(path);
  }

  [Symbol.dispose](): void {
    this.#tail[Symbol.dispose]();
  }

  /** Those of producers before those of workers, which need to know which tasks are heavy. */
  #newShards(): string[] {
    try {
      return readdirSync(this.#history)
        .filter((name) => !this.#identities.has(join(this.#history, name)))
        .toSorted();
    } catch {
      return [];
    }
  }
}

function writerOf(path: string): number | undefined {
  const header = new Uint8Array(HEADER_BYTES);
  const shard = SHARD_FILES.open(path);
  try {
    shard?.read(header, 0);
    return readShardHeader(header, path).pid;
  } catch {
    return undefined;
  } finally {
    shard?.close();
  }
}
