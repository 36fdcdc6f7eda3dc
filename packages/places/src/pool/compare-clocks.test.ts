import { nanoseconds, type Timers } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import type { PoolMessage } from "../transport/messages.ts";
import { type AgentConnection, RemoteAgent } from "./remote-agent.ts";

const AHEAD = 5e9;
const FACTS = {
  name: "host-b",
  cores: 2,
  memoryBytes: 1e9,
  platform: "linux",
  nodeVersion: "v20.20.2",
  bootId: null,
};

/** Its clock is 5 s ahead; each way takes 100 µs, and it answers when the test says so. */
function agentOf() {
  let now = 0;
  const timers: Timers = { now: () => nanoseconds(now), after: () => () => undefined, soon: () => undefined };
  const asked: number[] = [];
  const connection = {
    send: (message: PoolMessage) => void (message.type === "time" && asked.push(message.id)),
  } as AgentConnection;
  const agent = new RemoteAgent(1, FACTS, "10.0.0.2", connection, timers);
  const answer = async (): Promise<void> => {
    const id = asked.shift();
    if (id === undefined) throw new Error("it was not asked");
    const at = nanoseconds(now + 1e5 + AHEAD);
    now += 2e5;
    agent.receive({ type: "time", id, t2: at, t3: at });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { agent, asked, answer };
}

describe("the comparison of an agent's clock", () => {
  it("gives the offset that its processes subtract", async () => {
    const { agent, asked, answer } = agentOf();
    const compared = agent.compareClocks();
    while (asked.length > 0) await answer();
    await compared;
    expect(agent.clockOffset).toBe(AHEAD);
  });

  it("gives none after it was given up", async () => {
    const { agent, asked, answer } = agentOf();
    const over = new AbortController();
    const compared = agent.compareClocks(over.signal);
    await answer();
    over.abort();
    while (asked.length > 0) await answer();
    await compared;
    expect(agent.clockOffset).toBe(0);
  });
});
