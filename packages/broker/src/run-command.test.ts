import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";
import { script, temporaryDirectory } from "./testing/temporary-directory.ts";

const never = new AbortController().signal;
const run = (body: string, timeoutMs = 20_000, signal = never) => {
  const file = script(join(temporaryDirectory(), "command"), body);
  return runCommand({ file, args: [], env: { PATH: process.env["PATH"] ?? "" } }, timeoutMs, signal);
};

test("the result is the command's standard output", async () => {
  expect(await run("echo one; echo note >&2; echo two")).toBe("one\ntwo\n");
});

test("the error of a failed command is its standard error, else its output, else how it ended", async () => {
  await expect(run("echo out; echo the reason >&2; exit 3")).rejects.toThrow(/^the reason$/);
  await expect(run("echo out; exit 3")).rejects.toThrow(/^out$/);
  await expect(run("exit 3")).rejects.toThrow("exit code 3");
  await expect(run("kill -TERM $$")).rejects.toThrow("ended by SIGTERM");
});

test("a command that does not exist is an error that names it", async () => {
  await expect(runCommand({ file: "/none/such", args: [], env: {} }, 1_000, never)).rejects.toThrow("/none/such");
});

test("a command inherits nothing of our environment", async () => {
  expect(await run('echo "${HOME-none}"')).toBe("none\n");
});

test("a command that takes too long is killed with its children, and the error names the limit", async () => {
  // The child holds the output open, so the command would not end if the child were alive.
  await expect(run("sleep 300 & sleep 300", 100)).rejects.toThrow("it took longer than 0.1 s");
});

test("an aborted command is killed with its children, and the signal's reason is thrown", async () => {
  const controller = new AbortController();
  const running = run("sleep 300 & sleep 300", 20_000, controller.signal);
  controller.abort(new Error("asked to end"));
  await expect(running).rejects.toThrow("asked to end");
});

test("nothing is started if the signal is already aborted", async () => {
  const mark = join(temporaryDirectory(), "mark");
  await expect(run(`touch ${mark}`, 20_000, AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
  expect(existsSync(mark)).toBe(false);
});
