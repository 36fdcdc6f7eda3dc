// How the user's worker programs consumed, from their connections: the settings that the checker uses instead of those of
// the plan.
import type { ObservedClient } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import type { Client } from "./client-findings.ts";

/** Undefined if no worker is a program. */
export function observedClient(
  clients: readonly Client[],
  { donePattern }: Pick<TrialSettings, "donePattern">,
): ObservedClient | undefined {
  const workers = clients.filter(({ role }) => role === "worker");
  if (workers.length === 0) return undefined;
  const consuming = workers.filter(({ facts }) => facts.ackMode !== "none");
  const isNoAck = consuming.length > 0 && consuming.every(({ facts }) => facts.ackMode === "no-ack");
  const isMixed = !isNoAck && consuming.some(({ facts }) => facts.ackMode !== "manual");
  const limits = new Set(consuming.map(({ facts }) => facts.prefetch ?? 0));
  const [limit = null] = limits;
  const silent = consuming.some(({ facts }) => facts.ackMode !== "manual") && donePattern === null;
  return {
    ack: isMixed ? "mixed" : isNoAck ? "auto" : "manual",
    prefetch: limits.size === 1 ? limit : null,
    completions: silent ? "none" : isNoAck ? "output" : "wire",
  };
}
