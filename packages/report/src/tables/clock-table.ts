// The clocks of the hosts of a trial, one row per agent: how far they drifted, and by how much times may be wrong.
import { formatCount, formatMs } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { worstError } from "../latency-bound.ts";
import { medianOver } from "../metrics.ts";
import { agentWords } from "../words/agent-words.ts";
import { numeric, type TableModel, tableOf } from "./table.ts";

type AgentClock = RunResult["clocks"][number];

interface Row {
  readonly agent: string;
  /** One per run, or more if an agent of the same host took the number again. */
  readonly clocks: readonly AgentClock[];
}

/** Undefined if all processes ran on the host of the orchestrator. */
export function clockTable({ runs }: Pick<TrialResult, "runs">): TableModel | undefined {
  const all = runs.flatMap(({ clocks }) => clocks);
  const agents = [...new Set(all.toSorted((a, b) => a.agent - b.agent).map(agentWords))];
  if (agents.length === 0) return undefined;
  const rows = agents.map((agent): Row => ({ agent, clocks: all.filter((clock) => agentWords(clock) === agent) }));
  return tableOf<Row>(
    [
      numeric("agent", ({ agent }) => agent),
      numeric("drift", ({ clocks }) => formatDrift(medianOver(clocks, ({ driftPpm }) => driftPpm))),
      numeric("shortest round trip", ({ clocks }) => formatMs(medianOver(clocks, ({ roundTripMs }) => roundTripMs))),
      numeric("comparisons", ({ clocks }) => formatCount(medianOver(clocks, ({ exchanges }) => exchanges) ?? 0)),
      numeric("times wrong by at most", ({ clocks }) =>
        formatMs(worstError(clocks.map(({ errorBoundMs }) => errorBoundMs))),
      ),
    ],
    rows,
  );
}

const formatDrift = (ppm: number | null): string => (ppm === null ? "—" : `${ppm.toFixed(1)} ppm`);
