// The shortest amqplib consumer: acknowledges every message by itself and counts.
import { connect } from "amqplib";
import { measureUsage, now, report, serve, told } from "./process.ts";

const PROGRESS_INTERVAL_MS = 50;

serve(async ({ uri, queue, prefetch, autoAck, tasks, consumers }) => {
  const connection = await connect(uri, { noDelay: true });
  const channel = await connection.createChannel();
  if (prefetch > 0) await channel.prefetch(prefetch);
  const isAlone = consumers === 1;
  let received = 0;
  let reported = 0;
  let at = 0;
  const progress = (): void => {
    if (received > reported) report({ type: "progress", received, at });
    reported = received;
  };
  await channel.consume(
    queue,
    (message) => {
      if (message === null) return;
      if (!autoAck) channel.ack(message);
      received++;
      // One consumer knows its last message. Of several none does: they note the time of each, and the parent counts.
      if (!isAlone || received === tasks) at = now();
      if (received === tasks) progress();
    },
    { noAck: autoAck },
  );
  report({ type: "ready" });
  await told("go");
  const reportUsage = measureUsage();
  const timer = isAlone ? undefined : setInterval(progress, PROGRESS_INTERVAL_MS);
  await reportUsage();
  clearInterval(timer);
  await channel.close();
  await connection.close();
  process.exit(0);
});
