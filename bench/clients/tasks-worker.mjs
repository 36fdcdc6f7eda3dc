// The same worker as tasks_worker.py, with Node's amqplib.
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "amqplib";

const MILLISECONDS = new Map(Object.entries({ us: 1e-3, ms: 1, s: 1e3, m: 6e4 }));

/**
 * Milliseconds that the text of a task asks for: a duration at its end, else a second for each dot.
 * @param {string} text
 */
function millisecondsOf(text) {
  const [, number, unit = ""] = /(?:^|\s)(\d+(?:\.\d+)?)(us|ms|s|m)\s*$/.exec(text) ?? [];
  return number === undefined ? 1e3 * (text.split(".").length - 1) : Number(number) * (MILLISECONDS.get(unit) ?? 0);
}

const { AMQP_URL = "amqp://localhost", FAIRHARE_QUEUE = "task_queue", FAIRHARE_PREFETCH = "1" } = process.env;
const noAck = process.env["FAIRHARE_ACK"] === "auto";
const connection = await connect(AMQP_URL);
const channel = await connection.createChannel();
if (Number(FAIRHARE_PREFETCH) > 0 && !noAck) await channel.prefetch(Number(FAIRHARE_PREFETCH));

/** @param {import("amqplib").ConsumeMessage} message */
async function work(message) {
  await sleep(millisecondsOf(message.content.toString()));
  console.log(" [x] Done");
  if (!noAck) channel.ack(message);
}

// amqplib calls back for every delivery at once; the chain makes it a serial worker.
let turn = Promise.resolve();
const { consumerTag } = await channel.consume(
  FAIRHARE_QUEUE,
  (message) => {
    if (message !== null) turn = turn.then(() => work(message));
  },
  { noAck },
);

// A graceful shutdown: no new task, the task in work is finished.
async function stop() {
  await channel.cancel(consumerTag);
  await turn;
  await channel.close();
  await connection.close();
}
process.once("SIGTERM", () => void stop());
