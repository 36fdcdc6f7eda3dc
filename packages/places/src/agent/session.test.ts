import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLocalPlace } from "../local/local-place.ts";
import type { Place } from "../place.ts";
import { FakePlace } from "../testing/fake-place.ts";
import { SOON, temporaryDirectory } from "../testing/loopback.ts";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import type { AgentMessage } from "../transport/messages.ts";
import { Session } from "./session.ts";

function sessionOn(place: Place) {
  const directory = temporaryDirectory();
  const sent: AgentMessage[] = [];
  const clock = new VirtualTimers();
  const session = new Session({
    place,
    directory,
    clock,
    send: (message) => sent.push(message),
    sendFrame: () => undefined,
    crash: () => undefined,
  });
  return { session, sent, clock, directory };
}

test("a process that cannot be started is reported as such, and the next one is served", async () => {
  const broken = createLocalPlace({ environment: { TOO_LARGE: "x".repeat(8_000_000) } });
  const working = new FakePlace();
  let launches = 0;
  const { session, sent } = sessionOn({
    launch: (...seat) => (++launches === 1 ? broken : working).launch(...seat),
  });
  session.receive({ type: "launch", process: 1, role: "worker" });
  expect(sent).toEqual([{ type: "started", process: 1, pid: 0 }]);
  await expect.poll(() => sent, SOON).toHaveLength(2);
  expect(sent[1]).toMatchObject({
    type: "ended",
    process: 1,
    end: { exitCode: null, reason: expect.stringContaining("(E2BIG)") },
    shardBytes: 0,
  });
  session.receive({ type: "launch", process: 2, role: "worker" });
  expect(sent.at(-1)).toEqual({ type: "started", process: 2, pid: 1_000 });
  expect(session.size).toBe(1);
  await session.end();
  expect(working.processes[0]?.signals).toEqual(["SIGKILL"]);
});

test("a process whose history cannot be read is killed, and its end says so; the others go on", async () => {
  const place = new FakePlace();
  const { session, sent, clock, directory } = sessionOn(place);
  session.receive({ type: "launch", process: 1, role: "worker" });
  session.receive({ type: "launch", process: 2, role: "worker" });
  // Not a file: reading it fails, as without a file descriptor.
  mkdirSync(join(directory, "1.shard"));
  clock.pass(200);
  expect(place.processes.map(({ signals }) => signals)).toEqual([["SIGKILL"], []]);
  await expect
    .poll(() => sent.at(-1), SOON)
    .toMatchObject({
      type: "ended",
      process: 1,
      end: { isShardIncomplete: true, reason: expect.stringMatching(/^Its history cannot be read on its host: /) },
    });
});

test("a number of a running process is refused", () => {
  const place = new FakePlace();
  const { session } = sessionOn(place);
  expect(session.receive({ type: "launch", process: 1, role: "worker" })).toBe(true);
  expect(session.receive({ type: "launch", process: 1, role: "worker" })).toBe(false);
  expect(place.processes).toHaveLength(1);
});
