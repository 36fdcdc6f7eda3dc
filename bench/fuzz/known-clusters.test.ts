// Plans on a cluster that once had a wrong cause or verdict, with their correct outcome.
import { describe, expect, it } from "vitest";
import type { Version } from "./plan/broker-rules.ts";
import type { Flags } from "./plan/random-flags.ts";
import { runKnown } from "./run-known-plan.ts";
import type { Simulated } from "./simulate.ts";

const CLUSTER: Flags = { nodes: ["3"], broker: ["local"], queueLeader: ["1"], work: ["none"], skew: ["uniform"] };
const PACED: Flags = { ...CLUSTER, rate: ["50"], time: ["4s"] };
const UNCONFIRMED: Flags = { ...PACED, durability: ["persistent"] };
const CONFIRMED: Flags = { ...PACED, durability: ["confirmed"], onUnknown: ["republish"] };

const run = (flags: Flags, version: Version = "4.3.6"): Promise<Simulated> => runKnown(flags, version);

const causesOf = ({ checked }: Simulated): string[] => checked.losses.map(({ cause }) => cause);

describe.each<Version>(["3.10.8", "4.0.5", "4.3.6"])("a cluster of RabbitMQ %s", (version) => {
  it.each(["kill:node:leader@1s", "partition:node:leader@1s,for=4s", "power-cut:node:leader@1s"])(
    "loses no confirmed task of a quorum queue (%s)",
    async (fault) => {
      const { checked } = await run({ ...CONFIRMED, queueType: ["quorum"], faults: [fault] }, version);
      const { ledger, faults } = checked.result;
      expect(ledger).toMatchObject({ attempted: 200, lost: 0, unknown: 0, remaining: 0 });
      expect(ledger.completed).toBe(200 - ledger.nacked);
      expect(faults[0]?.leader?.before).toBe(1);
      expect(faults[0]?.recovery.timeToLeaderMs).toBeGreaterThan(0);
    },
  );

  it("loses a transient queue with its node, and names the cause", async () => {
    const flags = { ...CLUSTER, tasks: ["50"], backlog: ["true"], durability: ["transient"] };
    const lost = await run({ ...flags, faults: ["kill:node:leader@2s"] }, version);
    expect(new Set(causesOf(lost))).toEqual(new Set(["queue-not-durable"]));
    expect(lost.checked.result.ledger.lost).toBe(50);
    const kept = await run({ ...flags, faults: ["kill:node:follower@2s"] }, version);
    expect(kept.checked.result.ledger).toMatchObject({ completed: 50, lost: 0 });
  });

  it("keeps the tasks of a paused node, and drops none", async () => {
    const { checked } = await run({ ...UNCONFIRMED, faults: ["pause:node:leader@1s,for=3s"] }, version);
    expect(checked.result.ledger).toMatchObject({ completed: 200, lost: 0 });
  });
});

it("publishes of clients that reach no queue during a partition are dropped, and those of its own node arrive", async () => {
  // One producer on each node; the queue is on node 1.
  const flags = { ...UNCONFIRMED, producers: ["3"], connect: ["spread"] };
  const home = await run({ ...flags, faults: ["partition:node:1@1s,for=2s"] });
  expect(new Set(causesOf(home))).toEqual(new Set(["queue-unavailable"]));
  // Producers publish tasks 1, 4, 7 …, 2, 5, 8 … and 3, 6, 9 …
  expect(home.checked.losses.filter(({ task }) => task % 3 === 1)).toEqual([]);
  expect(home.checked.losses.length).toBeGreaterThan(40);
  const other = await run({ ...flags, faults: ["partition:node:2@1s,for=2s"] });
  expect(new Set(causesOf(other))).toEqual(new Set(["queue-unavailable"]));
  expect(other.checked.losses.every(({ task }) => task % 3 === 2)).toBe(true);
});

it("publishes to a node that is back before the others are not called unavailable", async () => {
  const flags = {
    ...UNCONFIRMED,
    maxLength: ["5"],
    prefetch: ["1"],
    heavy: ["300ms"],
    work: ["sleep"],
    producers: ["1"],
  };
  const full = await run({ ...flags, connect: ["1"], faults: ["kill:node:majority@300ms"] }, "4.0.5");
  expect(causesOf(full)).toContain("overflow");
});

it("a publish that its channel kept without a leader is lost with its producer, and has a cause", async () => {
  const flags = { ...CLUSTER, queueType: ["quorum"], quorumSize: ["2"], durability: ["persistent"], producers: ["1"] };
  const faults = ["stop:node:leader@100ms,for=4s", "kill:producer@2s,restart=never"];
  const { checked } = await run({ ...flags, rate: ["20"], time: ["500ms"], connect: ["3"], faults });
  const { ledger } = checked.result;
  expect(ledger.lost).toBeGreaterThan(0);
  expect(ledger.lossesByCause).toMatchObject([{ cause: "unconfirmed-when-connection-broke" }]);
});

it("a fault is over when all queues have a leader, not the first alone", async () => {
  const flags = { ...CONFIRMED, queueType: ["quorum"], queues: ["4"], queueLeader: ["balanced"] };
  const faults = ["kill:node:2@1s", "rolling-restart:broker@2s"];
  const { checked } = await run({ ...flags, faults }, "4.0.5");
  expect(checked.result.ledger).toMatchObject({ lost: 0, unknown: 0 });
});

it("a task of a worker that closes without acknowledgements was never acknowledged, also while a node is away", async () => {
  const flags = { ...CLUSTER, tasks: ["30"], rate: ["50"], ack: ["forget"], prefetch: ["2"], connect: ["1"] };
  const faults = ["partition:node:2@50ms,for=900ms", "quit:worker@300ms"];
  const { checked } = await run({ ...flags, faults }, "3.10.8");
  const { duplicates } = checked.result.ledger;
  expect(duplicates.length).toBeGreaterThan(0);
  expect(new Set(duplicates.map(({ cause }) => cause))).toEqual(new Set(["never-acknowledged"]));
});

it("the node of one of several queues takes the tasks of that queue alone with it", async () => {
  const flags = {
    ...CLUSTER,
    tasks: ["60"],
    backlog: ["true"],
    queues: ["3"],
    queueLeader: ["balanced"],
    workers: ["3"],
  };
  const lost = await run({ ...flags, durability: ["transient"], faults: ["kill:node:2@2s"] }, "4.0.5");
  expect(new Set(causesOf(lost))).toEqual(new Set(["queue-not-durable"]));
  expect(lost.checked.result.queues.map((queue) => queue.lost)).toEqual([0, 20, 0]);
  expect(lost.checked.result.faults[0]?.recovery.lossWindowMs).toBeGreaterThan(0);
});
