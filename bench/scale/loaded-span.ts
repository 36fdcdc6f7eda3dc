// When a run was under its load, from the shard of its orchestrator. The start before it, and the packing and checking
// of the history after it, say nothing about growth.
import { readFileSync } from "node:fs";
import { EventKind, PhaseCode, Role, ShardReader } from "@fairhare/protocol";

/** Share of the load until heaps, buffers and compiled code have their size. */
const SETTLING = 1 / 3;

/** Seconds of the host's clock. */
export interface LoadedSpan {
  readonly from: number;
  readonly to: number;
}

/** From the beginning of publishing to the drain; undefined if the run did not come so far. */
export function loadedSpan(shards: readonly string[]): LoadedSpan | undefined {
  for (const path of shards) {
    const reader = new ShardReader(readFileSync(path), path);
    if (reader.header.role !== Role.orchestrator) continue;
    const at = new Map<number, number>();
    while (reader.next()) if (reader.kind === EventKind.phase) at.set(reader.detail, reader.at / 1e9);
    const [from, to] = [at.get(PhaseCode.publishing), at.get(PhaseCode.draining) ?? at.get(PhaseCode.cutShort)];
    if (from !== undefined && to !== undefined) return { from, to };
  }
  return undefined;
}

export const isSettled = (seconds: number, { from, to }: LoadedSpan): boolean =>
  seconds >= from + (to - from) * SETTLING && seconds <= to;
