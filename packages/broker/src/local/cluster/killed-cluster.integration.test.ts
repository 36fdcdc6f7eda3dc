// A process that opened a cluster and is killed leaves no node, no epmd and no directory behind.
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { installedServer } from "../../testing/installed-server.ts";
import { startOpener } from "../../testing/opener.ts";

/** Everything that a killed command line leaves must be removed within this time. */
const CLEAN_UP_BUDGET_MS = 8_000;

test.skipIf(!installedServer)("a cluster ends with the process that opened it, even with SIGKILL", async () => {
  const opener = startOpener(process.env, ["nodes=2"]);
  if (!opener.stdout) throw new Error("the opener has no output");
  const [line] = (await once(createInterface({ input: opener.stdout }), "line")) as [string];
  const { pids, dataDirs } = JSON.parse(line) as { pids: number[]; dataDirs: string[] };
  const epmdPort = /\0ERL_EPMD_PORT=(\d+)\0/.exec(readFileSync(`/proc/${pids[0]}/environ`, "latin1"))?.[1] ?? "";
  const left = (): string[] => [
    ...pids.filter((pid) => commandLineOf(pid) !== "").map(String),
    ...dataDirs.map(dirname).filter(existsSync),
    ...epmdsOn(epmdPort),
  ];
  // Two directories, one epmd, and at least two Erlang machines.
  expect(left().length).toBeGreaterThanOrEqual(5);
  opener.kill("SIGKILL");
  const deadline = performance.now() + CLEAN_UP_BUDGET_MS;
  while (left().length > 0 && performance.now() < deadline) await delay(50);
  expect(left()).toEqual([]);
});

const epmdsOn = (port: string): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLineOf(Number(pid)))
    .filter((line) => /^[^ ]*epmd /.test(line) && line.includes(` ${port}`));

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
