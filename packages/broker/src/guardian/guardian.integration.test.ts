// The built guardian alone, with a command in place of a node: when it cleans up, and when it does not.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { script, temporaryDirectory } from "../testing/temporary-directory.ts";
import { Guardian } from "./guardian.ts";
import { type GuardianTask, taskLine } from "./task.ts";

const MAIN = fileURLToPath(new URL("../../dist/guardian/guardian-main.js", import.meta.url));

function startGuardian(): { guardian: ChildProcess; acted: string } {
  const directory = temporaryDirectory();
  const acted = join(directory, "acted");
  const file = script(join(directory, "clean-up"), `touch ${acted}`);
  const guardian = spawn(process.execPath, [MAIN], { stdio: ["pipe", "ignore", "inherit"] });
  guardian.stdin?.write(taskLine({ type: "command", subject: "test", file, args: [], env: {} }));
  onTestFinished(() => void guardian.kill("SIGKILL"));
  return { guardian, acted };
}

test("it cleans up when its pipe ends without `done`", async () => {
  const { guardian, acted } = startGuardian();
  guardian.stdin?.end();
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(true);
});

test("after `done` it ends without cleaning up", async () => {
  const { guardian, acted } = startGuardian();
  guardian.stdin?.end("+4711\ndone\n");
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(false);
});

test.runIf(process.platform === "linux")("no signal except SIGKILL ends it while the pipe is open", async () => {
  const { guardian, acted } = startGuardian();
  await expect.poll(() => catches(guardian.pid, constants.signals.SIGQUIT), { timeout: 10_000 }).toBe(true);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) guardian.kill(signal);
  guardian.stdin?.end();
  await once(guardian, "exit");
  expect(existsSync(acted)).toBe(true);
});

test("it ends when its pipe ends before the task, because nothing was started yet", async () => {
  const guardian = spawn(process.execPath, [MAIN], { stdio: ["pipe", "ignore", "ignore"] });
  guardian.stdin?.end();
  expect(await once(guardian, "exit")).toEqual([0, null]);
});

test("a task that is larger than a pipe's buffer arrives completely", async () => {
  const directory = temporaryDirectory();
  const acted = join(directory, "acted");
  const file = script(join(directory, "clean-up"), `printf %s "$LARGE" | wc -c > ${acted}`);
  // Linux allows 128 KiB for one variable.
  const env = { PATH: process.env["PATH"] ?? "", LARGE: "x".repeat(120_000), MORE: "y".repeat(120_000) };
  const guardian = spawn(process.execPath, [MAIN], { stdio: ["pipe", "ignore", "inherit"] });
  guardian.stdin?.end(taskLine({ type: "command", subject: "test", file, args: [], env }));
  await once(guardian, "exit");
  expect(readFileSync(acted, "utf8").trim()).toBe("120000");
});

const TASKS: GuardianTask[] = [
  { type: "node", id: "unguessable", directory: "/tmp/fairhare-broker-0a1b2c3d4e" },
  {
    type: "command",
    subject: "fairhare-0a1b2c3d4e",
    file: "/bin/false",
    args: ["--token", "unguessable"],
    env: { DOCKER_HOST: "ssh://ann:unguessable@far", DOCKER_AUTH_CONFIG: "unguessable" },
  },
];

test.runIf(process.platform === "linux").each(TASKS)(
  "the process list shows what a guardian of a $type guards, and no secret",
  async (task) => {
    const guardian = await Guardian.start(task);
    const shown = readFileSync(`/proc/${guardian.pid}/cmdline`, "latin1");
    const environment = readFileSync(`/proc/${guardian.pid}/environ`, "latin1");
    await guardian.release();
    expect(shown.split("\0")[2]).toMatch(/^fairhare-(broker-)?0a1b2c3d4e$/);
    expect(shown + environment).not.toContain("unguessable");
  },
);

/** Whether the process has installed its signal handlers; the handler of SIGQUIT is the last one. */
function catches(pid: number | undefined, signal: number): boolean {
  const mask = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
