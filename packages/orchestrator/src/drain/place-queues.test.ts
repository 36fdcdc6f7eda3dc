import type { Connection, QueueAdmin, QueueSpec } from "@fairhare/amqp";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { expect, test } from "vitest";
import { placeQueues } from "./place-queues.ts";

const specs: QueueSpec[] = [1, 2, 3, 4].map((number) => ({
  name: `q-${number}`,
  type: "quorum",
  durable: true,
  expiresMs: 0,
}));

/** A broker of three nodes that records where each queue is declared; `down` is a node that does not answer. */
function fakeBroker(down = 0) {
  const declared: string[] = [];
  const deleted: string[] = [];
  const adminOf = (node: number): QueueAdmin =>
    ({
      declare: ({ name }: QueueSpec) => Promise.resolve(void declared.push(`${name} on ${node}`)),
      reportedType: () => Promise.resolve("quorum"),
      delete: (name: string) => Promise.resolve(void deleted.push(name)),
    }) as unknown as QueueAdmin;
  const connectTo = (node: number): Promise<Connection> => {
    const reached = node === down ? (node % 3) + 1 : node;
    return Promise.resolve({
      uriIndex: reached - 1,
      openQueueAdmin: () => adminOf(reached),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    } as unknown as Connection);
  };
  return { declared, deleted, ports: { admin: adminOf(0), connectTo, nodes: 3 } };
}

test("balanced queues are declared on one node after the other", async () => {
  const { declared, ports } = fakeBroker();
  const queues = await placeQueues(specs, { ...BASE_SETTINGS, queueLeader: "balanced" }, ports);
  expect(declared.toSorted((a, b) => a.localeCompare(b))).toEqual(["q-1 on 1", "q-2 on 2", "q-3 on 3", "q-4 on 1"]);
  expect(queues.map(({ isCreated }) => isCreated)).toEqual([true, true, true, true]);
  expect(queues[0]?.reportedType).toBe("quorum");
});

test("a number is the node of all queues; without one, the connection of the orchestrator declares them", async () => {
  const { declared, ports } = fakeBroker();
  await placeQueues(specs.slice(0, 2), { ...BASE_SETTINGS, queueLeader: 2 }, ports);
  await placeQueues(specs.slice(2, 3), { ...BASE_SETTINGS, queueLeader: null }, ports);
  expect(declared).toEqual(["q-1 on 2", "q-2 on 2", "q-3 on 0"]);
});

test("a node that does not answer is an error, and no queue is left", async () => {
  const { deleted, ports } = fakeBroker(2);
  await expect(placeQueues(specs, { ...BASE_SETTINGS, queueLeader: "balanced" }, ports)).rejects.toMatchObject({
    code: "BROKER_UNREACHABLE",
    message: expect.stringContaining("Node 2 of the broker"),
  });
  expect(deleted).toEqual(["q-1", "q-4"]);
});
