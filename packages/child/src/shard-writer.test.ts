import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nanoseconds } from "@fairhare/core";
import { EventKind, Role, ShardReader } from "@fairhare/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHostTimers } from "./clock.ts";
import { GroupCommit } from "./group-commit.ts";
import { openShardFile, ShardWriter } from "./shard-writer.ts";

let directory: string;
let path: string;
const header = { role: Role.worker, process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(0) };
const read = (): ShardReader => new ShardReader(readFileSync(path));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "shard-writer-"));
  path = join(directory, "test.shard");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe("a shard writer", () => {
  it("writes no record before it is flushed", () => {
    using shard = new ShardWriter(openShardFile(path), header);
    shard.append(EventKind.completed, 1, 1, 1);
    expect(read().recordCount).toBe(0);
    shard.flush();
    expect(read().recordCount).toBe(1);
  });

  it("writes a full block without a flush, and loses no record", () => {
    using shard = new ShardWriter(openShardFile(path), header);
    for (let task = 1; task <= 10_000; task++) shard.append(EventKind.completed, task, 1, task);
    shard.flush();
    const reader = read();
    for (let task = 1; task <= 10_000; task++) {
      reader.next();
      expect(reader.task).toBe(task);
    }
  });

  it("never overwrites the shard of another process", () => {
    using first = new ShardWriter(openShardFile(path), header);
    first.flush();
    expect(() => new ShardWriter(openShardFile(path), header)).toThrow(/EEXIST/);
  });
});

describe("a group commit", () => {
  it("writes the records of a turn before it sends to the broker, once for the whole turn", async () => {
    using shard = new ShardWriter(openShardFile(path), header);
    const recordsAtEffect: number[] = [];
    const commit = new GroupCommit(shard, () => recordsAtEffect.push(read().recordCount), {
      clock: createHostTimers(),
      gather: true,
    });
    for (const task of [1, 2, 3]) {
      shard.append(EventKind.completed, task, 1, task);
      commit.commit();
    }
    expect(recordsAtEffect).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(recordsAtEffect).toEqual([3]);
  });

  it("does so immediately when it does not gather", () => {
    using shard = new ShardWriter(openShardFile(path), header);
    const recordsAtEffect: number[] = [];
    const commit = new GroupCommit(shard, () => recordsAtEffect.push(read().recordCount), {
      clock: createHostTimers(),
      gather: false,
    });
    shard.append(EventKind.completed, 1, 1, 1);
    commit.commit();
    expect(recordsAtEffect).toEqual([1]);
  });
});
