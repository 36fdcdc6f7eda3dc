// `npm run bench:closing`: counts the messages that a plain amqplib program loses when it publishes without confirms
// and closes its channel while two consumers work. Independent of Fairhare's code; see
// docs/decisions/producers-stay.md.
import { setTimeout as sleep } from "node:timers/promises";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { type Channel, type ChannelModel, connect } from "amqplib";
import Table from "cli-table3";

const RUNS = Number(process.env["CLOSING_RUNS"] ?? 80);
const MESSAGES = 60;
const CONSUMERS = 2;
const WORK_MS = 1;
/** Time to wait for missing messages, milliseconds. */
const PATIENCE_MS = 1_000;

const QUEUE_TYPES = ["quorum", "classic"] as const;
/** Action of the publisher between its last publish and the close of its channel. */
const PARTINGS: Readonly<Record<string, (channel: Channel) => Promise<unknown>>> = {
  "closes at once": () => Promise.resolve(),
  "sends a request first": (channel) => channel.prefetch(0),
  "waits 200 ms first": () => sleep(200),
};

await using broker = await openBroker(
  { provider: "auto", env: process.env },
  {
    probe: probeServer,
    signal: new AbortController().signal,
    onNotice: (sentence) => process.stdout.write(`${sentence}\n`),
  },
);
const table = new Table({ head: ["queue", "publisher", "runs", "runs with losses", "messages lost"] });
for (const type of QUEUE_TYPES) {
  for (const [name, part] of Object.entries(PARTINGS)) {
    let lossy = 0;
    let lost = 0;
    for (let run = 0; run < RUNS; run++) {
      const missing = MESSAGES - (await publishAndClose(`closing.${type}.${run}`, type, part));
      lossy += Number(missing > 0);
      lost += missing;
    }
    table.push([type, name, RUNS, lossy, lost]);
  }
}
process.stdout.write(`RabbitMQ ${broker.facts.version}, ${MESSAGES} messages per run\n${table.toString()}\n`);

/** Number of messages that the consumers received. */
async function publishAndClose(
  queue: string,
  type: (typeof QUEUE_TYPES)[number],
  part: (channel: Channel) => Promise<unknown>,
): Promise<number> {
  const consuming = await connect(broker.uri);
  const publishing = await connect(broker.uri);
  try {
    const seen = await consume(consuming, queue, type);
    const channel = await publishing.createChannel();
    for (let count = 0; count < MESSAGES; count++) channel.sendToQueue(queue, Buffer.from("."), { persistent: true });
    await part(channel);
    await channel.close();
    for (const deadline = performance.now() + PATIENCE_MS; seen.size < MESSAGES && performance.now() < deadline;)
      await sleep(10);
    return seen.size;
  } finally {
    await publishing.close();
    await consuming.close();
  }
}

/** Starts the consumers; the returned set grows with each message. The queue expires without consumers. */
async function consume(connection: ChannelModel, queue: string, type: string): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (let consumer = 1; consumer <= CONSUMERS; consumer++) {
    const channel = await connection.createChannel();
    await channel.assertQueue(queue, { durable: true, expires: 10_000, arguments: { "x-queue-type": type } });
    await channel.prefetch(1);
    await channel.consume(queue, (message) => {
      if (message === null) return;
      setTimeout(() => {
        channel.ack(message);
        seen.add(`${consumer}/${message.fields.deliveryTag}`);
      }, WORK_MS);
    });
  }
  return seen;
}
