// The tap in front of a real broker: amqplib as the clients of somebody else, a broker that restarts, and mistakes.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type ConsumeMessage } from "amqplib";
import { describe, expect, test } from "vitest";
import { runTap, until } from "../testing/running-tap.ts";
import { tappedQueue } from "../testing/tapped-queue.ts";

const tapped = tappedQueue();

/** Of different lengths, some longer than a frame. */
const body = (number: number): Buffer => Buffer.from(`task ${number} `.padEnd(number * 211, "ü"));

describe("the tap", () => {
  test("counts what the clients did, and passes their messages unchanged", async () => {
    const { broker, channel, directory, queue, startTap } = tapped();
    const tap = await startTap();
    const clients = await connect(tap.uri, { clientProperties: { connection_name: "shop" } });
    const publisher = await clients.createConfirmChannel();
    for (let number = 1; number <= 40; number++)
      publisher.sendToQueue(queue, body(number), { messageId: `m${number}` });
    publisher.publish("", "no.such.queue", Buffer.from("nobody"), { mandatory: true });
    await publisher.waitForConfirms();

    const worker = await connect(tap.uri, { clientProperties: { connection_name: "worker" } });
    const work = await worker.createChannel();
    await work.prefetch(5);
    const bodies: Buffer[] = [];
    const done = new Promise<void>((resolve) => {
      void work.consume(queue, (message) => {
        if (message === null) return;
        if (message.content.equals(body(7)) && !message.fields.redelivered) return work.nack(message, false, true);
        bodies.push(message.content);
        if (message.content.equals(body(9))) work.nack(message, false, false);
        else work.ack(message);
        if (bodies.length === 40) resolve();
      });
    });
    await done;
    await work.close();
    const quiet = await connect(tap.uri, { clientProperties: { connection_name: "auto" } });
    const auto = await quiet.createChannel();
    channel.sendToQueue(queue, Buffer.from("published elsewhere"));
    await channel.waitForConfirms();
    await new Promise<void>((resolve) => void auto.consume(queue, () => resolve(), { noAck: true }));
    await Promise.all([clients.close(), worker.close(), quiet.close()]);
    const { code, results } = await tap.interrupt();

    expect(code).toBe(0);
    expect(bodies.map(String).toSorted()).toEqual(Array.from({ length: 40 }, (_, i) => String(body(i + 1))).toSorted());
    expect(results.ledger).toMatchObject({
      published: 41,
      confirmed: 41,
      returned: 1,
      unconfirmed: 0,
      acked: 39,
      refused: 1,
      requeued: 1,
      redelivered: 1,
      deliveredWithoutAck: 1,
      unacked: 0,
    });
    expect(results.recognition).toMatchObject({ deliveredAfterPublish: 40, publishedElsewhere: 1, notDelivered: 0 });
    expect(results.consumers).toMatchObject([
      { client: "worker", queue, ack: "manual", prefetch: 5, delivered: 41, acked: 39, end: "closed" },
      { client: "auto", queue, ack: "no-ack", delivered: 1, busyMs: null },
    ]);
    expect(results.broker).toContain(broker.facts.version);
    expect(results.connections).toMatchObject({ opened: 3, open: 0, cut: 0 });
    // Neither the report nor the data contain bodies or passwords.
    const written = readFileSync(join(directory, "out", "tap.json"), "utf8") + tap.report();
    expect(written).not.toMatch(/task 7|published elsewhere.*x|ü/);
    expect(written).not.toContain(new URL(broker.uri).password + "@");
    expect(tap.report()).toMatch(/^# Clients of a running system/);
  });

  test("serves a page while it runs, and the same page as a report", async () => {
    const { broker, directory, queue, startTap } = tapped();
    const tap = await startTap(["--ui"]);
    const client = await connect(tap.uri, { clientProperties: { connection_name: "shop" } });
    const publisher = await client.createConfirmChannel();
    for (let number = 1; number <= 7; number++) publisher.sendToQueue(queue, body(1));
    await publisher.waitForConfirms();
    expect(await (await fetch(tap.page)).text()).toContain("Clients of amqp://");
    const events = await fetch(`${tap.page}events`);
    let received = "";
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of events.body ?? []) received += decoder.decode(chunk, { stream: true });
    })();
    await until(() => received.includes('"published":7'));
    await client.close();
    const { code, results } = await tap.interrupt();
    await reading;
    expect(code).toBe(0);
    expect(received).toMatch(/^event: results\ndata: .*"endedBy":"interruption"/m);
    expect(results.queues).toMatchObject([{ queue, publishedDirectly: 7, consumers: 0, delivered: 0 }]);
    const page = readFileSync(join(directory, "out", "report.html"), "utf8");
    expect(page).toContain('"kind":"tap"');
    expect(page + received).not.toMatch(/task 1|ü/);
    expect(page + received).not.toContain(new URL(broker.uri).password + "@");
  });

  test("finds that one consumer gets all long tasks", async () => {
    const { channel, queue, startTap } = tapped();
    const tap = await startTap(["--threshold", "jainBusy>=0.9", "--threshold", "delivered==20"]);
    const workers = await Promise.all([1, 2].map((slot) => startWorker(queue, tap.uri, `slot ${slot}`)));
    for (let number = 1; number <= 20; number++) channel.sendToQueue(queue, Buffer.from(number % 2 === 1 ? "60" : "1"));
    await Promise.all(workers.map(({ done }) => done(10)));
    const { code, results, out } = await tap.interrupt();
    expect(code).toBe(1);
    expect(results.thresholds).toMatchObject([{ ok: false }, { ok: true, actual: 20 }]);
    expect(results.queues[0]?.fairness).toMatchObject({ compared: 2, jainDeliveries: expect.closeTo(1, 1) });
    expect(results.fairness.jainBusy).toBeLessThan(0.7);
    expect(results.findings.map((one) => one.code)).toEqual(
      expect.arrayContaining(["consumer-prefetch-unlimited", "queue-served-unevenly"]),
    );
    expect(out).toContain("✗ jainBusy>=0.9");
  });

  test("passes what it cannot read, and goes on for the other clients", async () => {
    const tap = await tapped().startTap(["--time", "4"]);
    const garbage = connectSocket(tap.port, "127.0.0.1").on("error", () => undefined);
    garbage.write("GET / HTTP/1.1\r\n\r\n");
    const [answer] = (await once(garbage, "data")) as [Buffer];
    // The broker's own answer to another protocol.
    expect(answer.toString("latin1")).toMatch(/^AMQP/);
    garbage.destroy();
    const client = await connect(tap.uri);
    await client.close();
    const { code, results } = await tap.ended();
    expect(code).toBe(0);
    expect(results.endedBy).toBe("time");
    expect(results.connections).toMatchObject({ opened: 1, unread: 1 });
    expect(results.findings).toMatchObject([{ code: "connections-not-readable" }]);
  });

  test("survives a restart of the broker, and tells what was in hand", async () => {
    const { broker, channel, queue, startTap } = tapped();
    const tap = await startTap();
    const client = await connect(tap.uri);
    client.on("error", () => undefined);
    const consumer = await client.createChannel();
    consumer.on("error", () => undefined);
    await consumer.prefetch(3);
    for (let number = 1; number <= 5; number++) channel.sendToQueue(queue, Buffer.from("x"), { persistent: true });
    await channel.waitForConfirms();
    let held = 0;
    await new Promise<void>((resolve) => void consumer.consume(queue, () => (++held === 3 ? resolve() : undefined)));
    const { signal } = new AbortController();
    const lost = new Promise((resolve) => client.on("close", resolve));
    await broker.server?.kill();
    await lost;
    await expect(connect(tap.uri)).rejects.toThrow(/ECONNRESET|closed/);
    await broker.server?.start(signal);
    const again = await connect(tap.uri);
    await again.close();
    const { code, results } = await tap.interrupt();
    expect(code).toBe(0);
    expect(results.ledger).toMatchObject({ delivered: 3, inHandAtCut: 3, unacked: 0 });
    expect(results.connections).toMatchObject({ opened: 2, cut: 1, unreachable: 1 });
    expect(results.findings.map((one) => one.code)).toEqual(["connections-cut", "connections-without-broker"]);
  });

  test("ends once for a Ctrl-C that arrives twice", async () => {
    const tap = await tapped().startTap();
    tap.child.kill("SIGINT");
    tap.child.kill("SIGINT");
    const { code, results } = await tap.ended();
    expect(code).toBe(0);
    expect(results.endedBy).toBe("interruption");
  });
});

