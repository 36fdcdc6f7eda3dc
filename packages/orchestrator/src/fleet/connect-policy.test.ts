import type { ManagedCluster } from "@fairhare/broker";
import type { FleetMember } from "@fairhare/proxy";
import type { ConnectPolicy } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { expect, test } from "vitest";
import { connectPolicy } from "./connect-policy.ts";

const { signal } = new AbortController();
const URIS = "amqp://a,amqp://b,amqp://c";
const MEMBERS: readonly FleetMember[] = [
  { role: "producer", process: 1 },
  { role: "worker", process: 1 },
  { role: "worker", process: 2 },
];

/** Queue 1 is led by node 2, every other by node 3; only nodes 2 and 3 have replicas. */
const cluster = {
  nodes: [1, 2, 3].map((number) => ({ number })),
  membersOf: (queue: string) =>
    Promise.resolve(
      queue === "none"
        ? { leader: null, members: [1, 2, 3], online: [1] }
        : { leader: queue.endsWith("-2") ? 3 : 2, members: [2, 3], online: [2, 3] },
    ),
} as unknown as ManagedCluster;

async function first(
  connect: ConnectPolicy,
  changes: { queues?: number; broker?: Parameters<typeof connectPolicy>[0] } = {},
) {
  const { queues = 1, broker = { uri: URIS, cluster } } = changes;
  const of = await connectPolicy(broker, "q", { ...BASE_SETTINGS, connect, queues }, signal);
  return MEMBERS.map(of);
}

test("clients use a list in its order, one node, or the nodes in turn", async () => {
  expect(await first("listed")).toEqual([0, 0, 0]);
  expect(await first(3)).toEqual([2, 2, 2]);
  expect(await first("spread")).toEqual([0, 1, 2]);
  expect(await first("spread", { broker: { uri: "amqp://a" } })).toEqual([0, 0, 0]);
});

test("clients use the leader of their queue, or its followers", async () => {
  expect(await first("leader")).toEqual([1, 1, 1]);
  expect(await first("follower")).toEqual([2, 2, 2]);
  // Worker 2 consumes from the second queue.
  expect(await first("leader", { queues: 2 })).toEqual([1, 1, 2]);
});

test("without a leader, the run cannot be set up", async () => {
  await expect(
    connectPolicy({ uri: URIS, cluster }, "none", { ...BASE_SETTINGS, connect: "leader" }, signal),
  ).rejects.toMatchObject({ code: "BROKER_UNREACHABLE", message: expect.stringContaining("no leader") });
});
