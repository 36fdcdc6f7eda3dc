// What is published, when, and what it costs to work it off.
import type { OptionTable } from "./option.ts";
import { skewKind } from "./skew-kind.ts";
import { boolean, choice, milliseconds, rate, seconds, wholeNumber } from "./value-kind.ts";

/** Task numbers are 32 bits wide in the history and in binary bodies. */
const MAX_TASKS = 4_294_967_295;
/** A task above it is no work-queue task any more: RabbitMQ gives up on an ack after half an hour. */
const MAX_COST_MS = 3_600_000;
/** RabbitMQ's own upper limit of max_message_size. */
const MAX_BODY_BYTES = 536_870_912;

export const TRAFFIC_OPTIONS: OptionTable<
  | "tasks"
  | "tasksPerProducer"
  | "time"
  | "rate"
  | "pace"
  | "backlog"
  | "size"
  | "body"
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
    description: "Tasks in total; no limit when only --time is given.",
  },
  tasksPerProducer: {
    group: "Traffic",
    flag: "tasks-per-producer",
    letter: "C",
    kind: wholeNumber({ min: 1, max: MAX_TASKS }),
    axis: true,
    description: "Tasks of each producer, instead of --tasks.",
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
    kind: rate(1_000_000),
    default: "unlimited",
    axis: true,
    description: "Publishes per second and producer.",
  },
  pace: {
    group: "Traffic",
    flag: "pace",
    kind: choice(["constant", "poisson"]),
    default: "constant",
    axis: true,
    description: "Even gaps, or random ones as from many independent clients; with --rate.",
  },
  backlog: {
    group: "Traffic",
    flag: "backlog",
    kind: boolean,
    default: "false",
    axis: true,
    isSwitch: true,
    description: "Fill the queue first, then let all workers in at once.",
  },
  size: {
    group: "Traffic",
    flag: "size",
    letter: "s",
    kind: wholeNumber({ min: 0, max: MAX_BODY_BYTES }),
    syntax: "BYTES",
    default: "0",
    axis: true,
    description: "Bytes of a message body; 0 is as long as it needs to be.",
  },
  body: {
    group: "Traffic",
    flag: "body",
    kind: choice(["text", "binary", "auto"]),
    default: "auto",
    axis: true,
    description: "The tutorial's text, or 20 bytes and padding; auto is text, but binary with --size or --work none.",
  },
  skew: {
    group: "What a task costs",
    flag: "skew",
    kind: skewKind,
    default: "odd-even",
    axis: true,
    description: "Who is heavy: odd-even, uniform, dots, period:K, random:P, pareto:A, lognormal:S, trace:FILE.",
  },
  heavy: {
    group: "What a task costs",
    flag: "heavy",
    kind: milliseconds(MAX_COST_MS),
    default: "100ms",
    axis: true,
    description: "Cost of a heavy task; the upper limit of pareto and lognormal.",
  },
  light: {
    group: "What a task costs",
    flag: "light",
    kind: milliseconds(MAX_COST_MS),
    default: "1ms",
    axis: true,
    description: "Cost of a light task; the lower limit of pareto, the median of lognormal.",
  },
  dot: {
    group: "What a task costs",
    flag: "dot",
    kind: milliseconds(MAX_COST_MS),
    default: "1s",
    axis: true,
    description: "Cost of a dot, under --skew dots and in a trace.",
  },
  work: {
    group: "What a task costs",
    flag: "work",
    kind: choice(["sleep", "cpu", "none"]),
    default: "sleep",
    axis: true,
    description: "What a worker does for that long: wait, burn a core, or nothing at all.",
  },
};
