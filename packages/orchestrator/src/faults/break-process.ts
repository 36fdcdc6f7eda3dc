// Kills, stops or quits one process of the fleet, and brings it back as the fault says.
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "@fairhare/experiment";
import type { Child } from "../child.ts";
import { Freeze } from "./freeze.ts";
import type { NemesisPorts } from "./nemesis.ts";

/** `began` is when the faults' time began, on the clock of `performance.now()`. Resolves when it is healed. */
export async function breakProcess(fault: Fault, child: Child, ports: NemesisPorts, began: number): Promise<void> {
  if (fault.kind === "stop") return stopForAWhile(child, fault.forMs ?? 0, ports.signal);
  child.isDoomed = true;
  if (fault.restartAfterMs === null) child.successor.resolve(undefined);
  child.kill(fault.kind === "quit" ? "SIGTERM" : "SIGKILL");
  await child.ended;
  if (fault.restartAfterMs === null) return;
  await sleep(fault.restartAfterMs, undefined, { signal: ports.signal });
  const alreadyAttempted = ports.attemptsOf(child.plan.shardFile);
  await ports.fleet.replace(child, timeLeft(ports, began), { alreadyAttempted, begin: true }, ports.signal);
}

/** It is woken even when the run is given up. */
async function stopForAWhile(child: Child, milliseconds: number, signal: AbortSignal): Promise<void> {
  // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
  await using _freeze = await Freeze.begin(child.pid);
  await sleep(milliseconds, undefined, { signal });
}

/** A producer that comes back publishes for what is left of the time. */
function timeLeft({ settings }: NemesisPorts, began: number): { readonly timeSeconds?: number } {
  if (settings.timeSeconds === null) return {};
  return { timeSeconds: Math.max(0, settings.timeSeconds - (performance.now() - began) / 1e3) };
}
