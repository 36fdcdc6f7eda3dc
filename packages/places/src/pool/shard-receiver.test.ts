import { closeSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/loopback.ts";
import { ShardReceiver } from "./shard-receiver.ts";

function receiverOf(path: string) {
  const problems: string[] = [];
  const seen = { written: 0 };
  const receiver = new ShardReceiver(
    path,
    (bytes) => (seen.written += bytes),
    (problem) => problems.push(problem),
  );
  return { receiver, problems, seen };
}

test("parts are appended in order, and confirmed when they are in the file", async () => {
  const path = join(temporaryDirectory(), "worker.shard");
  const { receiver, problems, seen } = receiverOf(path);
  expect(receiver.take(0, Buffer.from("one "))).toBe(true);
  expect(receiver.take(4, Buffer.from("two "))).toBe(true);
  expect(receiver.take(8, Buffer.from("three"))).toBe(true);
  await receiver.close();
  expect(readFileSync(path, "utf8")).toBe("one two three");
  expect(seen.written).toBe(13);
  expect(problems).toEqual([]);
});

test.each([
  ["a gap", 5],
  ["a part that came already", 0],
  ["an offset that is not a number", Number.NaN],
])("%s is refused", async (_, offset) => {
  const path = join(temporaryDirectory(), "worker.shard");
  const { receiver } = receiverOf(path);
  expect(receiver.take(0, Buffer.from("abcd"))).toBe(true);
  expect(receiver.take(offset, Buffer.from("efgh"))).toBe(false);
  await receiver.close();
  expect(readFileSync(path, "utf8")).toBe("abcd");
});

test("a shard that exists already is not touched; what arrives for it is dropped, and still confirmed", async () => {
  const path = join(temporaryDirectory(), "worker.shard");
  writeFileSync(path, "of another process");
  const { receiver, problems, seen } = receiverOf(path);
  receiver.take(0, Buffer.from("abcd"));
  receiver.take(4, Buffer.from("efgh"));
  await receiver.close();
  expect(readFileSync(path, "utf8")).toBe("of another process");
  expect(problems).toEqual(["a file of that name already exists"]);
  expect(seen.written).toBe(8);
});

test.runIf(process.platform === "linux")(
  "a file that cannot be closed is a problem, and not a failure of the run",
  async () => {
    const path = join(temporaryDirectory(), "worker.shard");
    const { receiver, problems, seen } = receiverOf(path);
    receiver.take(0, Buffer.from("abcd"));
    await expect.poll(() => seen.written).toBe(4);
    const file = readdirSync("/proc/self/fd").find((name) => linkOf(`/proc/self/fd/${name}`) === path);
    closeSync(Number(file));
    await receiver.close();
    expect(problems).toHaveLength(1);
  },
);

/** Undefined for the descriptor of the listing itself, which is closed. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
