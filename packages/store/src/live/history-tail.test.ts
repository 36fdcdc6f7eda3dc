import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openShardFile, ShardWriter } from "@fairhare/child";
import { nanoseconds } from "@fairhare/core";
import { EventKind, Role } from "@fairhare/protocol";
import { afterEach, beforeEach, expect, it } from "vitest";
import { HistoryTail, SHARD_FILES } from "./history-tail.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-tail-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("passes on each record once, after its flush, and no seal", () => {
  const path = join(directory, "worker-1.1.shard");
  using tail = new HistoryTail(SHARD_FILES);
  const seen: number[] = [];
  const poll = (): void =>
    tail.poll((records) => {
      while (records.next()) seen.push(records.task);
    });
  tail.follow(path, "worker");
  poll();
  const header = { role: Role.worker, process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(0) };
  const writer = new ShardWriter(openShardFile(path), header);
  poll();
  writer.append(EventKind.completed, 1, 1, 1);
  writer.append(EventKind.completed, 2, 1, 2);
  poll();
  expect(seen).toEqual([]);
  writer.flush();
  poll();
  expect(seen).toEqual([1, 2]);
  writer.append(EventKind.completed, 3, 1, 3);
  writer[Symbol.dispose]();
  poll();
  poll();
  expect(seen).toEqual([1, 2, 3]);
});