describe("mistakes", () => {
  test("a broker that is down is an error with exit code 3, before anything listens", async () => {
    const { code, err } = await runTap(tapped(), ["--uri", "amqp://guest:secret@127.0.0.1:1"]);
    expect(code).toBe(3);
    expect(err).toMatch(/No AMQP connection to amqp:\/\/guest:\*\*\*@127\.0\.0\.1:1.*nothing listens/s);
    expect(err).not.toContain("secret");
  });

  test("an HTTP server is not a broker", async () => {
    const server = createServer((_, response) => void response.end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { code, err } = await runTap(tapped(), ["--uri", `amqp://127.0.0.1:${port}`]);
    server.close();
    expect(code).toBe(3);
    expect(err).toMatch(/HTTP/);
  });

  test("wrong flags are reported together, with exit code 2", async () => {
    const { code, err } = await runTap(tapped(), ["--listen", "70000", "--threshold", "lost==0", "--time", "1,2"], {
      AMQP_URL: "",
    });
    expect(code).toBe(2);
    for (const part of [/--listen 70000/, /--uri/, /Unknown metric lost/, /--time 1,2/]) expect(err).toMatch(part);
  });

  test("a port in use has exit code 2", async () => {
    const { broker } = tapped();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { code, err } = await runTap(tapped(), ["--uri", broker.uri, "--listen", String(port)]);
    server.close();
    expect(code).toBe(2);
    expect(err).toMatch(/--listen 127\.0\.0\.1:\d+ cannot be used: another program uses this port/);
  });
});

/** A serial worker without a prefetch limit; the body of a task is its service time in milliseconds. */
async function startWorker(queue: string, uri: string, name: string) {
  const connection = await connect(uri, { clientProperties: { connection_name: name } });
  connection.on("error", () => undefined);
  const work = await connection.createChannel();
  let count = 0;
  let before = Promise.resolve();
  const handle = async (message: ConsumeMessage, earlier: Promise<void>): Promise<void> => {
    await earlier;
    await sleep(Number(String(message.content)));
    work.ack(message);
    count++;
  };
  await work.consume(queue, (message) => {
    if (message === null) return;
    before = handle(message, before);
  });
  return { done: (tasks: number) => until(() => count === tasks).then(() => sleep(50)) };
}
