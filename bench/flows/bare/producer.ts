// The shortest amqplib producer that does not overrun its socket: publishes, waits for `drain` when the socket is full, and
// keeps at most `confirmWindow` publishes unconfirmed.
import { once } from "node:events";
import { type Channel, connect } from "amqplib";
import type { BarePlan } from "./plan.ts";
import { measureUsage, now, report, serve, told } from "./process.ts";

serve(async ({ uri, queue, tasks, sizeBytes, persistent, confirmWindow }) => {
  const connection = await connect(uri, { noDelay: true });
  const body = Buffer.alloc(sizeBytes);
  const options = { persistent };
  const channel = confirmWindow > 0 ? await connection.createConfirmChannel() : await connection.createChannel();
  report({ type: "ready" });
  await told("go");
  const reportUsage = measureUsage();
  report({ type: "began", at: now() });
  if (confirmWindow > 0) await publishConfirmed(channel, { queue, tasks, confirmWindow, body, options });
  else
    for (let sent = 0; sent < tasks; sent++)
      if (!channel.sendToQueue(queue, body, options)) await once(channel, "drain");
  await reportUsage();
  // The channel first: closing the connection overtakes what the channel still buffers.
  await channel.close();
  await connection.close();
  process.exit(0);
});

type Confirmed = Pick<BarePlan, "queue" | "tasks" | "confirmWindow"> & {
  readonly body: Buffer;
  readonly options: { readonly persistent: boolean };
};

/** Resolves when every publish is confirmed. */
function publishConfirmed(channel: Channel, { queue, tasks, confirmWindow, body, options }: Confirmed): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let confirmed = 0;
    const fill = (): void => {
      while (sent < tasks && sent - confirmed < confirmWindow) {
        sent++;
        channel.sendToQueue(queue, body, options);
      }
    };
    channel.on("ack", ({ deliveryTag, multiple }: { deliveryTag: number; multiple: boolean }) => {
      // RabbitMQ confirms a classic queue's messages in order.
      confirmed = multiple ? deliveryTag : confirmed + 1;
      if (confirmed >= tasks) resolve();
      else fill();
    });
    channel.on("nack", () => reject(new Error("the broker refused a publish")));
    fill();
  });
}
