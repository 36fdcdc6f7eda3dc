// Rules of the priorities of messages (--priority) and of consumers (--consumer-priority). The version of the broker, on
// which priorities of a quorum queue depend, is not known here: findings name what it does.
import {
  CONSUMER_PRIORITY,
  hasMixedPriorities,
  hasOneActiveWorker,
  highestPriority,
  MAX_PRIORITY,
  prefersWorkers,
} from "@fairhare/workload";
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

const isSetOnce: Rule = ({ settings, cell: { priority, property }, problems }) => {
  if (priority !== undefined && Object.hasOwn(settings.properties, "priority"))
    refuse(problems, [priority, property], "Both set the priority of the messages. Remove one.");
};

const isOfOneConsumer: Rule = ({ settings, cell: { consumerPriority, consumerArg }, problems }) => {
  if (isExplicit(consumerPriority) && Object.hasOwn(settings.consumerArguments, CONSUMER_PRIORITY))
    refuse(problems, [consumerPriority, consumerArg], "Both set x-priority of the consumers. Remove one.");
};

/** The run sets x-max-priority itself, unless `--queue-arg` does. */
const noteFewerLevels: Rule = ({ settings, cell: { priority }, problems }) => {
  const levels = settings.queueArguments[MAX_PRIORITY];
  if (settings.priority === null || priority === undefined || typeof levels !== "number") return;
  if (highestPriority(settings.priority) > levels)
    problems.warning(
      `${priority.place} is above --queue-arg ${MAX_PRIORITY}=${levels}: RabbitMQ treats priorities above ${levels} as ${levels}.`,
    );
};

const noteUnknownQueue: Rule = ({ settings, cell: { priority, predeclared }, problems }) => {
  if (priority !== undefined && settings.queue.predeclared)
    problems.warning(
      `${priority.place} with ${predeclared?.place}: a classic queue without ${MAX_PRIORITY} ignores priorities, and the run cannot see whether it has the argument.`,
    );
};

const noteUnpublished: Rule = ({ settings, cell: { priority, producers }, problems }) => {
  if (priority !== undefined && settings.producers === 0)
    problems.withoutEffect(priority, `${priority.place} has no effect with ${producers?.place}: nothing is published.`);
};

/** Only waiting messages overtake each other. */
const noteUnlimitedPrefetch: Rule = ({ settings, cell: { priority }, problems }) => {
  if (priority === undefined || !hasMixedPriorities(settings) || settings.backlog) return;
  if (isNeverBlocked(settings))
    problems.warning(
      `${priority.place} without a prefetch limit: RabbitMQ delivers each task at once, so that tasks wait in the workers' buffers in the order of arrival. Use --prefetch 1.`,
    );
};

const noteUnblockedConsumers: Rule = ({ settings, cell: { consumerPriority }, problems }) => {
  if (consumerPriority !== undefined && prefersWorkers(settings) && isNeverBlocked(settings))
    problems.warning(
      `${consumerPriority.place} without a prefetch limit: the workers with the highest priority are never blocked, so that they receive every task. Use --prefetch 1.`,
    );
};

const noteOneActive: Rule = ({ settings, cell: { consumerPriority }, problems }) => {
  if (consumerPriority !== undefined && prefersWorkers(settings) && hasOneActiveWorker(settings))
    problems.warning(
      `${consumerPriority.place} with --single-active-consumer: the priorities decide which worker is active, not how many tasks each of them receives.`,
    );
};

const noteUnusedConsumerPriorities: Rule = ({ settings, cell: { consumerPriority }, problems }) => {
  const { consumerPriorities, workers, faults } = settings;
  if (!isExplicit(consumerPriority)) return;
  if (workers === 0)
    problems.withoutEffect(consumerPriority, `${consumerPriority.place} has no effect here: there are no workers.`);
  else if (consumerPriorities.length > workers && !faults.some(({ kind }) => kind === "add"))
    problems.warning(`${consumerPriority.place} has more priorities than the ${workers} workers of this trial.`);
};

const isNeverBlocked = ({ ack, prefetch, leftToProgram }: Parameters<Rule>[0]["settings"]): boolean =>
  !leftToProgram.includes("prefetch") && (ack === "auto" || prefetch === 0);

export const PRIORITY_RULES: readonly Rule[] = [
  isSetOnce,
  isOfOneConsumer,
  noteFewerLevels,
  noteUnknownQueue,
  noteUnpublished,
  noteUnlimitedPrefetch,
  noteUnblockedConsumers,
  noteOneActive,
  noteUnusedConsumerPriorities,
];
