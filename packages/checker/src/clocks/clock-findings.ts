// Findings about the clocks of several hosts: whether they are exact enough for the latencies and for the order of events.
import { type Finding, finding } from "@fairhare/findings";
import type { Checker } from "../checker.ts";
import { idleTime } from "../fairness/idle-while-backlog.ts";
import { unorderedDispatches } from "../fairness/round-robin-violations.ts";
import { unorderedFaults } from "../faults/fault-results.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { checkLatency } from "../run/latency.ts";

/** Of the median; a larger error can change which of two trials is faster. */
const RELEVANT_ERROR = 0.1;

type Rule = Checker<Finding[]>;

/** Compares the error with the shortest latency that it concerns: the queue wait, unless nothing was delivered. */
const uncertain: Rule = (history, settings) => {
  const { queueWait } = checkLatency(history, settings);
  const { p50, errorBound } = queueWait;
  if (typeof errorBound !== "number" || p50 === null || errorBound <= p50 * RELEVANT_ERROR) return [];
  return [finding("clock-uncertain", { errorMs: errorBound, queueWaitMs: p50 })];
};

const unsteady: Rule = ({ clocks }) =>
  clocks.agents.flatMap(({ agent, estimate, error }) =>
    estimate?.isSteady === false ? [finding("clock-unsteady", { agent, errorMs: error / 1e6 })] : [],
  );

const unordered: Rule = (history, settings) => {
  const { largest } = history.clocks;
  const { losses, duplicates } = ledgerOf(history, settings).unordered;
  const cases = {
    "loss-causes": losses,
    "duplicate-causes": duplicates,
    "first-deliveries": unorderedDispatches(history, settings),
    redeliveries: unorderedFaults(history, settings),
  };
  const errorMs = Number.isFinite(largest) ? largest / 1e6 : null;
  return Object.entries(cases).flatMap(([about, count]) =>
    count > 0 ? [finding("clock-order-uncertain", { about, cases: count, errorMs })] : [],
  );
};

const idle: Rule = (history, settings) => {
  const { area, error } = idleTime(history, settings);
  if (area === null || error <= area * RELEVANT_ERROR || !Number.isFinite(error)) return [];
  return [finding("idle-time-uncertain", { idleMs: area / 1e6, errorMs: error / 1e6 })];
};

const RULES: readonly Rule[] = [uncertain, unsteady, unordered, idle];

export const clockFindings: Rule = (history, settings) =>
  history.clocks.agents.length === 0 ? [] : RULES.flatMap((rule) => rule(history, settings));
