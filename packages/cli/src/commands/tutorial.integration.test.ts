// The two tutorial programs on a real broker, with a plain amqplib client as the other party.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Broker } from "@fairhare/broker";
import { sharedBroker } from "@fairhare/broker/testing";
import { type Channel, type ChannelModel, connect, type GetMessage } from "amqplib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpawnedCommand, spawnCommand } from "../testing/spawn-command.ts";

/** Unique, because the broker may be in use. */
const QUEUE = `fairhare.test.${randomUUID()}`;
const ON_QUEUE = ["--queue", QUEUE];

let broker: Broker;
let connection: ChannelModel;
let other: Channel;

beforeAll(async () => {
  broker = await sharedBroker();
  connection = await connect(broker.uri);
  other = await connection.createChannel();
});

afterAll(async () => {
  await other?.deleteQueue(QUEUE);
  await connection?.close();
});

beforeEach(async () => {
  // The same declaration as in the tutorial; the broker refuses a different one.
  await other.assertQueue(QUEUE, { durable: true });
  await other.purgeQueue(QUEUE);
});

test("new-task publishes a persistent task that another client reads", async () => {
  const { lines, exitCode } = await run(["new-task", ...ON_QUEUE, "First", "message."]);
  expect(lines).toEqual([" [x] Sent 'First message.'"]);
  expect(exitCode).toBe(0);
  const message = await getNow();
  expect(message.content.toString()).toBe("First message.");
  expect(message.properties.deliveryMode).toBe(2);
});

test("new-task without a text publishes Hello World!, and with --no-persistent a transient message", async () => {
  const { lines } = await run(["new-task", ...ON_QUEUE, "--no-persistent"]);
  expect(lines).toEqual([" [x] Sent 'Hello World!'"]);
  expect((await getNow()).properties.deliveryMode).not.toBe(2);
});

test("tasks-worker processes the tasks of another client in order, and acknowledges them", async () => {
  other.sendToQueue(QUEUE, Buffer.from("First message."));
  other.sendToQueue(QUEUE, Buffer.from("Second message.."));
  const worker = start(["tasks-worker", ...ON_QUEUE, "--dot", "50ms"]);
  await worker.until(5);
  expect(worker.lines).toEqual([
    " [*] Waiting for messages. To exit press CTRL+C",
    " [x] Received 'First message.'",
    " [x] Done",
    " [x] Received 'Second message..'",
    " [x] Done",
  ]);
  worker.child.kill("SIGINT");
  expect(await worker.exitCode).toBe(0);
  expect((await other.checkQueue(QUEUE)).messageCount).toBe(0);
});

test("the unacknowledged task of an interrupted worker is requeued", async () => {
  other.sendToQueue(QUEUE, Buffer.from("A long task."));
  const worker = start(["tasks-worker", ...ON_QUEUE, "--dot", "1m"]);
  await worker.until(2);
  worker.child.kill("SIGINT");
  expect(await worker.exitCode).toBe(0);
  expect(worker.lines).not.toContain(" [x] Done");
  expect((await getNow()).fields.redelivered).toBe(true);
});

test("the task of an interrupted worker with automatic acknowledgement is lost", async () => {
  other.sendToQueue(QUEUE, Buffer.from("A long task."));
  const worker = start(["tasks-worker", ...ON_QUEUE, "--dot", "1m", "--ack", "auto"]);
  await worker.until(2);
  worker.child.kill("SIGINT");
  expect(await worker.exitCode).toBe(0);
  expect((await other.checkQueue(QUEUE)).messageCount).toBe(0);
});

test("a queue with different parameters gives the error of the broker", async () => {
  const { errors, exitCode } = await run(["new-task", ...ON_QUEUE, "--no-durable"]);
  expect(errors).toMatch(/PRECONDITION_FAILED/);
  expect(exitCode).toBe(3);
});

test.each(["new-task", "tasks-worker"])("%s without a broker mentions --uri and AMQP_URL", async (command) => {
  const { errors, exitCode } = await run([command, "--uri", "amqp://127.0.0.1:1"]);
  expect(errors).toMatch(/--uri/);
  expect(errors).toMatch(/AMQP_URL/);
  expect(exitCode).toBe(3);
});

test("the default queue is that of the tutorial", async () => {
  const { lines } = await run(["tasks-worker", "--help"]);
  expect(lines.join(" ")).toMatch(/--queue.*task_queue/);
});

test("an invalid value is reported with the valid ones", async () => {
  const { errors, exitCode } = await run(["tasks-worker", "--dot", "1"]);
  expect(errors).toMatch(/--dot.*duration/);
  expect(exitCode).toBe(2);
});

async function getNow(): Promise<GetMessage> {
  const message = await other.get(QUEUE, { noAck: true });
  if (message === false) throw new Error(`there is no message in ${QUEUE}`);
  return message;
}

interface Running extends Pick<SpawnedCommand, "child" | "written"> {
  readonly lines: readonly string[];
  readonly exitCode: Promise<number | null>;
  /** Resolves after this number of lines; rejects when the program ends before. */
  until(count: number): Promise<void>;
}

async function run(words: readonly string[]) {
  const { written, lines, exitCode } = start(words);
  return { exitCode: await exitCode, lines, errors: written.err };
}

function start(words: readonly string[]): Running {
  const environment = { ...process.env, AMQP_URL: broker.uri, NO_COLOR: "1" };
  const { child, written, closed: exitCode } = spawnCommand(process.cwd(), words, environment);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  return {
    child,
    written,
    lines,
    exitCode,
    until: async (count) => {
      while (lines.length < count) {
        const ended = await Promise.race([exitCode.then(() => true), once(reader, "line").then(() => false)]);
        if (ended && lines.length < count) throw new Error(`it ended after: ${lines.join(" | ")}`);
      }
    },
  };
}
