// The orchestrator's own shard of a run, and its findings about it.
import type { ShardWriter } from "@fairhare/child";
import type { Clock, Nanoseconds } from "@fairhare/core";
import type { Finding } from "@fairhare/findings";
import { EventKind, type PhaseCode, Role } from "@fairhare/protocol";
import type { Host } from "../fleet/host.ts";

export interface RunLogFields {
  readonly slot?: number;
  readonly task?: number;
  readonly other?: number;
  readonly flags?: number;
  readonly detail?: number;
  readonly tag?: number;
  /** Time of the event; now by default. */
  readonly at?: Nanoseconds;
}

/** Writes each event to the kernel before `record` returns. */
export class RunLog implements Disposable {
  readonly clock: Clock;
  readonly findings: Finding[] = [];
  readonly #shard: ShardWriter;

  constructor(shardFile: string, { clock, pid, openShard }: Pick<Host, "clock" | "pid" | "openShard">) {
    this.clock = clock;
    const openedAt = clock.now();
    this.#shard = openShard(shardFile, { role: Role.orchestrator, process: 1, incarnation: 1, pid, openedAt });
  }

  record(kind: EventKind, fields: RunLogFields = {}): void {
    const { slot = 0, task = 0, other = 0, flags = 0, detail = 0, tag = 0, at = this.clock.now() } = fields;
    this.#shard.append(kind, at, slot, task, other, flags, detail, tag);
    this.#shard.flush();
  }

  phase(code: PhaseCode): void {
    this.record(EventKind.phase, { detail: code });
  }

  report(found: Finding): void {
    this.findings.push(found);
  }

  [Symbol.dispose](): void {
    this.#shard[Symbol.dispose]();
  }
}
