import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { history, ns } from "@fairhare/checker/testing";
import { Role } from "@fairhare/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largestError, timedLatencies } from "./true-times.ts";

/** Two clocks, and what their processes subtract: all but 400 ms and −300 ms of the offset at the time 0. */
const CLOCKS = [
  { aheadSeconds: 3_600, driftPpm: 100, leftMs: 400, shard: "producer-1.1.shard" },
  { aheadSeconds: -7_200, driftPpm: -50, leftMs: -300, shard: "worker-1.1.shard" },
];
const offsetOf = ({ aheadSeconds, driftPpm, leftMs }: (typeof CLOCKS)[number]): number =>
  aheadSeconds * 1e9 * (1 + driftPpm / 1e6) + (ns(0) * driftPpm) / 1e6 - leftMs * 1e6;

describe("the true latencies of a run on clocks that were made", () => {
  let directory = "";
  beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), "fairhare-times-"))));
  afterAll(() => rmSync(directory, { recursive: true }));

  it("are those of one clock, and the derived ones are close to them", () => {
    /** What a process of the agent records at a time of the orchestrator's clock, milliseconds. */
    const readBy = (agent: number, atMs: number): number => {
      const { driftPpm, leftMs } = CLOCKS[agent - 1] ?? { driftPpm: 0, leftMs: 0 };
      return atMs * (1 + driftPpm / 1e6) + leftMs;
    };
    const run = history().phase("starting", 0);
    for (let at = 0; at <= 5_000; at += 500)
      for (const agent of [1, 2]) run.exchanged(agent, at, readBy(agent, at) - at);
    run.spawned(1, 400, 1, Role.producer, 1).spawned(1, 400, 1, Role.worker, 2).phase("publishing", 500);
    run.producer(1).published(1, readBy(1, 1_000)).published(2, readBy(1, 3_000));
    run.worker(1, { since: readBy(2, 450) });
    run.worked(1, readBy(2, 1_007), readBy(2, 1_020)).worked(2, readBy(2, 3_009), readBy(2, 3_040));
    for (const { name, bytes } of run.phase("drained", 5_000).shards()) writeFileSync(join(directory, name), bytes);
    const clocks = CLOCKS.map((clock, index) => {
      const notes = join(directory, `clock-${index + 1}`);
      writeFileSync(notes, `${JSON.stringify({ shard: clock.shard, clockOffsetNs: offsetOf(clock) })}\n`);
      return { ...clock, notes };
    });

    const { queueWait, endToEnd } = timedLatencies(directory, clocks);
    for (const [index, truth] of [7, 9].entries()) expect(queueWait[index]?.truth).toBeCloseTo(truth, 2);
    for (const [index, truth] of [20, 40].entries()) expect(endToEnd[index]?.truth).toBeCloseTo(truth, 2);
    expect(largestError(queueWait)).toBeLessThan(0.2);
    expect(largestError(endToEnd)).toBeLessThan(0.2);
  });
});
