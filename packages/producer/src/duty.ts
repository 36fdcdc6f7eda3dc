// What a producer process does: publishes its share of the tasks, waits for the answers, says finished; and
// comes back when its connection breaks.
import { type Duty, type Surroundings, untilSuccessful } from "@fairhare/agent";
import { type AmqpConnection, connect, type Publisher } from "@fairhare/amqp";
import { connectionName, EventKind, type ProducerPlan, queueSpecOf } from "@fairhare/protocol";
import { Publication } from "./publication.ts";

interface Line {
  readonly connection: AmqpConnection;
  readonly publisher: Publisher;
}

export async function takeProducerDuty(plan: ProducerPlan, surroundings: Surroundings): Promise<Duty> {
  const { shard, clock, fail } = surroundings;
  const { process: number } = plan;
  const closing = new AbortController();
  const publication = new Publication(plan, surroundings);
  let line = await openLine(plan, surroundings, { redeclare: false });
  const attach = ({ connection, publisher }: Line): void => {
    publication.attach(publisher);
    connection.onBlocked((isBlocked) => {
      shard.append(isBlocked ? EventKind.blocked : EventKind.unblocked, clock.now(), number, 0);
      shard.flush();
      publication.hold(isBlocked);
    });
  };
  attach(line);

  const live = async (): Promise<void> => {
    for (;;) {
      const { replyCode } = await line.connection.endOf(line.publisher);
      if (closing.signal.aborted || (await publication.isProcessed)) return;
      publication.detach();
      shard.append(EventKind.disconnected, clock.now(), number, 0, 0, 0, replyCode);
      shard.flush();
      await line.connection.close();
      if (publication.isFinished) return;
      line = await untilSuccessful(() => openLine(plan, surroundings, { redeclare: true }), closing.signal);
      attach(line);
    }
  };
  void live().catch((error: unknown) => {
    if (!closing.signal.aborted) fail(`Producer ${number} could not come back: ${String(error)}.`);
  });

  return {
    begun: "finished",
    begin: () => publication.run(),
    cease: async () => publication.stop(),
    stop: async () => {
      closing.abort(new Error("closing"));
      publication.stop();
      if (publication.isFinished) return line.connection.close();
      if (!line.publisher.isOpen) return;
      // The channel first: closing the connection would overtake the publishes that the channel still buffers.
      await line.publisher.close();
      await line.connection.close();
      shard.append(EventKind.closed, clock.now(), number, 0);
    },
  };
}

/** `redeclare`: the queue may have gone with the broker that held it. */
async function openLine(
  plan: ProducerPlan,
  { shard, clock }: Surroundings,
  { redeclare }: { readonly redeclare: boolean },
): Promise<Line> {
  const { uri, settings, process: number } = plan;
  const connection = await connect({
    uri,
    name: connectionName("producer", number),
    heartbeatSeconds: settings.heartbeatSeconds,
  });
  try {
    if (redeclare) await connection.openQueueAdmin().declare(queueSpecOf(plan.settings, plan));
    const publisher = await connection.openPublisher({ confirms: settings.confirmWindow > 0 });
    shard.append(EventKind.connected, clock.now(), number, 0);
    shard.flush();
    return { connection, publisher };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
