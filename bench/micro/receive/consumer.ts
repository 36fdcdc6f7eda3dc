// A consumer with automatic acks that reads one byte of each body: on amqplib alone, or on the adapter of a checkout. Sends
// its cost to the parent.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { connect as connectTo } from "@fairhare/amqp";

export interface ReceiveCost {
  readonly cpuMicros: number;
  readonly peakRssMb: number;
}

const [uri = "", deliveries = "", checkout = ""] = process.argv.slice(2);
const total = Number(deliveries);
let received = 0;
let bytesSeen = 0;
let before = process.cpuUsage();

await (checkout === "" ? consumeBare() : consumeWith(join(checkout, "packages/amqp/dist/index.js")));

async function consumeBare(): Promise<void> {
  const { connect } = await import("amqplib");
  const connection = await connect(uri, { noDelay: true });
  const channel = await connection.createChannel();
  begin();
  await channel.consume("tasks", (message) => message !== null && take(message.content), { noAck: true });
}

async function consumeWith(adapter: string): Promise<void> {
  // The path is that of another checkout.
  const { connect } = (await import(pathToFileURL(adapter).href)) as { readonly connect: typeof connectTo };
  const connection = await connect({ uri, name: "bench", heartbeatSeconds: 0 });
  const channel = await connection.openConsumer({ prefetch: 0 });
  begin();
  await channel.consume("tasks", { autoAck: true }, take, () => undefined);
}

function begin(): void {
  before = process.cpuUsage();
}

function take(body: Buffer): void {
  bytesSeen += body[0] ?? 0;
  if (++received < total) return;
  const { user, system } = process.cpuUsage(before);
  if (bytesSeen === 0) throw new Error("the bodies are empty");
  // Kibibytes on every system.
  const peakRssMb = (process.resourceUsage().maxRSS * 1_024) / 1e6;
  process.send?.({ cpuMicros: (user + system) / total, peakRssMb } satisfies ReceiveCost, () => process.exit(0));
}
