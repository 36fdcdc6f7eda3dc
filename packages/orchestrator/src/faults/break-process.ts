// Kills, stops or gracefully shuts down one process of the fleet, and resumes or restarts it as the fault says.
import { sleep } from "@fairhare/core";
import type { Fault } from "@fairhare/workload";
import type { Child } from "../fleet/child.ts";
import type { NemesisPorts } from "./nemesis-ports.ts";

/** Resolves when the fault is healed. */
export async function breakProcess(fault: Fault, child: Child, ports: NemesisPorts): Promise<void> {
  if (fault.kind === "stop") return stopFor(child, fault.forMs ?? 0, ports);
  child.isExitExpected = true;
  const { restartAfterMs } = fault;
  child.hasSuccessor = restartAfterMs !== null;
  if (restartAfterMs === null) child.successor.resolve(undefined);
  child.kill(fault.kind === "quit" ? "SIGTERM" : "SIGKILL");
  if (restartAfterMs === null) await child.ended;
  else await ports.fleet.expecting(restart(child, restartAfterMs, ports));
}

async function restart(
  child: Child,
  afterMs: number,
  { fleet, host, continuationOf, signal }: NemesisPorts,
): Promise<void> {
  const { isShardIncomplete = false } = await child.ended;
  // Nobody knows how much of its share a producer has published whose last records were lost with its host.
  if (isShardIncomplete && child.plan.role === "producer") {
    child.successor.resolve(undefined);
    return;
  }
  await sleep(host.clock, afterMs, signal);
  await fleet.replace(child, continuationOf(child), signal);
}

/** Resumes the process even when the run is aborted. */
async function stopFor(child: Child, milliseconds: number, { host, signal }: NemesisPorts): Promise<void> {
  // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
  await using _freeze = child.agent === undefined ? await host.freeze(child.signalTarget) : freezeRemote(child);
  await sleep(host.clock, milliseconds, signal);
}

/** Its agent relays the signals, and kills it when the orchestrator ends. */
function freezeRemote(child: Child): AsyncDisposable {
  child.kill("SIGSTOP");
  return { [Symbol.asyncDispose]: async () => child.kill("SIGCONT") };
}
