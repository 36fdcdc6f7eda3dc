// Findings about priorities: what the broker made of those of the messages, and the shares that those of the consumers
// asked for.
import { brokerRules, formatPercent } from "@fairhare/core";
import { type Finding, finding } from "@fairhare/findings";
import { consumerPriorityOfSlot, hasMixedPriorities, hasOneActiveWorker, prefersWorkers } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import { latencyByPriority } from "../run/latency.ts";

type Rule = Checker<Finding[]>;

/** Ratio of the mean waits from which the lowest priority counts as starved. */
const STARVED_FROM = 10;
/** 50 ms more: half of 100 ms, the shortest delay that people notice. */
const RELEVANT_WAIT_NS = 50e6;
/** Tasks of a priority; with fewer, chance decides the mean. */
const JUDGED_FROM_TASKS = 10;

/** A predeclared queue may have another type. */
const quorumPriorities: Rule = (_, { trial, brokerVersion }) => {
  if (trial.queueType !== "quorum" || trial.queue.predeclared || !hasMixedPriorities(trial)) return [];
  const { quorumPriorities: kind } = brokerRules(brokerVersion);
  if (kind === "strict") return [];
  return [finding(kind === "none" ? "priorities-ignored" : "priorities-in-two-levels", { version: brokerVersion })];
};

const starved: Rule = (history, settings) => {
  const judged = [...latencyByPriority(history, settings)]
    .filter(([, { queueWait }]) => queueWait.count >= JUDGED_FROM_TASKS)
    .toSorted(([a], [b]) => a - b);
  const [lowest, highest] = [judged.at(0), judged.at(-1)];
  const [low, high] = [lowest?.[1].queueWait.mean ?? 0, highest?.[1].queueWait.mean ?? 0];
  if (!lowest || !highest || high === 0 || low < STARVED_FROM * high || low - high < RELEVANT_WAIT_NS) return [];
  return [
    finding("low-priority-starved", {
      lowest: lowest[0],
      lowestMs: low / 1e6,
      highest: highest[0],
      highestMs: high / 1e6,
    }),
  ];
};

const preferredWorkers: Rule = ({ executions: { slots } }, { trial }) => {
  if (!prefersWorkers(trial) || hasOneActiveWorker(trial)) return [];
  const byPriority = new Map<number, number>();
  let tasks = 0;
  for (let slot = 1; slot <= slots.slots; slot++) {
    const priority = consumerPriorityOfSlot(trial, slot);
    byPriority.set(priority, (byPriority.get(priority) ?? 0) + (slots.tasks[slot] ?? 0));
    tasks += slots.tasks[slot] ?? 0;
  }
  if (tasks === 0) return [];
  const shares = [...byPriority]
    .toSorted(([a], [b]) => b - a)
    .map(([priority, done]) => `priority ${priority} has ${formatPercent(done / tasks)}`);
  return [finding("consumer-priorities", { shares: shares.join(", "), tasks })];
};

export const PRIORITY_RULES: readonly Rule[] = [quorumPriorities, starved, preferredWorkers];
