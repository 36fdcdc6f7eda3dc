// The history's hot path: encode a record, write the records of a turn, read them back.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHostTimers, openShardFile, ShardWriter } from "@fairhare/child";
import { encodeShard, EventKind, RecordBlock, Role, ShardReader } from "@fairhare/protocol";
import { Bench } from "tinybench";
import type { Suite } from "./suite.ts";

const RECORDS = 1_000;
/** Records of one event-loop turn at prefetch 100: about 30 messages, two records each. */
const TURN = 60;

export function benchHistoryCodec(): Suite {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  const clock = createHostTimers();
  const header = { role: Role.worker, process: 1, incarnation: 1, pid: process.pid, openedAt: clock.now() };
  const block = new RecordBlock(RECORDS);
  const fill = (records: Pick<RecordBlock, "append">): void => {
    for (let task = 1; task <= RECORDS; task++)
      records.append(EventKind.completed, clock.now(), 1, task, 1e9, 0, 0, task);
  };
  const bytes = encodeShard(header, RECORDS, fill);
  const reader = new ShardReader(bytes);
  const shard = new ShardWriter(openShardFile(join(directory, "bench.shard")), header);
  const bench = new Bench({ time: 200 });
  const perRun = {
    "append a record": RECORDS,
    "append and flush a turn": TURN,
    "append and flush a record alone": 1,
    "verify a record": RECORDS,
    "read a record": RECORDS,
  };
  bench
    .add("append a record", () => {
      block.clear();
      fill(block);
    })
    .add("append and flush a turn", () => {
      for (let task = 1; task <= TURN; task++) shard.append(EventKind.completed, clock.now(), 1, task, 1e9, 0, 0, task);
      shard.flush();
    })
    .add("append and flush a record alone", () => {
      shard.append(EventKind.completed, clock.now(), 1, 1, 1e9, 0, 0, 1);
      shard.flush();
    })
    .add("verify a record", () => new ShardReader(bytes).integrity.isClosed)
    .add("read a record", () => {
      let sum = 0;
      reader.rewind();
      while (reader.next()) sum += reader.task + reader.at;
      return sum;
    });
  const end = (): void => {
    shard[Symbol.dispose]();
    rmSync(directory, { recursive: true });
  };
  return { bench, perRun, end };
}
