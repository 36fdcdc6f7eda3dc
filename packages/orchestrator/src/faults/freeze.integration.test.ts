import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { Freeze } from "./freeze.ts";

const HOLDER = fileURLToPath(new URL("../testing/freeze-and-wait.mjs", import.meta.url));

function sleeper(): number {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child.pid ?? 0;
}

/** The process state, the third field: S is sleeping, T is stopped (man 5 proc). */
const stateOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .slice(0, 1);

it.skipIf(!existsSync("/proc/self/stat"))("lasts until it is disposed", async () => {
  const pid = sleeper();
  const freeze = await Freeze.begin(pid);
  await expect.poll(() => stateOf(pid)).toBe("T");
  await freeze[Symbol.asyncDispose]();
  await expect.poll(() => stateOf(pid)).toBe("S");
});

it.skipIf(!existsSync("/proc/self/stat"))("ends when the process that began it is killed", async () => {
  const pid = sleeper();
  const holder = spawn(process.execPath, [HOLDER, String(pid)], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout, "data");
  await expect.poll(() => stateOf(pid)).toBe("T");
  holder.kill("SIGKILL");
  await expect.poll(() => stateOf(pid), { timeout: 5_000 }).toBe("S");
});
