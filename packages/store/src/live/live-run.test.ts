import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { history, runningFleet } from "@fairhare/checker/testing";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunFollower } from "./run-follower.ts";

/** The times of a literal history begin at 1 s. */
const SETTINGS = { ...BASE_SETTINGS, faults: [{ text: "kill:worker:2@1s" } as never] };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-live-"));
  mkdirSync(join(directory, "history"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function store(shards: readonly { readonly name: string; readonly bytes: Uint8Array }[]): void {
  for (const { name, bytes } of shards) writeFileSync(join(directory, "history", name), bytes);
}

describe("a run that is followed", () => {
  it("shows its phase, counts, queue, and the busy shares of its workers", () => {
    store(runningFleet().depth(7, 1_900).shards());
    using follower = new RunFollower(directory, SETTINGS);
    follower.poll();
    const view = follower.view(3_000e6, 4);
    expect(view).toMatchObject({
      phase: "ended",
      counts: { attempted: 3, confirmed: 3, delivered: 3, completed: 1 },
      publishedPerSecond: 3,
      completedPerSecond: 1,
      ready: 7,
      publishingAt: 2_000e6,
    });
    expect(view.workers).toEqual([
      { slot: 1, state: "busy", completed: 1, lane: [1, 1, 1, 1], heavy: [] },
      { slot: 2, state: "busy", completed: 0, lane: [0, 1, 1, 1], heavy: [] },
    ]);
  });

  it("shows a killed worker as down until it runs again, and the fault with its target", () => {
    store(runningFleet().fault(1, 1_750, 1_800, 2, 2).killed(2, 1_750).shards());
    using follower = new RunFollower(directory, SETTINGS);
    follower.poll();
    const view = follower.view(3_000e6, 4);
    expect(view.workers[1]).toEqual({ slot: 2, state: "down", completed: 0, lane: [0, 1, 1, 0], heavy: [] });
    expect(view.faults).toEqual([
      { text: "kill:worker:2@1s", target: "worker process 2", beganAt: 2_750e6, healedAt: 2_800e6 },
    ]);
    store(runningFleet().fault(1, 1_750, 1_800, 2, 2).killed(2, 1_750).spawned(2, 1_900, 2).shards());
    using restarted = new RunFollower(directory, SETTINGS);
    restarted.poll();
    expect(restarted.view(3_000e6, 4).workers[1]?.state).toBe("idle");
  });

  it("shows which part of the work is on heavy tasks, also of work that goes on", () => {
    const shards = history()
      .producer(1)
      .published(1, 0, { heavy: true })
      .published(2, 0)
      .published(3, 0, { heavy: true })
      .worker(1)
      .worked(1, 0, 500)
      .worked(2, 500, 750)
      .started(3, 875)
      .shards();
    store(shards);
    using follower = new RunFollower(directory, SETTINGS);
    follower.poll();
    const [worker] = follower.view(2_250e6, 5).workers;
    expect(worker?.lane).toEqual([1, 1, 1, 0.5, 1]);
    expect(worker?.heavy).toEqual([1, 1, 0, 0.5, 1]);
  });

  it("without work shows completions, relative to the fastest worker", () => {
    store(history().worker(1).completed(1, 100, 100).completed(2, 110, 110).worker(2).completed(3, 100, 100).shards());
    using follower = new RunFollower(directory, SETTINGS);
    follower.poll();
    expect(follower.view(1_300e6, 1).workers.map(({ lane }) => lane)).toEqual([[1], [0.5]]);
  });

  it("reads shards that appear later, and only new records", () => {
    using follower = new RunFollower(join(directory, "later"), SETTINGS);
    follower.poll();
    expect(follower.view(0, 4)).toMatchObject({ phase: null, startedAt: null, workers: [] });
    mkdirSync(join(directory, "later", "history"), { recursive: true });
    for (const { name, bytes } of runningFleet().shards())
      writeFileSync(join(directory, "later", "history", name), bytes);
    follower.poll();
    follower.poll();
    expect(follower.view(3_000e6, 4).counts.attempted).toBe(3);
    rmSync(join(directory, "later"), { recursive: true });
    follower.poll();
    expect(follower.orchestrator).toBeUndefined();
  });

  it("survives shards with random content", () => {
    const noise = Uint8Array.from({ length: 64 + 32 * 500 }, (_, index) => (index * 7_919) % 251);
    for (const name of ["worker-1.1.shard", "orchestrator-1.1.shard", "producer-1.1.shard", "notes.txt"])
      store([{ name, bytes: noise }]);
    using follower = new RunFollower(directory, SETTINGS);
    follower.poll();
    expect(follower.view(1e9, 4).counts.completed).toBeGreaterThanOrEqual(0);
  });
});
