import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { freeSpace, FullDiskError, refuseFullDisk, watchDisk } from "./free-space.ts";

const having = (bytes: number, files?: number) => () => Promise.resolve({ bytes, files });
const ONE = { nodes: 1, needs: [] };

describe("before the start", () => {
  it.each([
    ["3 MB", having(3e6), ONE, "has 3.00 MB of free space, and 55.0 MB are needed"],
    ["too little for three nodes", having(64e6), { nodes: 3, needs: [] }, "65.0 MB are needed"],
    [
      "too little for the disk image of a power cut",
      having(120e6),
      { nodes: 1, needs: ["power-cut"] as const },
      "125 MB are needed",
    ],
    ["no inode", having(1e9, 0), ONE, "has no free inodes"],
  ])("a directory with %s is refused, with what to do", async (_, space, planned, reason) => {
    const refusal = refuseFullDisk("/some/tmp", planned, space);
    await expect(refusal).rejects.toMatchObject({ code: "BROKER_START_FAILED" });
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toThrow(/\/some\/tmp.*set TMPDIR/);
  });

  it("a directory with enough space is accepted, also on a file system without a limit of inodes", async () => {
    await expect(refuseFullDisk("/some/tmp", ONE, having(55e6, 1))).resolves.toBeUndefined();
    await expect(refuseFullDisk("/some/tmp", ONE, having(55e6))).resolves.toBeUndefined();
  });

  it("a directory that cannot be examined is left to the start", async () => {
    await expect(refuseFullDisk("/nowhere/at/all", ONE)).resolves.toBeUndefined();
  });
});

test("the free space of an existing directory is known", async () => {
  expect((await freeSpace(temporaryDirectory()))?.bytes).toBeGreaterThan(0);
});

describe("during a boot", () => {
  const { signal } = new AbortController();

  it.each(["write failed: enospc", "sh: echo: I/O error: No space left on device"])(
    "the line %j ends it",
    async (line) => {
      const directory = temporaryDirectory();
      const log = join(directory, "rabbitmq.log");
      const watch = watchDisk(directory, [log], { intervalMs: 1, space: having(1e9) })(signal);
      writeFileSync(log, `${line}\n`);
      await expect(watch).rejects.toThrow(FullDiskError);
    },
  );

  it("no free space ends it, because a full disk has no room for a log", async () => {
    const watch = watchDisk("/some/tmp", [], { intervalMs: 1, space: having(0) })(signal);
    await expect(watch).rejects.toThrow("no space is left on its disk");
  });

  it("the log of an earlier start does not count", async () => {
    const directory = temporaryDirectory();
    const log = join(directory, "rabbitmq.log");
    writeFileSync(log, "write failed: enospc\n");
    const controller = new AbortController();
    let looks = 0;
    const space = () => {
      appendFileSync(log, "Starting broker...\n");
      if (++looks === 3) controller.abort(new Error("watched"));
      return having(1e9)();
    };
    await expect(watchDisk(directory, [log], { intervalMs: 1, space })(controller.signal)).rejects.toThrow(/abort/i);
    expect(looks).toBe(3);
  });
});
