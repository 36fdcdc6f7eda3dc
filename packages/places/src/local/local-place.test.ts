// Real processes that cannot be started.
import { describe, expect, test } from "vitest";
import type { ChildEnd } from "../place.ts";
import { launchProblem } from "./launch-problem.ts";
import { createLocalPlace, type LocalPlaceOptions } from "./local-place.ts";

async function launchedOn(options: LocalPlaceOptions) {
  const ends: ChildEnd[] = [];
  const launched = createLocalPlace(options).launch("worker", {
    onMessage: () => undefined,
    onEnd: (end) => ends.push(end),
  });
  expect(ends).toEqual([]);
  launched.send({ type: "stop" });
  launched.kill("SIGKILL");
  await expect.poll(() => ends, { timeout: 5_000, interval: 5 }).toHaveLength(1);
  return { pid: launched.pid, end: ends[0] };
}

const missing = (): string => {
  throw Object.assign(new Error("no such module"), { code: "MODULE_NOT_FOUND" });
};

describe("a process that the system does not start", () => {
  test("ends with the reason, and the place starts others", async () => {
    // Linux and macOS refuse it with E2BIG, which Node throws as it throws ENOMEM.
    const { pid, end } = await launchedOn({ environment: { TOO_LARGE: "x".repeat(8_000_000) } });
    expect(pid).toBe(0);
    expect(end).toEqual({
      exitCode: null,
      signal: null,
      isGraceful: false,
      reason: "It could not be started: its environment variables are too large (E2BIG).",
    });
  });

  test("ends with the reason if its program cannot be found", async () => {
    const { pid, end } = await launchedOn({ programs: { worker: missing, producer: missing } });
    expect(pid).toBe(0);
    expect(end?.reason).toBe("It could not be started: no such module.");
  });
});

test.each([
  ["ENOMEM", "there is not enough memory for another process (ENOMEM)"],
  [
    "EAGAIN",
    "the limit of processes is reached; raise it (ulimit -u, the pids limit of a container), or use fewer processes (EAGAIN)",
  ],
  ["EMFILE", "the limit of open files is reached; raise it (ulimit -n), or use fewer processes (EMFILE)"],
  ["ELSE", "spawn failed"],
])("%s is explained", (code, expected) => {
  expect(launchProblem(Object.assign(new Error("spawn failed"), { code }))).toBe(expected);
});
