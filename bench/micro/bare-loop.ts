// One run of the bare loop: an amqplib producer and an amqplib consumer, one process each, without records.
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "@fairhare/amqp";
import type { BarePlan, BareReport } from "./bare/plan.ts";

/** Messages per second, from the first publish to the last acknowledgement. */
export async function runBareLoop(load: Omit<BarePlan, "queue">): Promise<number> {
  const plan: BarePlan = { ...load, queue: `fairhare.bare.${randomBytes(6).toString("hex")}` };
  await using connection = await connect({ uri: plan.uri, name: "fairhare bench", heartbeatSeconds: 60 });
  const queues = connection.openQueueAdmin();
  await queues.declare({ name: plan.queue, type: "classic", durable: false, expiresMs: 60_000 });
  const consumer = fork(new URL("bare/consumer.js", import.meta.url));
  const producer = fork(new URL("bare/producer.js", import.meta.url));
  try {
    await Promise.all([tell(consumer, plan), tell(producer, plan)]);
    const received = next(consumer);
    const began = await tell(producer, "go");
    const ended = await received;
    return (plan.tasks / (ended.at - began.at)) * 1e9;
  } finally {
    consumer.disconnect();
    producer.disconnect();
    await queues.delete(plan.queue);
  }
}

async function tell(child: ChildProcess, message: BarePlan | "go"): Promise<BareReport> {
  const answer = next(child);
  child.send(message);
  return answer;
}

async function next(child: ChildProcess): Promise<BareReport> {
  const [message] = (await once(child, "message")) as [BareReport];
  return message;
}
