// The second program of RabbitMQ's Work Queues tutorial: processes the tasks of any publisher until it is stopped.
import { setTimeout as timer } from "node:timers/promises";
import { connect } from "@fairhare/amqp";
import { FairhareError, type Nanoseconds, toMilliseconds } from "@fairhare/core";
import { costOfText } from "@fairhare/protocol";
import { SerialExecutor, type Sleep } from "./serial-executor.ts";

export interface TasksWorkerOptions {
  readonly uri: string;
  readonly queue: string;
  readonly durable: boolean;
  /** 0 means no limit. */
  readonly prefetch: number;
  /** `auto`: the broker counts a delivered task as acknowledged. */
  readonly ack: "manual" | "auto";
  /** Service time per dot in the task's text. */
  readonly dot: Nanoseconds;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The worker has lost its connection, its channel or its consumer. */
class ConsumerLostError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";

  constructor(queue: string, reason: string) {
    super(
      `The worker lost its consumer on queue "${queue}": ${reason}. RabbitMQ requeues unacknowledged tasks; restart the worker when the broker is available.`,
    );
  }
}

/**
 * Resolves after an abort, when the connection is closed; the task in work is not acknowledged, so RabbitMQ requeues
 * it. Throws BrokerUnreachableError, BrokerRefusedError, ConsumerLostError.
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
  // Printed before the first delivery, so that it is the first line.
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
  // Closes the channel first: closing the connection would overtake the last acknowledgement.
  if (channel.isOpen) await channel.close().catch(() => undefined);
}

const sleep: Sleep = async (duration, signal) => timer(toMilliseconds(duration), true, { signal }).catch(() => false);

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
