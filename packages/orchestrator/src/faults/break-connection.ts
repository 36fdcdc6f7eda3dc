// Does to a process's connections what a fault says: on their way to the broker, or by the broker itself.
import { sleep } from "@fairhare/core";
import type { Fault } from "@fairhare/workload";
import { connectionName } from "@fairhare/protocol";
import type { Child } from "../fleet/child.ts";
import { FaultNotPossibleError, type NemesisPorts } from "./nemesis-ports.ts";
import { CALM, type Conditions, type FleetLine } from "@fairhare/proxy";

/** Resolves when new connections come and bytes pass again as ever. */
export async function breakConnection(fault: Fault, child: Child, ports: NemesisPorts): Promise<void> {
  if (fault.kind === "close") return closeByBroker(fault, child, ports);
  const line = ports.proxy?.lineOf(child.plan);
  if (line === undefined) throw new Error(`there is no proxy for ${fault.text}`);
  if (fault.kind === "cut") return cut(line, fault.forMs ?? 0, ports);
  line.impose(conditionsOf(fault));
  // Also when the run is given up: whoever waits behind the line must hear that it is over.
  try {
    await sleep(ports.host.clock, fault.forMs ?? 0, ports.signal);
  } finally {
    line.impose(CALM);
  }
}

function conditionsOf({ kind, connection }: Fault): Conditions {
  return {
    isStalled: kind === "stall",
    delayMs: connection?.byMs ?? 0,
    bytesPerSecond: connection?.bytesPerSecond ?? Infinity,
  };
}

async function cut(line: FleetLine, refusedForMs: number, { host, signal }: NemesisPorts): Promise<void> {
  line.isRefusing = refusedForMs > 0;
  line.cut();
  try {
    await sleep(host.clock, refusedForMs, signal);
  } finally {
    line.isRefusing = false;
  }
}

async function closeByBroker({ text }: Fault, { plan }: Child, { broker, log, signal }: NemesisPorts): Promise<void> {
  if (broker.server === undefined) throw new FaultNotPossibleError(text, broker.provider);
  const numbers = plan.role === "worker" ? plan.slots : [plan.process];
  const names = numbers.map((number) => connectionName(plan.role, number));
  const closed = await broker.server.closeConnections(names, `Fairhare: ${text}`, signal);
  if (closed === 0) log.note(`${text} closed nothing: ${names.join(", ")} was not connected just then.`);
}
