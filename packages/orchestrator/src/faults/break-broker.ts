// Kills, stops, restarts or power-cuts the broker and starts it again on the same ports and data directory, or raises a
// memory or disk alarm for a while.
import { BrokerStartError, type ManagedServer } from "@fairhare/broker";
import { messageOf, sleep } from "@fairhare/core";
import type { Fault } from "@fairhare/workload";
import { BrokerNotBackError, FaultNotPossibleError, type NemesisPorts } from "./nemesis-ports.ts";
import { untilRecovered } from "./queue-recovery.ts";

/**
 * Resolves when the broker is ready again. Throws BrokerNotBackError with the end of the server's log when it is not.
 */
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
      throw new Error(`the fault kind ${fault.kind} does not apply to a broker`);
  }
  await sleep(host.clock, fault.forMs ?? fault.restartAfterMs ?? 0, signal);
  try {
    await server.start(signal);
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    throw new BrokerNotBackError(`the broker did not start again after ${fault.text}. ${messageOf(error)}`, {
      cause: error,
    });
  }
  await untilRecovered(fault.text, ports);
}

async function alarm(
  server: ManagedServer,
  resource: "memory" | "disk",
  milliseconds: number,
  { host, signal }: NemesisPorts,
): Promise<void> {
  // Cleared even when the run is aborted: the next run uses the same broker.
  const raised = await server.raiseAlarm(resource);
  try {
    await sleep(host.clock, milliseconds, signal);
  } finally {
    await raised[Symbol.asyncDispose]();
  }
}
