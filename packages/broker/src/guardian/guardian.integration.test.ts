// The built guardian alone, with a command instead of a node: when it acts and when it does not.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { script, temporaryDirectory } from "../testing/temporary-directory.ts";
import type { GuardianTask } from "./task.ts";

const MAIN = fileURLToPath(new URL("../../dist/guardian/guardian-main.js", import.meta.url));

/** Longer than Node takes to start and to set up its handlers. */
const SETTLED_MS = 500;

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

test("no polite signal ends it while the pipe is open", async () => {
  const { guardian, acted } = startGuardian();
  await delay(SETTLED_MS);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) guardian.kill(signal);
  await delay(SETTLED_MS);
  expect(guardian.exitCode ?? guardian.signalCode).toBeNull();
  guardian.stdin?.end();
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(true);
});
