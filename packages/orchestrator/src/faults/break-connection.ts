// Cuts, stalls, delays or throttles a process's connections through the proxy, or lets the broker close them.
import { sleep } from "@fairhare/core";
import { finding } from "@fairhare/findings";
import type { Fault } from "@fairhare/workload";
import { connectionName } from "@fairhare/protocol";
import type { Child } from "../fleet/child.ts";
import { FaultNotPossibleError, type NemesisPorts } from "./nemesis-ports.ts";
import { usualConditions } from "../fleet/fleet-network.ts";
import type { Conditions, FleetLine } from "@fairhare/proxy";

/** Resolves when the line accepts connections and passes bytes as before the fault again. */
export async function breakConnection(fault: Fault, child: Child, ports: NemesisPorts): Promise<void> {
  if (fault.kind === "close") return closeByBroker(fault, child, ports);
  const line = ports.proxy?.lineOf(child.plan);
  if (line === undefined) throw new Error(`no proxy is open for ${fault.text}`);
  if (fault.kind === "cut") return cut(line, fault.forMs ?? 0, ports);
  const usual = usualConditions(ports.settings);
  line.impose(conditionsOf(fault, usual));
  // Also after an abort: processes behind the line must receive the end of their connections.
  try {
    await sleep(ports.host.clock, fault.forMs ?? 0, ports.signal);
  } finally {
    line.impose(usual);
  }
}

function conditionsOf({ kind, connection }: Fault, usual: Conditions): Conditions {
  return {
    isStalled: kind === "stall",
    delayMs: usual.delayMs + (connection?.byMs ?? 0),
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
  if (closed === 0) log.report(finding("fault-without-effect", { fault: text, connections: names.join(", ") }));
}
