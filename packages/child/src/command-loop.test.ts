import { nanoseconds, type Timers } from "@fairhare/core";
import type { ChildMessage, ProducerPlan } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { CommandLoop, CHILD_FAILED, type Duty } from "./command-loop.ts";
import { ShardWriter } from "./shard-writer.ts";

const clock: Timers = { now: () => nanoseconds(1), after: () => () => undefined, soon: (act) => act() };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function loopWith(duty: Partial<Duty>) {
  const said: ChildMessage[] = [];
  const exits: number[] = [];
  const log: string[] = [];
  const whole: Duty = {
    begun: "finished",
    begin: async () => true,
    cancelConsumers: async () => undefined,
    stop: async () => undefined,
    ...duty,
  };
  const loop = new CommandLoop(
    { isPlan: (plan): plan is ProducerPlan => plan.role === "producer", take: async () => whole },
    {
      clock,
      random: () => 0,
      pid: 1,
      openShard: (_path, header) =>
        new ShardWriter({ write: () => log.push("written"), close: () => log.push("closed") }, header),
      sampleLoad: () => ({ sample: () => undefined, [Symbol.dispose]: () => undefined }),
      tell: (message, sent) => {
        said.push(message);
        sent?.();
      },
      exit: (code) => exits.push(code),
    },
  );
  const configure = async (role: "producer" | "worker" = "producer"): Promise<void> => {
    // Only the fields that the loop reads.
    const plan = { role, process: 1, incarnation: 1, shardFile: "p" } as ProducerPlan;
    loop.receive({ type: "configure", plan });
    await turn();
  };
  return { loop, said, exits, log, configure };
}

describe("a command loop", () => {
  it("sends `ready` when it is configured, and then what its duty has begun", async () => {
    const { loop, said, configure } = loopWith({});
    await configure();
    loop.receive({ type: "begin" });
    await turn();
    expect(said.map(({ type }) => type)).toEqual(["ready", "finished"]);
  });

  it("does not send `finished` for a duty that was stopped first", async () => {
    const { loop, said, configure } = loopWith({ begin: async () => false });
    await configure();
    loop.receive({ type: "begin" });
    await turn();
    expect(said.map(({ type }) => type)).toEqual(["ready"]);
  });

  it("closes its shard when it stops, and exits with 0", async () => {
    const { loop, exits, log, configure } = loopWith({});
    await configure();
    await loop.stop();
    expect(exits).toEqual([0]);
    expect(log.at(-1)).toBe("closed");
  });

  it("leaves its shard open when it fails, sends the reason, and exits with 1", async () => {
    const { loop, said, exits, log, configure } = loopWith({
      stop: async () => {
        throw new Error("the broker is gone");
      },
    });
    await configure();
    await loop.stop();
    expect(exits).toEqual([CHILD_FAILED]);
    expect(said.at(-1)).toEqual({ type: "failed", message: "the broker is gone", isHopeless: false });
    expect(log).not.toContain("closed");
  });

  it("refuses a plan for another role", async () => {
    const { said, configure } = loopWith({});
    await configure("worker");
    expect(said.map(({ type }) => type)).toEqual(["failed"]);
  });
});
