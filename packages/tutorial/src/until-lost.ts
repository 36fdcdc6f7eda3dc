// Waits for an answer of the broker no longer than there is a connection to hear it on.
import { type AmqpConnection, BrokerUnreachableError } from "@fairhare/amqp";

/** Throws BrokerUnreachableError when the connection ends first, and the signal's reason when that fires first. */
export async function untilLost<T>(
  connection: AmqpConnection,
  uri: string,
  signal: AbortSignal,
  answer: Promise<T>,
): Promise<T> {
  const lost = connection.ended.then(({ reason }) => {
    throw new BrokerUnreachableError(uri, `the connection was lost (${reason})`);
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([answer, lost, aborted]);
}
