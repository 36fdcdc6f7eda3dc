// The shortest amqplib consumer: acknowledges every message by itself and counts.
import { once } from "node:events";
import { connect } from "amqplib";
import { type BarePlan, report } from "./plan.ts";

process.on("disconnect", () => process.exit(1));
process.once("message", (plan: BarePlan) => void consume(plan));

async function consume({ uri, queue, tasks, prefetch }: BarePlan): Promise<void> {
  const connection = await connect(uri, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.prefetch(prefetch);
  let received = 0;
  const finished = new Promise<void>((resolve) => {
    void channel.consume(queue, (message) => {
      if (message === null) return;
      channel.ack(message);
      if (++received === tasks) resolve();
    });
  });
  report("ready");
  await finished;
  report("done");
  await once(process, "message");
  await channel.close();
  await connection.close();
  process.exit(0);
}
