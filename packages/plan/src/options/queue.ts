// Options of the queue that a run uses: its name, what the run may do with it, and arguments of the queue and its
// consumers.
import { z } from "zod";
import { consumerArgumentKind, queueArgumentKind } from "./kinds/argument-kind.ts";
import type { OptionTable } from "./option.ts";
import { boolean, type ValueKind, wholeNumber } from "./kinds/value-kind.ts";

/** AMQP sends a name as a short string. */
export const MAX_NAME_BYTES = 255;
/** Each has a row in the results, and is read several times per second. */
const MAX_QUEUES = 1_000;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Control characters would break the lines of messages and reports. */
const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);

const queueName: ValueKind<string> = {
  syntax: "NAME",
  expects: `a name of 1 to ${MAX_NAME_BYTES} bytes without control characters`,
  read: (text) =>
    text !== "" && bytesOf(text) <= MAX_NAME_BYTES && isPlain(text) && !text.startsWith("amq.") ? text : undefined,
  problem: (text) => (text.startsWith("amq.") ? "RabbitMQ reserves names that begin with amq." : undefined),
  json: z.string().min(1).max(MAX_NAME_BYTES),
};

const exchangeName: ValueKind<string> = {
  syntax: "NAME",
  expects: queueName.expects,
  read: (text) => (text !== "" && bytesOf(text) <= MAX_NAME_BYTES && isPlain(text) ? text : undefined),
  json: z.string().min(1).max(MAX_NAME_BYTES),
};

const routingKey: ValueKind<string> = {
  syntax: "KEY",
  expects: `a key of at most ${MAX_NAME_BYTES} bytes without control characters`,
  read: (text) => (bytesOf(text) <= MAX_NAME_BYTES && isPlain(text) ? text : undefined),
  json: z.string().max(MAX_NAME_BYTES),
};

export const QUEUE_OPTIONS: OptionTable<
  "queue" | "queues" | "predeclared" | "exchange" | "routingKey" | "queueArg" | "consumerArg" | "singleActiveConsumer"
> = {
  queue: {
    group: "Queue and delivery",
    flag: "queue",
    letter: "u",
    kind: queueName,
    description: "Name of the queue; must be empty (default: a queue of the run's own).",
  },
  queues: {
    group: "Queue and delivery",
    flag: "queues",
    kind: wholeNumber({ min: 1, max: MAX_QUEUES }),
    default: "1",
    axis: true,
    description: "Number of queues, NAME-1 to NAME-N; tasks and workers are spread over them evenly.",
  },
  predeclared: {
    group: "Queue and delivery",
    flag: "predeclared",
    letter: "p",
    kind: boolean,
    default: "false",
    isSwitch: true,
    description: "Use the existing --queue as it is: create, delete and purge nothing.",
  },
  exchange: {
    group: "Queue and delivery",
    flag: "exchange",
    letter: "e",
    kind: exchangeName,
    description: "Existing exchange to publish to (default: the default exchange).",
  },
  routingKey: {
    group: "Queue and delivery",
    flag: "routing-key",
    letter: "k",
    kind: routingKey,
    description: "Routing key of messages and of the queue's binding (default: the queue's name).",
  },
  queueArg: {
    group: "Queue and delivery",
    flag: "queue-arg",
    kind: queueArgumentKind,
    repeatable: true,
    description: "Argument of the queue, e.g. x-max-priority=10; repeatable.",
  },
  consumerArg: {
    group: "Queue and delivery",
    flag: "consumer-arg",
    kind: consumerArgumentKind,
    repeatable: true,
    description: "Argument of each consumer, e.g. x-priority=5; repeatable.",
  },
  singleActiveConsumer: {
    group: "Queue and delivery",
    flag: "single-active-consumer",
    kind: boolean,
    default: "false",
    isSwitch: true,
    description: "Let one worker at a time consume; another one replaces it when it ends.",
  },
};
