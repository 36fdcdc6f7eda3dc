// The built guardian alone, with a command instead of a node: when it acts and when it does not.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { script, temporaryDirectory } from "../testing/temporary-directory.ts";
import type { GuardianTask } from "./task.ts";

const MAIN = fileURLToPath(new URL("../../dist/guardian/guardian-main.js", import.meta.url));

function startGuardian(): { guardian: ChildProcess; acted: string } {
  const directory = temporaryDirectory();
  const acted = join(directory, "acted");
  const file = script(join(directory, "clean-up"), `touch ${acted}`);
  const task: GuardianTask = { type: "command", file, args: [], env: {} };
  const guardian = spawn(process.execPath, [MAIN, JSON.stringify(task)], { stdio: ["pipe", "ignore", "inherit"] });
  onTestFinished(() => void guardian.kill("SIGKILL"));
  return { guardian, acted };
}

test("the end of its pipe without a word makes it act", async () => {
  const { guardian, acted } = startGuardian();
  guardian.stdin?.end();
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(true);
});

test("after `done` it goes without acting", async () => {
  const { guardian, acted } = startGuardian();
  guardian.stdin?.end("+4711\ndone\n");
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(false);
});

test.runIf(process.platform === "linux")("no polite signal ends it while the pipe is open", async () => {
  const { guardian, acted } = startGuardian();
  await expect.poll(() => catches(guardian.pid, constants.signals.SIGQUIT), { timeout: 10_000 }).toBe(true);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) guardian.kill(signal);
  guardian.stdin?.end();
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(true);
});

/** Whether the process has set up its handlers; SIGQUIT's is the last. */
function catches(pid: number | undefined, signal: number): boolean {
  const mask = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
