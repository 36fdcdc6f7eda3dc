// The second program of RabbitMQ's Work Queues tutorial: works on whatever is in the queue, whoever sent it,
// until it is told to stop.
import { setTimeout as timer } from "node:timers/promises";
import { connect } from "@fairhare/amqp";
import { FairhareError, type Nanoseconds, toMilliseconds } from "@fairhare/core";
import { costOfText } from "@fairhare/protocol";
import { SerialExecutor, type Sleep } from "./serial-executor.ts";

export interface TasksWorkerOptions {
  readonly uri: string;
  readonly queue: string;
  readonly durable: boolean;
  /** 0 is no limit. */
  readonly prefetch: number;
  /** `auto`: the broker forgets a task once it is sent. */
  readonly ack: "manual" | "auto";
  /** Work for every dot in a task's text. */
  readonly dot: Nanoseconds;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A worker that has no broker any more. */
class ConsumerLostError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";

  constructor(queue: string, reason: string) {
    super(
      `No more tasks come from queue "${queue}": ${reason}. What was not acknowledged goes back to the queue; start the worker again when the broker is back.`,
    );
  }
}

/**
 * Resolves when the signal has fired and the connection is closed; a task that was in hand is then not
 * acknowledged and goes back to the queue. Throws BrokerUnreachableError, BrokerRefusedError, ConsumerLostError.
 */
export async function tasksWorker(options: TasksWorkerOptions): Promise<void> {
  const { uri, queue, durable, prefetch, ack, dot, print, signal } = options;
  if (signal.aborted) return;
  await using connection = await connect({ uri, name: "fairhare tasks-worker" });
  await connection.openQueueAdmin().declare({ name: queue, type: "classic", durable, expiresMs: 0 });
  const channel = await connection.openConsumer({ prefetch });

  const lost = new AbortController();
  const lose = (reason: string): void => lost.abort(new ConsumerLostError(queue, reason));
  channel.onClosed(() => lose(channel.failure ?? "the connection was lost"));
  const stopped = AbortSignal.any([signal, lost.signal]);

  const executor = new SerialExecutor(print, sleep, stopped);
  // Before the broker may deliver, so that it is the first line.
  print(" [*] Waiting for messages. To exit press CTRL+C");
  await channel.consume(
    queue,
    { autoAck: ack === "auto" },
    (body, tag) => {
      const text = body.toString("utf8");
      const done = ack === "manual" ? () => channel.ack(tag, false) : undefined;
      executor.take({ text, cost: costOfText(text, dot), done });
    },
    () => lose("the queue was deleted, or its node went down"),
  );
  await aborted(stopped);
  if (!signal.aborted) throw lost.signal.reason;
  // The channel first: the connection's end would overtake the last acknowledgement.
  if (channel.isOpen) await channel.close().catch(() => undefined);
}

const sleep: Sleep = async (duration, signal) => timer(toMilliseconds(duration), true, { signal }).catch(() => false);

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
