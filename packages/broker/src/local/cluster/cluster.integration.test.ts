// One real cluster over its whole life. The tests run in order and share the cluster, because a start takes ten seconds.
/// <reference lib="esnext.disposable" />
import { dirname } from "node:path";
import { type Connection, connect, probeServer } from "@fairhare/amqp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Broker, ManagedCluster } from "../../broker.ts";
import { openBroker } from "../../open-broker.ts";
import { installedServer as server } from "../../testing/installed-server.ts";
import { leftBehind } from "../../testing/left-behind.ts";
import { listeningAddresses, LOOPBACK } from "../../testing/listening.ts";
import type { QueueSample } from "../../control/sampler.ts";
import { canPowerCut } from "../disk/power-cut-ability.ts";
import { ManagedNode } from "../managed-node.ts";

const { signal } = new AbortController();
const QUORUM = { name: "replicated", type: "quorum", durable: true, expiresMs: 0 } as const;
const CLASSIC = { name: "single", type: "classic", durable: true, expiresMs: 0 } as const;

const powerCut = canPowerCut();
if (powerCut.reason !== null) process.stderr.write(`cluster, power cut: skipped. ${powerCut.reason}\n`);

describe.skipIf(!server)(`a cluster of three nodes of ${server?.path}`, () => {
  let broker: Broker;
  let cluster: ManagedCluster;

  const nodeOf = (number: number): ManagedNode => {
    const node = cluster.nodes[number - 1];
    if (!(node instanceof ManagedNode)) throw new Error(`there is no node ${number}`);
    return node;
  };
  const connectTo = (number: number): Promise<Connection> =>
    connect({ uri: nodeOf(number).uri, name: "test", heartbeatSeconds: 10 });
  const leader = async (): Promise<number> => {
    const found = await vi.waitFor(
      async () => {
        const number = await cluster.leaderOf(QUORUM.name, signal);
        expect(number).not.toBeNull();
        return number;
      },
      { timeout: 20_000, interval: 100 },
    );
    return found ?? 0;
  };
  /** Whether the node confirms a message to the replicated queue within this time. */
  const confirms = async (number: number, timeoutMs: number): Promise<boolean> => {
    const connection = await connectTo(number);
    const publisher = await connection.openPublisher({ confirms: true });
    const answered = new Promise<boolean>((resolve) => publisher.onAnswer(resolve));
    publisher.publish(QUORUM.name, Buffer.from("task"), { persistent: true });
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), timeoutMs));
    const isConfirmed = await Promise.race([answered, late]);
    // A node that was cut off answers the close only when it is connected again.
    void connection.close();
    return isConfirmed;
  };
  const depth = async (number: number): Promise<number> => {
    await using connection = await connectTo(number);
    return (await connection.openQueueAdmin().depth(QUORUM.name)).ready;
  };

  /** The messages that a get shows within this time; undefined if it is refused or not answered. */
  const peek = async (number: number, timeoutMs: number): Promise<number | undefined> => {
    const connection = await connectTo(number);
    const answered = connection
      .openQueueAdmin()
      .peek(QUORUM.name)
      .catch(() => undefined);
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), timeoutMs));
    const ready = await Promise.race([answered, late]);
    void connection.close();
    return ready;
  };

  beforeAll(async () => {
    if (!server) return;
    broker = await openBroker(
      {
        provider: "local",
        env: process.env,
        needs: powerCut.isAvailable ? ["power-cut"] : [],
        cluster: { nodes: 3 },
      },
      { probe: probeServer, signal, onNotice: () => undefined },
    );
    if (broker.cluster === undefined) throw new Error("the broker is not a cluster");
    cluster = broker.cluster;
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());

  test("every node knows the others, and listens on the loopback interface only", async () => {
    expect(cluster.reachable).toEqual([1, 2, 3]);
    for (const { erlangName } of cluster.nodes)
      expect(await nodeOf(1).ctl(["--quiet", "cluster_status"], signal)).toContain(erlangName);
    const addresses = listeningAddresses(broker.server?.pids() ?? []);
    expect(addresses.length).toBeGreaterThanOrEqual(6);
    for (const address of addresses) expect(LOOPBACK).toContain(address);
    expect((await broker.resources())?.peakRssBytes).toBeGreaterThan(150e6);
  });

  test("a queue is on the node that declares it", async () => {
    await using connection = await connectTo(2);
    const admin = connection.openQueueAdmin();
    await admin.declare(QUORUM);
    await admin.declare(CLASSIC);
    expect(await cluster.membersOf(QUORUM.name, signal)).toEqual({ leader: 2, members: [1, 2, 3], online: [1, 2, 3] });
    expect(await cluster.membersOf(CLASSIC.name, signal)).toEqual({ leader: 2, members: [2], online: [2] });
    expect(await cluster.membersOf("missing", signal)).toBeUndefined();
  });

  test("cut off from the others, the leader confirms nothing and is replaced; afterwards it is a member again", async () => {
    using sampler = broker.server?.sampleQueues([QUORUM.name]);
    const cut = await cluster.isolate(2, signal);
    try {
      expect(cluster.reachable).toEqual([1, 3]);
      expect([1, 3]).toContain(await leader());
      expect((await cluster.membersOf(QUORUM.name, signal))?.online).toEqual([1, 3]);
      expect(await confirms(1, 5_000)).toBe(true);
      expect(await confirms(2, 1_000)).toBe(false);
      // Without a majority, a reading may say that there is no message; a get does not.
      expect(await peek(1, 5_000)).toBe(1);
      expect(await peek(2, 1_000)).toBeUndefined();
      expect(await nodeOf(2).ctl(["--quiet", "list_vhosts"], signal)).toContain("/");
    } finally {
      await cut[Symbol.asyncDispose]();
    }
    await cluster.untilWhole(signal);
    // The node that was cut off reports no message until it knows the new leader. It may have accepted the message, and
    // then hands it over.
    const held = await vi.waitFor(
      async () => {
        const ready = await depth(2);
        expect([1, 2]).toContain(ready);
        return ready;
      },
      { timeout: 10_000, interval: 100 },
    );
    const samples: QueueSample[] = [];
    await vi.waitFor(
      () => {
        samples.push(...(sampler?.read() ?? []));
        expect(samples.at(-1)).toMatchObject({ ready: held, unacked: 0 });
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test("a paused leader is replaced, and continues as a member", async () => {
    const paused = await leader();
    // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
    await using _pause = await cluster.pause(paused);
    expect(cluster.reachable).not.toContain(paused);
    await vi.waitFor(async () => expect([null, paused]).not.toContain(await cluster.leaderOf(QUORUM.name, signal)), {
      timeout: 30_000,
      interval: 200,
    });
  });

  test("a killed node is missed, and takes its place again after a start", async () => {
    await cluster.untilWhole(signal);
    const killed = await leader();
    await nodeOf(killed).kill();
    expect(await leader()).not.toBe(killed);
    await nodeOf(killed).start(signal);
    await cluster.untilWhole(signal);
    await vi.waitFor(async () => expect((await cluster.membersOf(QUORUM.name, signal))?.online).toEqual([1, 2, 3]));
  });

  test("without a majority there is no leader", async () => {
    const [first = 0, second = 0] = [1, 2, 3].filter((number) => number !== 2);
    await Promise.all([nodeOf(first).kill(), nodeOf(second).kill()]);
    expect(await cluster.leaderOf(QUORUM.name, signal)).toBeNull();
    await Promise.all([nodeOf(first).start(signal), nodeOf(second).start(signal)]);
    expect(await leader()).toBeGreaterThan(0);
  });

  test("a wiped node joins again, with a replica of the queue", async () => {
    await nodeOf(3).wipe(signal);
    await nodeOf(3).start(signal);
    await cluster.untilWhole(signal);
    await vi.waitFor(
      async () =>
        expect(await cluster.membersOf(QUORUM.name, signal)).toMatchObject({ members: [1, 2, 3], online: [1, 2, 3] }),
      { timeout: 10_000, interval: 200 },
    );
  });

  test.skipIf(!powerCut.isAvailable)(
    "a power cut of the leader loses no confirmed message of a quorum queue",
    async () => {
      const before = await depth(1);
      const hit = await leader();
      expect(await confirms(hit, 5_000)).toBe(true);
      await nodeOf(hit).powerCut(signal);
      expect(await leader()).not.toBe(hit);
      await nodeOf(hit).start(signal);
      await cluster.untilWhole(signal);
      expect(await depth(hit)).toBe(before + 1);
    },
  );

  test("all nodes may lose power or be killed at once, and start again with the queues", async () => {
    const before = await depth(1);
    await broker.server?.settle(signal);
    await (powerCut.isAvailable ? broker.server?.powerCut(signal) : broker.server?.kill());
    expect(broker.server?.running).toBe(false);
    expect(cluster.reachable).toEqual([]);
    await broker.server?.start(signal);
    expect(await leader()).toBeGreaterThan(0);
    expect(await depth(2)).toBe(before);
  });

  test("its disposal leaves nothing behind", async () => {
    const nodes = cluster.nodes.map(({ number }) => nodeOf(number));
    const traces = nodes.map(({ id, dataDir }) => ({ id, directory: dirname(dataDir) }));
    await broker[Symbol.asyncDispose]();
    expect(traces.flatMap(leftBehind)).toEqual([]);
  });
});
