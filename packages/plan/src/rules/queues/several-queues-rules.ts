// Rules of several queues (--queues): their names, who can publish to all of them, and workers that cannot be spread evenly.
import { counted } from "@fairhare/core";
import { queueName, workersByQueue } from "@fairhare/workload";
import { isExplicit } from "../../options/given.ts";
import { MAX_NAME_BYTES } from "../../options/queue.ts";
import { refuse, type Rule } from "../rule.ts";

const namesFit: Rule = ({ settings, cell: { queue, queues }, problems }) => {
  if (settings.queue.name === null) return;
  const longest = queueName(settings.queue.name, settings.queues, settings);
  if (new TextEncoder().encode(longest).length > MAX_NAME_BYTES)
    refuse(
      problems,
      [queue, queues],
      `The name of the last queue would be longer than ${MAX_NAME_BYTES} bytes. Use a shorter --queue.`,
    );
};

const keysAreTheirNames: Rule = ({ settings, cell: { queues, routingKey }, problems }) => {
  if (settings.queues > 1 && routingKey !== undefined)
    refuse(
      problems,
      [queues, routingKey],
      "With one key for all queues, each message would go to all of them. Remove --routing-key: the key of a message is the name of its queue.",
    );
};

const publisherKnowsTheQueues: Rule = ({ settings, cell: { queues, producerCommand }, problems }) => {
  if (settings.queues > 1 && producerCommand !== undefined)
    refuse(
      problems,
      [queues, producerCommand],
      "Only Fairhare's own producers spread their tasks over several queues. Remove one of them.",
    );
};

const noteUnevenQueues: Rule = ({ settings, cell: { queues }, problems }) => {
  const { workers } = settings;
  if (settings.queues === 1 || workers === 0) return;
  const shared = workersByQueue(settings);
  const [least, most] = [Math.min(...shared), Math.max(...shared)];
  if (least < most)
    problems.warning(
      `${queues?.place}: some queues have ${counted(least, "worker")} and some ${most}, so they are not served evenly. Use a multiple of ${settings.queues} --workers.`,
    );
  if (workers < settings.queues && settings.queues % workers > 0)
    problems.warning(
      `${queues?.place}: some workers consume from ${counted(Math.floor(settings.queues / workers), "queue")} and some from ${Math.ceil(settings.queues / workers)}. Use a multiple of ${workers} --queues.`,
    );
};

const noteProgramsOfSeveral: Rule = ({ settings, cell: { queues, workerCommand }, problems }) => {
  if (workerCommand !== undefined && settings.workers > 0 && settings.workers < settings.queues)
    problems.warning(
      `${queues?.place}: there are fewer workers than queues, so each program must consume from all queues in FAIRHARE_QUEUES.`,
    );
};

const programsCanSplitTheirQueues: Rule = ({ settings, cell: { queue, queues, workerCommand }, problems }) => {
  const { workers, queue: named } = settings;
  if (workerCommand !== undefined && workers < settings.queues && named.name?.includes(",") === true)
    refuse(
      problems,
      [workerCommand, queues, queue],
      "A comma separates the queues of a program in FAIRHARE_QUEUES. Use a --queue without a comma.",
    );
};

const noteEmptyQueues: Rule = ({ settings, cell: { queues }, problems }) => {
  if (settings.tasks !== null && settings.tasks < settings.queues && isExplicit(queues))
    problems.warning(`${queues.place}: ${settings.tasks} tasks do not reach all queues.`);
};

export const SEVERAL_QUEUES_RULES: readonly Rule[] = [
  namesFit,
  keysAreTheirNames,
  publisherKnowsTheQueues,
  noteUnevenQueues,
  programsCanSplitTheirQueues,
  noteProgramsOfSeveral,
  noteEmptyQueues,
];
