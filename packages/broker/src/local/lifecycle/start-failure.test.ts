import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { messageOf } from "@fairhare/core";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { BootError } from "../../probe-until-ready.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { FullDiskError } from "../disk/free-space.ts";
import { layoutOf, newIdentity } from "../layout/layout.ts";
import { failureLines, startFailure } from "./start-failure.ts";

test("the reason is the text after BOOT FAILED, with the errors just before it", () => {
  const text = [
    "  Starting broker...",
    "2026-01-01 [error] <0.132.0>   - Conf file attempted to set unknown variable: nonsense.key",
    "",
    "BOOT FAILED",
    "===========",
    "Error during startup: {error,failed_to_prepare_configuration}",
  ].join("\n");
  expect(failureLines(text)).toEqual([
    "2026-01-01 [error] <0.132.0>   - Conf file attempted to set unknown variable: nonsense.key",
    "BOOT FAILED",
    "Error during startup: {error,failed_to_prepare_configuration}",
  ]);
});

test("of several starts in one log, the last failure counts", () => {
  expect(failureLines("BOOT FAILED\nold reason\nStarting\nBOOT FAILED\nnew reason")).toEqual([
    "BOOT FAILED",
    "new reason",
  ]);
});

test("without a reason, the end of the log is shown", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  expect(failureLines(lines.join("\n"))).toEqual(lines.slice(-12));
});

test("an empty log has no lines to show", () => {
  expect(failureLines("\n\n")).toBeUndefined();
});

describe("a cause that Erlang's report hides", () => {
  const boot = new BootError("the server exited with code 1");

  async function failureOf(log: string, error = boot) {
    const identity = newIdentity([15_001, 15_002, 15_003]);
    const layout = layoutOf(identity, temporaryDirectory());
    mkdirSync(layout.root);
    writeFileSync(layout.log, log);
    const failure = await startFailure(error, "/usr/sbin/rabbitmq-server", identity, layout);
    onTestFinished(() => rmSync(failure.keptLog ?? "", { force: true }));
    return failure;
  }

  const CRASH = "BOOT FAILED\nerror:{badmatch,{error,{{shutdown,{failed_to_start_child,net_kernel";

  it.each([
    [
      "the loopback interface is down",
      `[notice] Protocol 'inet_tcp': register/listen error: enetunreach\n${CRASH},{'EXIT',nodistribution}}}}}`,
      "(enetunreach). Bring the loopback interface up (as root: ip link set lo up)",
    ],
    ["epmd does not answer", `${CRASH},{'EXIT',nodistribution}}}}}`, "permit connections to 127.0.0.1"],
    ["the disk is full", `[error] {file_error,"x.dcd",enospc}\n${CRASH}`, "set TMPDIR to a directory on another disk"],
  ])("if %s, the message says what to do, and only the cause has the report", async (_, log, advice) => {
    const { message, cause, keptLog } = await failureOf(log);
    expect(message).toContain(advice);
    expect(message).not.toContain("badmatch");
    expect(messageOf(cause)).toContain("badmatch");
    expect(keptLog).toBeDefined();
  });

  it("if the boot ended because the disk is full, the log need not say so", async () => {
    const { message } = await failureOf("", new FullDiskError("no space is left on its disk"));
    expect(message).toMatch(/no space is left on its disk.*\n.*Free some space there/);
  });

  it("a port that is taken keeps the output of the server", async () => {
    const { message } = await failureOf(`register/listen error: eaddrinuse\n${CRASH},{'EXIT',nodistribution}}}}}`);
    expect(message).toContain("Another process uses one of its ports (AMQP 15001");
    expect(message).toContain("badmatch");
  });
});
