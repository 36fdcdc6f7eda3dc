// What a producer process does: publishes its share of the tasks, waits for the answers, says finished.
import type { Duty, Surroundings } from "@fairhare/agent";
import { connect } from "@fairhare/amqp";
import { EventKind, type ProducerPlan } from "@fairhare/protocol";
import { Publication } from "./publication.ts";

export async function takeProducerDuty(plan: ProducerPlan, surroundings: Surroundings): Promise<Duty> {
  const { shard, clock, fail } = surroundings;
  const { settings, process: number } = plan;
  const name = `fairhare producer ${number}`;
  const connection = await connect({ uri: plan.uri, name, heartbeatSeconds: settings.heartbeatSeconds });
  shard.append(EventKind.connected, clock.now(), number, 0);
  const publisher = await connection.openPublisher({ confirms: settings.confirmWindow > 0 });
  const publication = new Publication(plan, surroundings, publisher);
  let isClosing = false;

  const watch = async (): Promise<void> => {
    const { replyCode, reason } = await connection.ended;
    if (isClosing) return;
    shard.append(EventKind.disconnected, clock.now(), number, 0, 0, 0, replyCode);
    shard.flush();
    fail(`Producer ${number} lost its connection: ${reason}.`);
  };
  void watch();
  connection.onBlocked((blocked, reason) => {
    shard.append(blocked ? EventKind.blocked : EventKind.unblocked, clock.now(), number, 0);
    if (blocked) process.stderr.write(`The broker blocks producer ${number}: ${reason}.\n`);
  });

  return {
    begun: "finished",
    begin: () => publication.run(),
    stop: async () => {
      publication.stop();
      isClosing = true;
      // The channel first: closing the connection would overtake the publishes that the channel still buffers.
      await publisher.close();
      await connection.close();
      shard.append(EventKind.closed, clock.now(), number, 0);
    },
  };
}
