// The disk of a node without a server: which data a power cut keeps and drops, and that nothing stays mounted.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loopDevicesOf, mountsBelow } from "../../guardian/loop-devices.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { layoutOf, newIdentity } from "../layout/layout.ts";
import { NodeDisk } from "./node-disk.ts";
import { canPowerCut, diskTools } from "./power-cut-ability.ts";

const { signal } = new AbortController();
const { isAvailable, reason } = canPowerCut();
if (reason !== null) process.stderr.write(`node-disk: skipped. ${reason}\n`);

describe.skipIf(!isAvailable)("the disk of a node for power cuts", () => {
  test("keeps synced data and drops data that was only written", async () => {
    const disk = await newDisk();
    const writer = disk.run(
      "echo synced >kept && sync kept . && echo written >dropped && echo ready && exec sleep 1000",
    );
    await once(writer.stdout, "data");
    expect(loopDevicesOf(disk.root)).toHaveLength(1);
    await disk.shutDown([writer.pid ?? 0], signal);
    writer.kill("SIGKILL");
    await disk.released();
    expect(loopDevicesOf(disk.root)).toEqual([]);
    const reader = disk.run("cat kept; cat dropped 2>&1 | grep -c written");
    const read: unknown[] = await reader.stdout.toArray();
    expect(read.join("")).toBe("synced\n0\n");
  });

  test("is visible only to the node's processes, so no other process can remove its files", async () => {
    const disk = await newDisk();
    const writer = disk.run("echo here >file && echo ready && exec sleep 1000");
    await once(writer.stdout, "data");
    expect(mountsBelow(disk.root)).toEqual([]);
    expect(readdirSync(disk.data)).toEqual([]);
    expect(existsSync(join(disk.root, "disk.img"))).toBe(true);
    writer.kill("SIGKILL");
    await disk.released();
  });

  test("is released a moment after its only process was killed", async () => {
    const disk = await newDisk();
    const writer = disk.run("head -c 50000000 /dev/zero >big && echo ready && exec sleep 1000");
    await once(writer.stdout, "data");
    writer.kill("SIGKILL");
    await disk.released();
    expect(loopDevicesOf(disk.root)).toEqual([]);
  });
});

async function newDisk() {
  const layout = layoutOf(newIdentity([1, 2, 3]), temporaryDirectory());
  mkdirSync(layout.data, { recursive: true });
  const environment = { PATH: process.env["PATH"] ?? "" };
  const disk = new NodeDisk(layout, diskTools(), environment);
  await disk.format(signal);
  const run = (script: string) => {
    const [file, ...args] = disk.mountedFor("sh");
    const shell = [...args, "-c", `cd ${layout.data} && ${script}`];
    return spawn(file, shell, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  };
  return {
    root: layout.root,
    data: layout.data,
    run,
    shutDown: disk.shutDown.bind(disk),
    released: disk.released.bind(disk),
  };
}
