// One real node over its whole life. The tests run in order and share the node, because a start takes seconds.
/// <reference lib="esnext.disposable" />
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { connect, probeServer } from "@fairhare/amqp";
import { brokerRules } from "@fairhare/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DURABLE_QUEUE, peekDurable, publishDurably } from "../testing/durable-message.ts";
import { installedServer as server } from "../testing/installed-server.ts";
import { leftBehind } from "../testing/left-behind.ts";
import { listeningAddresses, LOOPBACK } from "../testing/listening.ts";
import type { QueueSample } from "../control/sampler.ts";
import { ManagedNode } from "./managed-node.ts";

const { signal } = new AbortController();
const LIMITS = "{vm_memory_monitor:get_vm_memory_high_watermark(), rabbit_disk_monitor:get_disk_free_limit()}.";

describe.skipIf(!server)(`a managed node of ${server?.path}`, () => {
  let node: ManagedNode;
  const trace = () => ({ id: node.id, directory: dirname(node.dataDir) });

  beforeAll(async () => {
    if (!server) return;
    node = await ManagedNode.create({ server, probe: probeServer, env: process.env });
  });
  afterAll(() => node?.[Symbol.asyncDispose]());

  test("it is ready when start resolves, and reports its version", async () => {
    const facts = await node.start(signal);
    expect(facts).toMatchObject({ product: "RabbitMQ", queueTypes: ["classic", "quorum"], heartbeatSeconds: 60 });
    expect(facts.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(node.running).toBe(true);
  });

  test("only its owner can read its directory", () => {
    expect(statSync(trace().directory).mode & 0o777).toBe(0o700);
  });

  test("every socket it listens on is on the loopback interface", () => {
    const addresses = listeningAddresses(node.pids());
    // AMQP, distribution and epmd at least.
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    for (const address of addresses) expect(LOOPBACK).toContain(address);
  });

  test("its wrong password is refused", async () => {
    const wrong = node.uri.replace(/:[^:@]+@/, ":wrong@");
    await expect(probeServer(wrong)).rejects.toMatchObject({ code: "BROKER_UNREACHABLE" });
  });

  test("it permits a transient queue that is not exclusive", async () => {
    await using connection = await connect({ uri: node.uri, name: "test", heartbeatSeconds: 10 });
    const spec = { name: "transient", type: "classic", durable: false, expiresMs: 0 } as const;
    await expect(connection.openQueueAdmin().declare(spec)).resolves.toBeUndefined();
  });

  test("rabbitmqctl works on it, and a failed command is an error", async () => {
    expect(await node.ctl(["--quiet", "list_vhosts"], signal)).toContain("/");
    const failing = [["no_such_command"], ["--quiet", "eval", "ok = {error, for_a_test}."]];
    for (const words of failing)
      await expect(node.ctl(words, signal)).rejects.toMatchObject({ code: "BROKER_REFUSED" });
  });

  test("its metadata store is the one of its version", async () => {
    const runs = await node.ctl(["--quiet", "eval", "mnesia:system_info(is_running)."], signal);
    const { version } = await probeServer(node.uri);
    expect(runs.trim()).toBe(brokerRules(version).metadataStore === "mnesia" ? "yes" : "no");
  });

  test("a queue has the declared type, even if the virtual host has another default type", async () => {
    await node.ctl(["--quiet", "add_vhost", "quorum-by-default", "--default-queue-type", "quorum"], signal);
    const user = new URL(node.uri).username;
    await node.ctl(["--quiet", "set_permissions", "-p", "quorum-by-default", user, ".*", ".*", ".*"], signal);
    const uri = node.uri.replace(/[^/]*$/, "quorum-by-default");
    await using connection = await connect({ uri, name: "test", heartbeatSeconds: 10 });
    const admin = connection.openQueueAdmin();
    const kinds = [
      { name: "classic", type: "classic", durable: true, expiresMs: 0, maxLength: 10, messageTtlMs: 1_000 },
      { name: "transient", type: "classic", durable: false, expiresMs: 60_000 },
      { name: "quorum", type: "quorum", durable: true, expiresMs: 0, deliveryLimit: "unlimited" },
    ] as const;
    for (const spec of kinds) {
      await admin.declare(spec);
      expect(await admin.reportedType(spec)).toBe(spec.type);
      await admin.delete(spec.name);
    }
  });

  test.each(["memory", "disk"] as const)("a %s alarm blocks publishing connections until it ends", async (resource) => {
    await using connection = await connect({ uri: node.uri, name: "publisher", heartbeatSeconds: 10 });
    const publisher = await connection.openPublisher({ confirms: true });
    const states: string[] = [];
    connection.onBlocked((isBlocked, reason) => states.push(isBlocked ? reason : "released"));
    const limits = () => node.ctl(["--quiet", "eval", LIMITS], signal);
    const before = await limits();
    const alarm = await node.raiseAlarm(resource);
    expect(await limits()).not.toBe(before);
    publisher.publish("nowhere", Buffer.from("x"), {});
    await vi.waitFor(() => expect(states).toEqual([`low on ${resource}`]));
    await alarm[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(states).toEqual([`low on ${resource}`, "released"]));
    expect(await limits()).toBe(before);
  });

  test("it closes the connections with a name, with a reason", async () => {
    const named = await connect({ uri: node.uri, name: 'a "named" one', heartbeatSeconds: 10 });
    await using other = await connect({ uri: node.uri, name: "another", heartbeatSeconds: 10 });
    expect(await node.closeConnections(['a "named" one', "nobody"], "for a test", signal)).toBe(1);
    expect(await named.ended).toMatchObject({ clean: false, replyCode: 320 });
    expect(other.isOpen).toBe(true);
  });

  test.each(["classic", "quorum"] as const)(
    "it samples the sum of %s queues, with times on the clock of this process",
    async (type) => {
      await using connection = await connect({ uri: node.uri, name: "test", heartbeatSeconds: 10 });
      const name = `sampled.${type}`;
      const admin = connection.openQueueAdmin();
      const names = [name, `${name}.other`];
      for (const one of names) await admin.declare({ name: one, type, durable: true, expiresMs: 0 });
      const from = Number(process.hrtime.bigint());
      using sampler = node.sampleQueues(names);
      const publisher = await connection.openPublisher({ confirms: false });
      for (let count = 0; count < 5; count++) publisher.publish(name, Buffer.from("task"), { persistent: true });
      publisher.publish(`${name}.other`, Buffer.from("task"), { persistent: true });
      await publisher.close();
      const consumer = await connection.openConsumer({ prefetch: 2 });
      await consumer.consume(
        name,
        { autoAck: false },
        () => undefined,
        () => undefined,
      );
      const samples: QueueSample[] = [];
      await vi.waitFor(
        () => {
          samples.push(...sampler.read());
          expect(samples.at(-1)).toMatchObject({ ready: 4, unacked: 2 });
        },
        { timeout: 5_000, interval: 50 },
      );
      for (const { at, queueBytes, nodeBytes, binaryBytes } of samples) {
        expect(at).toBeGreaterThan(from);
        expect(at).toBeLessThan(Number(process.hrtime.bigint()));
        expect(queueBytes).toBeGreaterThan(1_000);
        expect(nodeBytes).toBeGreaterThan(20e6);
        expect(binaryBytes).toBeLessThan(nodeBytes);
      }
      for (const one of names) await admin.delete(one);
    },
  );

  test("a killed node starts again with its queue, message, port and credentials", async () => {
    await publishDurably(node.uri, "still here");
    await node.settle(signal);
    const before = await node.resources();
    expect(before?.cpuSeconds).toBeGreaterThan(0.5);
    expect(before?.peakRssBytes).toBeGreaterThan(50e6);
    await node.kill();
    expect(node.pids()).toEqual([]);
    expect(node.running).toBe(false);
    using sampler = node.sampleQueues([DURABLE_QUEUE]);
    await node.start(signal);
    expect(await peekDurable(node.uri)).toBe("still here");
    await vi.waitFor(() => expect(sampler.read()).not.toEqual([]), { timeout: 5_000, interval: 50 });
    expect((await node.resources())?.cpuSeconds).toBeGreaterThan(before?.cpuSeconds ?? 0);
  });

  test("a node shuts down gracefully and starts again with its queue and message", async () => {
    await node.stop(signal);
    expect(node.pids()).toEqual([]);
    await node.start(signal);
    expect(await peekDurable(node.uri)).toBe("still here");
  });

  test("its disposal leaves nothing behind, even if its guardian was killed", async () => {
    const guardian = leftBehind(trace()).find((line) => line.startsWith("guardian"));
    process.kill(Number(guardian?.split(" ")[1]), "SIGKILL");
    await node[Symbol.asyncDispose]();
    expect(leftBehind(trace())).toEqual([]);
  });
});
