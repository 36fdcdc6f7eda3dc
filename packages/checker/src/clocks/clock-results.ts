// The clocks of the agents, for results.json.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { hostOfClock } from "../history/orchestrator-log.ts";
import { measurementOf } from "../run/makespan.ts";

export const checkClocks: Checker<RunResult["clocks"]> = (history, settings) => {
  const { agents } = history.clocks;
  if (agents.length === 0) return [];
  const { start } = measurementOf(history, settings);
  return agents.map(({ agent, clock, exchanges, roundTrip, estimate, error }) => ({
    agent,
    host: hostOfClock(clock, settings.agents),
    offsetMs: estimate === undefined ? null : estimate.offsetAt(start) / 1e6,
    driftPpm: estimate === undefined ? null : estimate.drift * 1e6,
    errorBoundMs: milliseconds(error),
    roundTripMs: milliseconds(roundTrip),
    exchanges,
    steady: estimate?.isSteady ?? false,
  }));
};

/** Nanoseconds to milliseconds; null if it is not known. */
const milliseconds = (duration: number): number | null => (Number.isFinite(duration) ? duration / 1e6 : null);
