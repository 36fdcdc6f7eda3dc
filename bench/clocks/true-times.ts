// The true times of the messages of a run on hosts whose clocks were made: from the records, and from what each process noted to
// have subtracted from its clock. Beside them the times that the checker derives.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clocksOfShards } from "@fairhare/checker";
import { EventKind, ShardReader } from "@fairhare/protocol";
import type { MadeClock } from "./time-namespace.ts";

/** A clock, and the file in which its processes note their offsets: CLOCK_NOTES of drift.mjs, with the notes of one run. */
export interface NotedClock extends MadeClock {
  readonly notes: string;
}

/** Milliseconds. */
export interface TimedLatency {
  readonly derived: number;
  readonly truth: number;
}

export interface TimedLatencies {
  readonly queueWait: readonly TimedLatency[];
  readonly endToEnd: readonly TimedLatency[];
}

/** Nanoseconds. */
type Times = { readonly derived: number; readonly truth: number };

/** One entry per message: to its first delivery, and to its first completion. `history`: the directory of the shards. */
export function timedLatencies(history: string, clocks: readonly NotedClock[]): TimedLatencies {
  const shards = readdirSync(history)
    .filter((name) => name.endsWith(".shard"))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(history, name))) }));
  const clockOf = clocksOfShards(shards);
  const bytesOf = new Map(shards.map(({ name, bytes }) => [name, bytes]));
  const intended = new Map<number, Times>();
  const delivered = new Map<number, Times>();
  const completed = new Map<number, Times>();
  for (const clock of clocks)
    for (const { shard, clockOffsetNs } of notesOf(clock)) {
      const derive = clockOf(shard);
      const timesOf = (time: number): Times => ({
        derived: derive?.toReference(time) ?? time,
        truth: (time + Math.round(clockOffsetNs)) / (1 + clock.driftPpm / 1e6) - clock.aheadSeconds * 1e9,
      });
      const reader = new ShardReader(bytesOf.get(shard) ?? new Uint8Array(), shard);
      while (reader.next()) {
        const { kind, task, at, other } = reader;
        if (kind === EventKind.attempted) keepFirst(intended, task, timesOf(other));
        else if (kind === EventKind.delivered) keepFirst(delivered, task, timesOf(at));
        else if (kind === EventKind.completed) keepFirst(completed, task, timesOf(at));
      }
    }
  const since = (ends: ReadonlyMap<number, Times>): TimedLatency[] =>
    [...ends].map(([task, end]) => {
      const begin = intended.get(task) ?? { derived: Number.NaN, truth: Number.NaN };
      return { derived: (end.derived - begin.derived) / 1e6, truth: (end.truth - begin.truth) / 1e6 };
    });
  return { queueWait: since(delivered), endToEnd: since(completed) };
}

/** The largest distance from the truth, milliseconds. */
export const largestError = (latencies: readonly TimedLatency[]): number =>
  latencies.reduce((largest, { derived, truth }) => Math.max(largest, Math.abs(derived - truth)), 0);

interface Note {
  readonly shard: string;
  readonly clockOffsetNs: number;
}

const notesOf = ({ notes }: NotedClock): Note[] =>
  readFileSync(notes, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Note);

function keepFirst(times: Map<number, Times>, task: number, time: Times): void {
  const known = times.get(task);
  if (known === undefined || time.truth < known.truth) times.set(task, time);
}
