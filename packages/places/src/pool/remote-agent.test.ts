import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ChildEnd } from "../place.ts";
import { SOON, temporaryDirectory } from "../testing/loopback.ts";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import type { PoolMessage } from "../transport/messages.ts";
import { FRAME_HEADER_BYTES, WINDOW_BYTES, writeFrameHeader } from "../transport/shard-frame.ts";
import { type AgentConnection, RemoteAgent } from "./remote-agent.ts";

const FACTS = {
  name: "host-b",
  cores: 2,
  memoryBytes: 1e9,
  platform: "linux x64",
  nodeVersion: "22.1.0",
  bootId: null,
};

function agentWithProcess() {
  const sent: PoolMessage[] = [];
  const ended: string[] = [];
  const connection: Pick<AgentConnection, "send" | "terminate"> = {
    send: (message) => void sent.push(message),
    terminate: (reason) => void ended.push(reason),
  };
  const agent = new RemoteAgent(1, FACTS, "192.0.2.1", connection as AgentConnection, new VirtualTimers());
  // Closes the shard.
  onTestFinished(() => void agent.end("the test is over"));
  const ends: ChildEnd[] = [];
  const launched = agent.launch("worker", { onMessage: () => undefined, onEnd: (end) => ends.push(end) });
  const shardFile = join(temporaryDirectory(), "worker.shard");
  launched.send({ type: "configure", plan: { shardFile } as never });
  let offset = 0;
  const stream = (bytes: number): void => {
    const frame = Buffer.alloc(FRAME_HEADER_BYTES + bytes);
    writeFrameHeader(frame, 1, offset);
    offset += bytes;
    agent.receiveFrame(frame);
  };
  return { agent, sent, ended, ends, stream };
}

describe("an agent", () => {
  test("that sends more history than may be on the way is ended", () => {
    const { ended, stream } = agentWithProcess();
    stream(WINDOW_BYTES);
    expect(ended).toEqual([]);
    stream(1);
    expect(ended).toEqual(["it sent more history than it may"]);
  });

  test("may send more when its history is in the file", async () => {
    const { ended, sent, stream } = agentWithProcess();
    for (let round = 1; round <= 3; round++) {
      stream(WINDOW_BYTES);
      const written = (): number =>
        sent.reduce((sum, message) => sum + (message.type === "written" ? message.bytes : 0), 0);
      await expect.poll(written, SOON).toBe(round * WINDOW_BYTES);
    }
    expect(ended).toEqual([]);
  });

  test("that cannot start a process is named in the reason", async () => {
    const { agent, ends } = agentWithProcess();
    const reason = "It could not be started: there is not enough memory for another process (ENOMEM).";
    agent.receive({ type: "started", process: 1, pid: 0 });
    agent.receive({
      type: "ended",
      process: 1,
      end: { exitCode: null, signal: null, isGraceful: false, reason },
      shardBytes: 0,
    });
    await expect.poll(() => ends, SOON).toHaveLength(1);
    expect(ends[0]).toEqual({
      exitCode: null,
      signal: null,
      isGraceful: false,
      reason: `Agent 1 (host-b): ${reason}`,
    });
  });
});
