import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkRun } from "@fairhare/checker";
import { history, SETTINGS } from "@fairhare/checker/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HistoryTail, SHARD_FILES } from "./live/history-tail.ts";
import { RunDirectory } from "./run-directory.ts";

let home: string;
let run: RunDirectory;
const shardPath = (name: string): string => join(run.path, "history", name);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-pack-"));
  run = new RunDirectory(home, join(home, "trial", "1"));
  run.create();
  const written = history().phase("starting", 0).spawned(1, 1).spawned(2, 2).phase("publishing", 1);
  for (let task = 1; task <= 4_000; task++) {
    written.producer(1).published(task, task, { costMs: 1 });
    written.worker(1 + (task % 2)).worked(task, task + 1, task + 2);
  }
  written.killed(1, 2_000_000).phase("drained", 3_000_000);
  for (const { name, bytes } of written.shards({ tear: { "worker-1.1": 11 } })) writeFileSync(shardPath(name), bytes);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const check = (): unknown => {
  const { shards, findings } = run.findShards();
  return checkRun({ settings: SETTINGS, run: 1, shards, directory: null, findings, brokerVersion: "4.0.5" });
};
const sizeOf = (): number =>
  readdirSync(join(run.path, "history")).reduce((sum, name) => sum + statSync(shardPath(name)).size, 0);

/** Tasks of the records that a reader of a growing history sees. */
function followed(name: string): number[] {
  using tail = new HistoryTail(SHARD_FILES);
  tail.follow(shardPath(name), "worker");
  const tasks: number[] = [];
  tail.poll((records) => {
    while (records.next()) tasks.push(records.task);
  });
  return tasks;
}

describe("a packed history", () => {
  it("gives the results that it gave before, in less than half of the space", () => {
    const [before, size] = [check(), sizeOf()];
    run.packHistory();
    expect(check()).toEqual(before);
    expect(sizeOf()).toBeLessThan(size / 2);
    expect(readdirSync(join(run.path, "history")).filter((name) => !name.endsWith(".shard"))).toEqual([]);
  });

  it("is not changed when it is packed again", () => {
    run.packHistory();
    const before = readFileSync(shardPath("producer-1.1.shard"));
    run.packHistory();
    expect(readFileSync(shardPath("producer-1.1.shard")).equals(before)).toBe(true);
  });

  it("is followed like one that is being written", () => {
    const before = followed("worker-2.1.shard");
    run.packHistory();
    expect(before.length).toBeGreaterThan(6_000);
    expect(followed("worker-2.1.shard")).toEqual(before);
  });

  it("leaves a damaged shard with its damage", () => {
    const bytes = readFileSync(shardPath("worker-2.1.shard"));
    // The unused part of the header, and a record.
    bytes[45] = 7;
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 255;
    writeFileSync(shardPath("worker-2.1.shard"), bytes);
    const before = check();
    run.packHistory();
    expect(check()).toEqual(before);
    expect(readFileSync(shardPath("worker-2.1.shard")).equals(bytes)).toBe(true);
  });

  it("is not made of what cannot be read", () => {
    mkdirSync(shardPath("worker-9.1.shard"));
    writeFileSync(shardPath("worker-8.1.shard"), "short");
    cpSync(shardPath("worker-2.1.shard"), join(home, "copy.shard"));
    run.packHistory();
    expect(readFileSync(shardPath("worker-8.1.shard"), "utf8")).toBe("short");
    expect(statSync(shardPath("worker-2.1.shard")).size).toBeLessThan(statSync(join(home, "copy.shard")).size);
  });
});
