// The history's hot path: encode a record, put a turn's records into the kernel, read them back.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHostTimers, ShardWriter } from "@fairhare/agent";
import { encodeHeader, EventKind, RecordBlock, Role, ShardReader } from "@fairhare/protocol";
import { Bench } from "tinybench";

const RECORDS = 1_000;
/** What one event-loop turn gathers at prefetch 100: about 30 messages, two records each. */
const TURN = 60;

/** `perRun` is how many records a run of the task handles. */
export async function benchHistoryCodec(): Promise<{ readonly bench: Bench; readonly perRun: Record<string, number> }> {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  const clock = createHostTimers();
  const header = { role: Role.worker, process: 1, incarnation: 1, pid: process.pid, openedAt: clock.now() };
  const block = new RecordBlock(RECORDS);
  const fill = (): void => {
    block.clear();
    for (let task = 1; task <= RECORDS; task++)
      block.append(EventKind.completed, clock.now(), 1, task, 1e9, 0, 0, task);
  };
  fill();
  const reader = new ShardReader(new Uint8Array([...encodeHeader(header), ...block.bytes]));
  const shard = new ShardWriter(join(directory, "bench.shard"), header);
  const bench = new Bench({ time: 500 });
  const perRun = { "append a record": RECORDS, "append and flush a turn": TURN, "read a record": RECORDS };
  bench
    .add("append a record", fill)
    .add("append and flush a turn", () => {
      for (let task = 1; task <= TURN; task++) shard.append(EventKind.completed, clock.now(), 1, task, 1e9, 0, 0, task);
      shard.flush();
    })
    .add("read a record", () => {
      let sum = 0;
      reader.rewind();
      while (reader.next()) sum += reader.task + reader.at;
      return sum;
    });
  try {
    await bench.run();
  } finally {
    shard[Symbol.dispose]();
    rmSync(directory, { recursive: true });
  }
  return { bench, perRun };
}
