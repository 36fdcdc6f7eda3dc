// Parses an argument of a queue or a consumer: `x-max-priority=10`, `x-queue-mode=lazy`. The value has a type, because
// RabbitMQ compares and checks it.
import type { ArgumentValue } from "@fairhare/workload";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";

export interface ArgumentSpec {
  readonly name: string;
  readonly value: ArgumentValue;
}

/** Arguments with a range of whole numbers; RabbitMQ refuses other values. */
type Ranges = Readonly<Record<string, readonly [min: number, max: number]>>;

const QUEUE_RANGES: Ranges = { "x-max-priority": [0, 255] };
/** A signed 32-bit number, as in RabbitMQ. */
const CONSUMER_RANGES: Ranges = { "x-priority": [-2_147_483_648, 2_147_483_647] };

/** A short string of AMQP. */
const NAME = /^[\x21-\x7e]{1,128}$/;
const MAX_VALUE_BYTES = 1_024;
const INTEGER = /^[+-]?\d{1,15}$/;

/** Arguments that an option sets, and why `--queue-arg` refuses them. */
const OF_OPTIONS: Readonly<Record<string, string>> = {
  "x-queue-type": "Use --queue-type.",
  "x-dead-letter-exchange": "Use --dead-letter.",
  "x-dead-letter-routing-key": "Use --dead-letter.",
  "x-message-ttl": "Use --message-ttl.",
  "x-max-length": "Use --max-length.",
  "x-overflow": "Use --overflow.",
  "x-delivery-limit": "Use --delivery-limit.",
  "x-delayed-retry-type": "Use --on-error retry-delay with --retry-means broker.",
  "x-delayed-retry-min": "Use --retry-delay.",
  "x-delayed-retry-max": "Use --retry-delay.",
  "x-single-active-consumer": "Use --single-active-consumer.",
  "x-expires": "The run deletes its queue itself. Remove it; a queue that has it is used with --predeclared.",
};

export const queueArgumentKind = argumentKind("such as x-max-priority=10", QUEUE_RANGES, OF_OPTIONS);
export const consumerArgumentKind = argumentKind("such as x-priority=5", CONSUMER_RANGES, {});

function argumentKind(example: string, ranges: Ranges, reserved: Readonly<Record<string, string>>) {
  const rangeOf = ({ name, value }: ArgumentSpec): string | undefined => {
    const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
    if (range === undefined) return undefined;
    const [min, max] = range;
    return typeof value === "number" && value >= min && value <= max
      ? undefined
      : `${name} must be a whole number from ${min.toLocaleString("en-US")} to ${max.toLocaleString("en-US")}.`;
  };
  const problem = (text: string): string | undefined => {
    const spec = splitArgument(text);
    if (spec === undefined) return undefined;
    if (Object.hasOwn(reserved, spec.name)) return `An option sets ${spec.name}. ${reserved[spec.name]}`;
    return rangeOf(spec);
  };
  return {
    syntax: "NAME=VALUE",
    expects: `NAME=VALUE, ${example}; a value is a whole number, true, false or text`,
    read: (text: string) => (problem(text) === undefined ? splitArgument(text) : undefined),
    problem,
    json: z.string(),
  } satisfies ValueKind<ArgumentSpec>;
}

/** A value in double quotes is text, also if it looks like a number. */
function splitArgument(text: string): ArgumentSpec | undefined {
  const at = text.indexOf("=");
  const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (!NAME.test(name) || Buffer.byteLength(value) > MAX_VALUE_BYTES) return undefined;
  if (value === "true" || value === "false") return { name, value: value === "true" };
  if (INTEGER.test(value)) return { name, value: Number(value) };
  return { name, value: /^"(.*)"$/s.exec(value)?.[1] ?? value };
}
