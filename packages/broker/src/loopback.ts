// Tests whether a process of this machine can connect to another one on 127.0.0.1, as every broker that Fairhare starts
// needs. In a new network namespace (`unshare --net`, a sandbox), the loopback interface is down.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { codeOf, messageOf } from "@fairhare/core";
import { BrokerStartError } from "./broker-errors.ts";

/** A connection on the loopback takes less than a millisecond; a firewall may drop its packets. */
const CONNECT_TIMEOUT_MS = 3_000;

const IS_DOWN: ReadonlySet<string | undefined> = new Set(["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EADDRNOTAVAIL"]);
const IS_BLOCKED: ReadonlySet<string | undefined> = new Set([
  "ETIMEDOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EACCES",
  "EPERM",
]);

/** What to do if it is not known which of both it is. */
export const LOOPBACK_ADVICE =
  "Bring the loopback interface up (as root: ip link set lo up), and permit connections to 127.0.0.1 in the firewall.";

/** Throws BROKER_START_FAILED. */
export async function requireLoopback(attempt = connectToItself): Promise<void> {
  const problem = await loopbackProblem(attempt);
  if (problem !== undefined) throw new BrokerStartError(`The broker was not started: ${problem}`);
}

/** What is wrong, without the subject, and what to do; `undefined` if the interface works or another thing failed. */
export async function loopbackProblem(attempt = connectToItself): Promise<string | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (IS_DOWN.has(code))
      return `the loopback interface of this machine is down (${messageOf(error)}). Bring it up as root: ip link set lo up`;
    if (IS_BLOCKED.has(code))
      return `connections to 127.0.0.1 are blocked (${messageOf(error)}). Permit them in the firewall or the sandbox of this machine.`;
    return undefined;
  }
}

/** Rejects with the error of the system, or ETIMEDOUT. */
async function connectToItself(): Promise<void> {
  const deadline = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  const server = createServer((socket) => socket.destroy()).listen({ port: 0, host: "127.0.0.1" });
  try {
    await once(server, "listening", { signal: deadline });
    const address = server.address();
    if (typeof address !== "object" || address === null) return;
    const client = connect(address.port, "127.0.0.1");
    try {
      await once(client, "connect", { signal: deadline });
    } finally {
      client.destroy();
    }
  } catch (error) {
    if (!deadline.aborted) throw error;
    const text = `no answer within ${CONNECT_TIMEOUT_MS / 1000} s`;
    throw Object.assign(new Error(text, { cause: error }), { code: "ETIMEDOUT" });
  } finally {
    server.close();
  }
}
