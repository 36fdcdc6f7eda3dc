// What a queue really holds after a run, read by a consumer that has nothing to do with the run.
import { connect } from "@fairhare/amqp";
import { taskOfMessage } from "@fairhare/protocol";

/** Messages arrive within milliseconds; after this time without one, the queue is empty. */
const QUIET_MS = 700;

/** The numbers of the tasks in the queue; removes them. Waits until nothing arrives any more. */
export async function tasksIn(queue: string, uri: string): Promise<Set<number>> {
  const connection = await connect({ uri, name: "independent consumer" });
  try {
    const channel = await connection.openConsumer({ prefetch: 0 });
    const tasks = new Set<number>();
    let arrivedAt = performance.now();
    await channel.consume(
      queue,
      { autoAck: true, arguments: {} },
      (body, _tag, _redelivered, headers) => {
        arrivedAt = performance.now();
        tasks.add(taskOfMessage(body, headers));
      },
      () => undefined,
    );
    while (performance.now() - arrivedAt < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 50));
    return tasks;
  } finally {
    await connection.close();
  }
}
