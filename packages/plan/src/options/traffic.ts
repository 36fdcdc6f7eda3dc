// Options of the traffic: number, rate, size and service time of the tasks.
import { bodyKind } from "./kinds/body-kind.ts";
import type { OptionTable } from "./option.ts";
import { messagePriorityKind } from "./kinds/priority-kind.ts";
import { propertyKind } from "./kinds/property-kind.ts";
import { rateKind } from "./kinds/rate-kind.ts";
import { sizeKind } from "./kinds/size-kind.ts";
import { skewKind } from "./kinds/skew-kind.ts";
import { boolean, choice, matching, milliseconds, seconds, wholeNumber } from "./kinds/value-kind.ts";

/** Task numbers have 32 bits in the history and in binary bodies. */
const MAX_TASKS = 4_294_967_295;
/** One hour, twice RabbitMQ's default acknowledgement timeout. */
const MAX_COST_MS = 3_600_000;

export const TRAFFIC_OPTIONS: OptionTable<
  | "tasks"
  | "tasksPerProducer"
  | "time"
  | "rate"
  | "pace"
  | "backlog"
  | "size"
  | "body"
  | "contentType"
  | "property"
  | "priority"
  | "skew"
  | "heavy"
  | "light"
  | "dot"
  | "work"
> = {
  tasks: {
    group: "Traffic",
    flag: "tasks",
    kind: wholeNumber({ min: 1, max: MAX_TASKS }),
    default: "200",
    axis: true,
    description: "Total number of tasks; no limit when only --time is given.",
  },
  tasksPerProducer: {
    group: "Traffic",
    flag: "tasks-per-producer",
    letter: "C",
    kind: wholeNumber({ min: 1, max: MAX_TASKS }),
    axis: true,
    description: "Number of tasks per producer; replaces --tasks.",
  },
  time: {
    group: "Traffic",
    flag: "time",
    letter: "z",
    kind: seconds({ min: 0.001, max: 86_400, bare: true, whole: false }),
    axis: true,
    description: "Publish for this long, then drain; a bare number is seconds.",
  },
  rate: {
    group: "Traffic",
    flag: "rate",
    letter: "r",
    kind: rateKind,
    default: "unlimited",
    axis: true,
    description: "Publish rate per producer, per second: constant, or a schedule of steps and ramps.",
  },
  pace: {
    group: "Traffic",
    flag: "pace",
    kind: choice(["constant", "poisson"]),
    default: "constant",
    axis: true,
    description: "Gaps between publishes: equal, or random like independent clients; needs --rate.",
  },
  backlog: {
    group: "Traffic",
    flag: "backlog",
    kind: boolean,
    default: "false",
    axis: true,
    isSwitch: true,
    description: "Publish all tasks first, then let all workers start consuming at once.",
  },
  size: {
    group: "Traffic",
    flag: "size",
    letter: "s",
    kind: sizeKind,
    default: "0",
    axis: true,
    description: "Bytes of a message body: one size, a range or a weighted mix; 0 is the shortest.",
  },
  body: {
    group: "Traffic",
    flag: "body",
    kind: bodyKind,
    default: "auto",
    axis: true,
    description: "Message body: text, binary, or a file; auto is binary with --size or --work none.",
  },
  contentType: {
    group: "Traffic",
    flag: "content-type",
    kind: matching("TYPE", "a content type such as application/json", /^[\x21-\x7e]{1,240}$/),
    description: "Content type of the messages, e.g. application/json.",
  },
  property: {
    group: "Traffic",
    flag: "property",
    kind: propertyKind,
    repeatable: true,
    description: "Property of the messages, e.g. correlation-id={{task}} or header.x-a=b; repeatable.",
  },
  priority: {
    group: "Traffic",
    flag: "priority",
    kind: messagePriorityKind,
    axis: true,
    description: "Priority of the messages: one, a range or a weighted mix (default: none).",
  },
  skew: {
    group: "Service time",
    flag: "skew",
    kind: skewKind,
    default: "odd-even",
    axis: true,
    description: "Service-time distribution of the tasks.",
  },
  heavy: {
    group: "Service time",
    flag: "heavy",
    kind: milliseconds(MAX_COST_MS),
    default: "100ms",
    axis: true,
    description: "Service time of a heavy task; upper limit of pareto and lognormal.",
  },
  light: {
    group: "Service time",
    flag: "light",
    kind: milliseconds(MAX_COST_MS),
    default: "1ms",
    axis: true,
    description: "Service time of a light task; lower limit of pareto, median of lognormal.",
  },
  dot: {
    group: "Service time",
    flag: "dot",
    kind: milliseconds(MAX_COST_MS),
    default: "1s",
    axis: true,
    description: "Service time of a dot, with --skew dots and in traces.",
  },
  work: {
    group: "Service time",
    flag: "work",
    kind: choice(["sleep", "cpu", "none"]),
    default: "sleep",
    axis: true,
    description: "How a worker spends the service time: sleep, use a CPU core (cpu), or skip it (none).",
  },
};
