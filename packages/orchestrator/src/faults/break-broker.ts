// Kills, stops or restarts the broker, or cuts its power: it comes back on its ports, with the data that it kept. Or
// lets it run out of memory or disk space for a while.
import { BrokerStartError, type ManagedServer } from "@fairhare/broker";
import { messageOf, sleep } from "@fairhare/core";
import type { Fault } from "@fairhare/workload";
import { FaultNotPossibleError, type NemesisPorts } from "./nemesis-ports.ts";

/** What was broken does not heal: how the run ended, not a mistake of ours. */
class BrokerNotBackError extends Error {}

/** Resolves when the broker serves again. Throws BrokerNotBackError, with the server's last words, when it will not. */
export async function breakBroker(fault: Fault, ports: NemesisPorts): Promise<void> {
  const { broker, host, signal } = ports;
  const { server } = broker;
  if (server === undefined) throw new FaultNotPossibleError(fault.text, broker.provider);
  switch (fault.kind) {
    case "kill":
      await server.kill();
      break;
    case "restart":
    case "stop":
      await server.stop(signal);
      break;
    case "power-cut":
      await server.powerCut(signal);
      break;
    case "memory-alarm":
      return alarm(server, "memory", fault.forMs ?? 0, ports);
    case "disk-alarm":
      return alarm(server, "disk", fault.forMs ?? 0, ports);
    default:
      throw new Error(`${fault.kind} is nothing that can be done to a broker`);
  }
  await sleep(host.clock, fault.forMs ?? fault.restartAfterMs ?? 0, signal);
  try {
    await server.start(signal);
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    throw new BrokerNotBackError(`the broker did not come back after ${fault.text}. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function alarm(
  server: ManagedServer,
  resource: "memory" | "disk",
  milliseconds: number,
  { host, signal }: NemesisPorts,
): Promise<void> {
  // Taken back even when the run is given up: the next one has the same broker.
  const raised = await server.raiseAlarm(resource);
  try {
    await sleep(host.clock, milliseconds, signal);
  } finally {
    await raised[Symbol.asyncDispose]();
  }
}
