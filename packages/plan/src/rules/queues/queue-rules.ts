// Rules of a named queue: what --predeclared leaves to the queue itself, and to the broker that has it.
import { MAX_PRIORITY } from "@fairhare/workload";
import { type Cell, type Given, isExplicit } from "../../options/given.ts";
import type { OptionKey } from "../../options/option.ts";
import { refuse, type Rule } from "../rule.ts";

export const NOT_PREDECLARED =
  "A broker that Fairhare starts has no queues. Name the broker of the queue with --uri, or remove --predeclared.";

/** Options that have an effect only when the run declares the queue. */
const DECLARED: readonly OptionKey[] = [
  "queueType",
  "queueDurable",
  "deadLetter",
  "messageTtl",
  "maxLength",
  "overflow",
  "deliveryLimit",
  "queueArg",
  "singleActiveConsumer",
];

const predeclaredHasAName: Rule = ({ settings, cell: { predeclared }, problems }) => {
  if (settings.queue.predeclared && settings.queue.name === null)
    refuse(problems, [predeclared], "It needs the name of the queue. Add --queue NAME.");
};

const predeclaredIsOnABroker: Rule = ({ settings, cell: { predeclared, broker }, problems }) => {
  if (settings.queue.predeclared && (broker?.value === "local" || broker?.value === "docker"))
    refuse(problems, [predeclared, broker], NOT_PREDECLARED);
};

const predeclaredKeepsItsProperties: Rule = ({ settings, cell, problems }) => {
  if (!settings.queue.predeclared) return;
  for (const given of DECLARED.map((key) => givenOf(cell, key)))
    if (isExplicit(given) && given.value !== false)
      refuse(
        problems,
        [cell.predeclared, given],
        "A predeclared queue keeps its own type, durability and arguments. Remove one of them.",
      );
};

const predeclaredHasItsOwnDeadLetters: Rule = ({ settings, cell: { predeclared, onError }, problems }) => {
  if (settings.queue.predeclared && (settings.onError === "dead-letter" || settings.onError === "retry-delay"))
    refuse(
      problems,
      [predeclared, onError],
      "The run would add a queue for failed tasks. Use --on-error drop: a dead-letter exchange of the queue then receives the tasks.",
    );
};

/** From RabbitMQ 4.0 on a quorum queue has priorities without the argument; all versions refuse it. */
const priorityIsOfAClassicQueue: Rule = ({ settings, cell: { queueArg, queueType }, problems }) => {
  if (settings.queueType === "quorum" && Object.hasOwn(settings.queueArguments, MAX_PRIORITY))
    problems.mistake(
      [MAX_PRIORITY, queueType?.place ?? queueArg?.place].join(" with "),
      "A quorum queue does not take x-max-priority. It has priorities of its own from RabbitMQ 4.0 on: remove the argument, or use --queue-type classic.",
    );
};

const keyHasAnExchange: Rule = ({ cell: { exchange, routingKey }, problems }) => {
  if (routingKey !== undefined && exchange === undefined)
    refuse(
      problems,
      [routingKey],
      "The default exchange routes by the name of the queue. Add --exchange, or remove it.",
    );
};

const oneIsActiveOfSeveral: Rule = ({ settings, cell: { singleActiveConsumer }, problems }) => {
  if (settings.workers === 1 && singleActiveConsumer?.value === true)
    problems.withoutEffect(
      singleActiveConsumer,
      `${singleActiveConsumer.place} has no effect with one worker. Use --workers 2 or more.`,
    );
};

export const QUEUE_RULES: readonly Rule[] = [
  predeclaredHasAName,
  predeclaredIsOnABroker,
  predeclaredKeepsItsProperties,
  predeclaredHasItsOwnDeadLetters,
  priorityIsOfAClassicQueue,
  keyHasAnExchange,
  oneIsActiveOfSeveral,
];

const givenOf = (cell: Cell, key: OptionKey): Given<unknown> | undefined => cell[key];
