import { ShardWriter } from "@fairhare/agent";
import { nanoseconds } from "@fairhare/core";
import { EventKind, Role } from "@fairhare/protocol";
import { expect, it } from "vitest";
import { HistoryTail } from "./history-tail.ts";
import { MemoryShards } from "../testing/memory-shards.ts";

it("passes on each record once, after its flush, and no seal", () => {
  const shards = new MemoryShards();
  using tail = new HistoryTail(shards);
  const seen: number[] = [];
  const poll = (): void =>
    tail.poll((records) => {
      while (records.next()) seen.push(records.task);
    });
  tail.follow("worker-1.1.shard", "worker");
  poll();
  const header = { role: Role.worker, process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(0) };
  const writer = new ShardWriter(shards.create("worker-1.1.shard"), header);
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
