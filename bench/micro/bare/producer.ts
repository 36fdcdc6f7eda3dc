// The shortest amqplib producer that does not overrun its socket: publishes, waits for `drain` when the socket is full.
import { once } from "node:events";
import { connect } from "amqplib";
import { type BarePlan, report } from "./plan.ts";

process.on("disconnect", () => process.exit(1));
process.once("message", (plan: BarePlan) => void publish(plan));

async function publish({ uri, queue, tasks, sizeBytes }: BarePlan): Promise<void> {
  const connection = await connect(uri, { noDelay: true });
  const channel = await connection.createChannel();
  const body = Buffer.alloc(sizeBytes);
  report("ready");
  await once(process, "message");
  const began = Number(process.hrtime.bigint());
  for (let sent = 0; sent < tasks; sent++) {
    if (!channel.sendToQueue(queue, body, { persistent: false })) await once(channel, "drain");
  }
  // The channel first: closing the connection overtakes what the channel still buffers.
  await channel.close();
  await connection.close();
  report("done", began);
}
