// The work of a producer process: publishes its share of the tasks, waits for confirms, reports `finished`, and
// reconnects after a connection loss.
import { type Duty, type Profession, type Surroundings, untilSuccessful } from "@fairhare/child";
import type { Connect, Connection, Publisher } from "@fairhare/amqp";
import { type ChildPlan, connectionName, EventKind, type ProducerPlan, queueSpecOf } from "@fairhare/protocol";
import { largestBody, queueNames } from "@fairhare/workload";
import type { ReadBody } from "./file-encoder.ts";
import { Publication } from "./publication.ts";

/** AMQP reply codes that a repeated publish would get again: ACCESS_REFUSED and PRECONDITION_FAILED. */
const FINAL_ANSWERS: ReadonlySet<number> = new Set([403, 406]);

interface Line {
  readonly connection: Connection;
  readonly publisher: Publisher;
}

interface ProducerPorts extends Surroundings {
  readonly connect: Connect;
  readonly readBody: ReadBody;
}

export const producerProfession = (ports: Omit<ProducerPorts, keyof Surroundings>): Profession<ProducerPlan> => ({
  isPlan: (plan: ChildPlan): plan is ProducerPlan => plan.role === "producer",
  take: (plan, surroundings) => takeProducerDuty(plan, { ...surroundings, ...ports }),
});

async function takeProducerDuty(plan: ProducerPlan, ports: ProducerPorts): Promise<Duty> {
  const { shard, clock, fail } = ports;
  const { process: number } = plan;
  const closing = new AbortController();
  const publication = new Publication(plan, ports);
  const reconnect = (): Promise<Line> =>
    untilSuccessful(() => openLine(plan, ports, { redeclare: true }), ports, closing.signal);
  let line = plan.isLate ? await reconnect() : await openLine(plan, ports, { redeclare: false });
  const attach = ({ connection, publisher }: Line): void => {
    publication.attach(publisher);
    connection.onBlocked((isBlocked) => {
      shard.append(isBlocked ? EventKind.blocked : EventKind.unblocked, clock.now(), number, 0);
      shard.flush();
      publication.hold(isBlocked);
    });
  };
  attach(line);

  const keepConnected = async (): Promise<void> => {
    for (;;) {
      const { replyCode, reason } = await line.connection.endOf(line.publisher);
      if (closing.signal.aborted || (await publication.isProcessed)) return;
      publication.detach();
      shard.append(EventKind.disconnected, clock.now(), number, 0, 0, 0, replyCode);
      shard.flush();
      // A lost connection can be reopened. When the broker closes only the channel, it refuses a publish. NOT_FOUND is
      // not final: a booting broker has no exchanges yet.
      const isRefused = line.connection.isOpen && FINAL_ANSWERS.has(replyCode);
      await line.connection.close();
      if (isRefused) return fail(refusal(reason, plan), { isHopeless: true });
      if (publication.isFinished) return;
      line = await reconnect();
      attach(line);
    }
  };
  void keepConnected().catch((error: unknown) => {
    if (!closing.signal.aborted) fail(`Producer ${number} could not reconnect to the broker: ${String(error)}.`);
  });

  return {
    begun: "finished",
    begin: () => publication.run(),
    cancelConsumers: async () => publication.stop(),
    stop: async () => {
      closing.abort(new Error("closing"));
      publication.stop();
      if (publication.isFinished) return line.connection.close();
      if (!line.publisher.isOpen) return;
      // Closes the channel first: closing the connection would overtake publishes that the channel still buffers.
      const isClosed = await line.publisher.close().then(
        () => true,
        () => false,
      );
      await line.connection.close();
      // A connection loss during the close may lose publishes that were not sent yet.
      shard.append(isClosed ? EventKind.closed : EventKind.disconnected, clock.now(), number, 0);
    },
  };
}

/** `redeclare`: declares the queues again, which a broker restart may have deleted. */
async function openLine(
  plan: ProducerPlan,
  { shard, clock, connect }: ProducerPorts,
  { redeclare }: { readonly redeclare: boolean },
): Promise<Line> {
  const { uri, firstUri, settings, process: number } = plan;
  const connection = await connect({
    uri,
    firstUri,
    name: connectionName("producer", number),
    heartbeatSeconds: settings.heartbeatSeconds,
  });
  try {
    if (redeclare) {
      const admin = connection.openQueueAdmin();
      for (const queue of queueNames(plan.queue, settings))
        await admin.declare(queueSpecOf(settings, { ...plan, queue }));
    }
    const publisher = await connection.openPublisher({
      confirms: settings.confirmWindow > 0,
      exchange: settings.exchange,
    });
    shard.append(EventKind.connected, clock.now(), number, 0, 0, 0, connection.uriIndex);
    shard.flush();
    return { connection, publisher };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The broker would refuse the same publish of every producer. */
function refusal(reason: string, { settings }: ProducerPlan): string {
  const largest = largestBody(settings);
  const option = typeof settings.body === "string" ? "--size" : "a body file of";
  const size = largest > 0 ? `${option} ${largest} bytes` : "the message";
  return `The broker refused a publish and closed the channel: ${reason.replace(/\.$/, "")}. Check ${size} against the broker's max_message_size, and check the user's permissions.`;
}
