import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../testing/loopback.ts";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import { MAX_FRAME_PAYLOAD, readShardFrame, type ShardFrame, WINDOW_BYTES } from "../transport/shard-frame.ts";
import { ShardSender } from "./shard-sender.ts";
import { ShardTail } from "./shard-tail.ts";

function senderOf(count = 1) {
  const directory = temporaryDirectory();
  const clock = new VirtualTimers();
  const sent: ShardFrame[] = [];
  const problems: number[] = [];
  const sender = new ShardSender(clock, (message) => {
    const frame = readShardFrame(message);
    if (frame !== undefined) sent.push(frame);
  });
  const shards = Array.from({ length: count }, (_, index) => {
    const path = join(directory, `${index}.shard`);
    const sendRest = sender.follow(new ShardTail(index + 1, path), () => problems.push(index));
    return { sendRest, write: (bytes: Buffer | string) => appendFileSync(path, bytes) };
  });
  const bytesOf = (process: number): Buffer =>
    Buffer.concat(sent.filter((frame) => frame.process === process).map(({ bytes }) => bytes));
  return { clock, sent, sender, shards, bytesOf, problems, directory };
}

const one = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error("empty");
  return first;
};

describe("a sender of shards", () => {
  test("waits for a file that does not exist yet", () => {
    const { clock, sent, shards } = senderOf();
    clock.pass(200);
    expect(sent).toEqual([]);
    one(shards).write("records");
    clock.pass(50);
    expect(sent).toMatchObject([{ process: 1, offset: 0 }]);
  });

  test("sends what was written in 50 ms as one part, at its offset", () => {
    const { clock, sent, shards } = senderOf();
    for (let round = 0; round < 3; round++) {
      for (let write = 0; write < 10; write++) one(shards).write("12345");
      clock.pass(50);
    }
    expect(sent.map(({ offset, bytes }) => [offset, bytes.length])).toEqual([
      [0, 50],
      [50, 50],
      [100, 50],
    ]);
  });

  test("never has more on the way than the window, whatever the number of shards", () => {
    const { clock, sent, shards, sender, bytesOf } = senderOf(3);
    const content = shards.map((_, index) => Buffer.alloc(2 * WINDOW_BYTES, index + 1));
    for (const [index, shard] of shards.entries()) shard.write(content[index] ?? "");
    let onTheWay = 0;
    let seen = 0;
    for (let round = 0; round < 30; round++) {
      clock.pass(50);
      for (; seen < sent.length; seen++) onTheWay += sent[seen]?.bytes.length ?? 0;
      expect(onTheWay).toBeLessThanOrEqual(WINDOW_BYTES);
      const written = Math.min(onTheWay, 100_000);
      onTheWay -= written;
      sender.written(written);
    }
    // Each shard has its share, because they take turns.
    for (const [index, expected] of content.entries()) {
      const arrived = bytesOf(index + 1);
      expect(arrived.length).toBeGreaterThan(WINDOW_BYTES);
      expect(expected.subarray(0, arrived.length).equals(arrived)).toBe(true);
    }
  });

  test("goes on as soon as the window has room again", () => {
    const { clock, sent, shards, sender } = senderOf();
    one(shards).write(Buffer.alloc(WINDOW_BYTES + MAX_FRAME_PAYLOAD));
    clock.pass(50);
    expect(sent).toHaveLength(WINDOW_BYTES / MAX_FRAME_PAYLOAD);
    sender.written(MAX_FRAME_PAYLOAD);
    expect(sent).toHaveLength(WINDOW_BYTES / MAX_FRAME_PAYLOAD + 1);
  });

  test("sends the rest of an ended process at once, and reports when all of it is sent", () => {
    const { shards, sender, bytesOf } = senderOf();
    const content = Buffer.alloc(WINDOW_BYTES + 1_000, 7);
    one(shards).write(content);
    let isSent = false;
    one(shards).sendRest(() => (isSent = true));
    expect(isSent).toBe(false);
    sender.written(WINDOW_BYTES);
    expect(isSent).toBe(true);
    expect(bytesOf(1).equals(content)).toBe(true);
  });

  test("reports a process that ended before it had a shard", () => {
    const { shards, sent } = senderOf();
    let isSent = false;
    one(shards).sendRest(() => (isSent = true));
    expect(isSent).toBe(true);
    expect(sent).toEqual([]);
  });

  test("reports once a shard that cannot be read, and goes on with the others", () => {
    const { clock, shards, bytesOf, problems, directory } = senderOf(2);
    // As if no file descriptor were left, for everybody.
    mkdirSync(join(directory, "0.shard"));
    shards[1]?.write("records");
    clock.pass(200);
    expect(problems).toEqual([0]);
    expect(bytesOf(2).toString()).toBe("records");
    let isSent = false;
    one(shards).sendRest(() => (isSent = true));
    expect(isSent).toBe(true);
  });
});
