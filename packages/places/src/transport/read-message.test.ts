import { describe, expect, test } from "vitest";
import type { AgentMessage, PoolMessage } from "./messages.ts";
import { readAgentMessage, readPoolMessage } from "./read-message.ts";

const OF_AGENT: readonly AgentMessage[] = [
  { type: "started", process: 1, pid: 0 },
  { type: "said", process: 1, message: { type: "ready" } },
  { type: "said", process: 1, message: { type: "failed", message: "No broker.", isHopeless: true } },
  {
    type: "ended",
    process: 2,
    end: { exitCode: null, signal: "SIGKILL", isGraceful: false, reason: undefined },
    shardBytes: 0,
  },
  { type: "time", id: 3, t2: 1.5 as never, t3: 2 as never },
  { type: "leaving", reason: "it was asked to end" },
];

const OF_POOL: readonly PoolMessage[] = [
  { type: "welcome", number: 1, count: 2, timeoutMs: 1_000.5 },
  { type: "refused", reason: "No.", isFinal: true },
  { type: "launch", process: 1, role: "worker" },
  { type: "tell", process: 1, message: { type: "stop" } },
  { type: "kill", process: 1, signal: "SIGSTOP" },
  { type: "written", bytes: 0 },
  { type: "time", id: 1 },
  { type: "crash" },
  { type: "goodbye" },
];

describe("a message that the other side can send", () => {
  test.each(OF_AGENT)("is read: $type of an agent", (message) => {
    expect(readAgentMessage(JSON.stringify(message))).toEqual(JSON.parse(JSON.stringify(message)));
  });

  test.each(OF_POOL)("is read: $type of an orchestrator", (message) => {
    expect(readPoolMessage(JSON.stringify(message))).toEqual(message);
  });

  test("is not one of this side", () => {
    expect(readAgentMessage('{"type":"goodbye"}')).toBeUndefined();
    expect(readPoolMessage('{"type":"leaving","reason":"it was asked to end"}')).toBeUndefined();
  });

  test.each([...OF_AGENT, ...OF_POOL])(
    "is none without one of its fields, or with another kind of value: $type",
    (message) => {
      const read = (OF_AGENT as readonly object[]).includes(message) ? readAgentMessage : readPoolMessage;
      for (const field of Object.keys(message)) {
        const { [field]: _, ...others } = message as Record<string, unknown>;
        expect(read(JSON.stringify(others))).toBeUndefined();
        expect(read(JSON.stringify({ ...others, [field]: { toString: 1 } }))).toBeUndefined();
        expect(read(JSON.stringify({ ...others, [field]: [] }))).toBeUndefined();
      }
    },
  );
});

describe("an agent refuses", () => {
  test.each([
    ["a process whose number leaves its directory", { type: "launch", process: "../../etc/cron.d/x", role: "worker" }],
    ["a negative number", { type: "launch", process: -1, role: "worker" }],
    ["a fraction", { type: "launch", process: 1.5, role: "worker" }],
    ["a program that is none of its own", { type: "launch", process: 1, role: "toString" }],
    ["a signal that does not exist", { type: "kill", process: 1, signal: "SIGNOTHING" }],
    ["a signal of the prototype", { type: "kill", process: 1, signal: "hasOwnProperty" }],
    ["a message type of the prototype", { type: "constructor" }],
  ])("%s", (_, message) => {
    expect(readPoolMessage(JSON.stringify(message))).toBeUndefined();
  });

  test.each(["", "null", "[]", "7", '"text"', "{", "[".repeat(100_000)])("text that is not a message", (text) => {
    expect(readPoolMessage(text)).toBeUndefined();
    expect(readAgentMessage(text)).toBeUndefined();
  });
});

test("an orchestrator refuses times and sizes that are not numbers", () => {
  for (const message of [
    { type: "time", id: 1, t2: null, t3: 1 },
    { type: "ended", process: 1, end: OF_AGENT[3], shardBytes: 1 },
    { type: "started", process: 1, pid: -1 },
    { type: "said", process: 1, message: { type: "failed", message: 7, isHopeless: true } },
  ])
    expect(readAgentMessage(JSON.stringify(message))).toBeUndefined();
});
