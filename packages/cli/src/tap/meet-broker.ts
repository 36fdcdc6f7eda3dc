// Checks before the tap begins that a broker answers at the address: it sends the protocol header and waits for
// connection.start. It does not log in: the clients bring their own credentials.
import { BrokerUnreachableError, serverKind } from "@fairhare/amqp";
import { connectUpstream, type Upstream } from "@fairhare/proxy";
import { WireReader } from "@fairhare/wire";

/** A broker that is overloaded still greets within this time. */
const GREETING_MS = 10_000;
const PROTOCOL_HEADER = Buffer.from("AMQP\u0000\u0000\u0009\u0001", "latin1");

/** @throws BrokerUnreachableError, whose message does not contain the password of `uri`. */
export async function meetBroker(uri: string, upstream: Upstream, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const socket = connectUpstream(upstream);
  try {
    await new Promise<void>((resolve, reject) => {
      const reader = new WireReader({
        identified: () => resolve(),
        failed: (problem) => reject(new Error(problem)),
      });
      socket.setTimeout(GREETING_MS, () => reject(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
      socket.on("error", reject);
      socket.on("end", () => reject(Object.assign(new Error("connection closed"), { code: "ECONNRESET" })));
      socket.on("data", (bytes: Buffer) => reader.fromBroker(bytes));
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      reader.fromClient(PROTOCOL_HEADER);
      socket.write(PROTOCOL_HEADER);
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new BrokerUnreachableError(uri, error, await serverKind(upstream, error));
  } finally {
    socket.destroy();
  }
}
