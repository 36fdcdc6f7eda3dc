// Draws the hosts of a fleet for a random plan, and how they end: by plan and by accident.
import type { Random } from "@fairhare/core";
import type { Spread } from "@fairhare/workload";
import { type Flags, pick } from "./random-flags.ts";

export interface VirtualAgents {
  readonly count: number;
  readonly spread: Spread;
  readonly deaths: readonly {
    readonly agent: number;
    /** The host ends, or the network between it and the orchestrator fails. */
    readonly how: "crash" | "isolate";
    readonly afterMs: number;
  }[];
}

export const NO_AGENTS: VirtualAgents = { count: 0, spread: "even", deaths: [] };

interface DrawnAgents {
  readonly hosts: VirtualAgents;
  /** Faults of the plan that kill one. */
  readonly faults: readonly string[];
}

/** Also from a stream of its own: hosts, and their ends by plan and by accident. */
export function drawAgents(random: Random): DrawnAgents {
  if (random.float() > 0.25) return { hosts: NO_AGENTS, faults: [] };
  const count = 1 + random.below(4);
  const spread = pick(random, ["even", "fill"] as const);
  const deaths = Array.from({ length: random.below(3) }, () => ({
    agent: 1 + random.below(count),
    how: pick(random, ["crash", "isolate"] as const),
    afterMs: 6_000 * random.float() ** 2,
  }));
  const faults = random.float() < 0.4 ? [`kill:agent@${pick(random, ["50ms", "300ms", "1s", "3s"])}`] : [];
  return { hosts: { count, spread, deaths }, faults };
}

export function withAgents(flags: Flags, { hosts, faults }: DrawnAgents): Flags {
  if (hosts.count === 0) return flags;
  const all = [...(flags["faults"] ?? []), ...faults];
  const { spread, count } = hosts;
  const more = { agents: [String(count)], spread: [spread], tokenFile: ["token"] };
  return { ...flags, ...more, ...(all.length > 0 ? { faults: all } : {}) };
}
