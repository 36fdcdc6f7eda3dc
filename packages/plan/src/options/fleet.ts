// Options of the fleet: how many workers and producers, and how they share processes.
import type { OptionTable } from "./option.ts";
import { consumerPriorityKind } from "./kinds/priority-kind.ts";
import { speedKind } from "./kinds/speed-kind.ts";
import { boolean, wholeMilliseconds, wholeNumber } from "./kinds/value-kind.ts";

/** The value of `--workers-per-process auto`. */
export const AUTO_PACKED = 0;
const MAX_START_DELAY_MS = 86_400_000;

export const FLEET_OPTIONS: OptionTable<
  | "workers"
  | "producers"
  | "workersPerProcess"
  | "workerConcurrency"
  | "speed"
  | "consumerPriority"
  | "holdBody"
  | "startJitter"
  | "rampUp"
> = {
  workers: {
    group: "Fleet",
    flag: "workers",
    letter: "y",
    kind: wholeNumber({ min: 0, max: 10_000 }),
    default: "2",
    axis: true,
    description: "Workers that consume, each in its own process up to 100; 0 only publishes to --queue.",
  },
  producers: {
    group: "Fleet",
    flag: "producers",
    letter: "x",
    kind: wholeNumber({ min: 0, max: 1_000 }),
    default: "1",
    axis: true,
    description: "Producers that publish, each in its own process; 0 only consumes from --queue.",
  },
  workersPerProcess: {
    group: "Fleet",
    flag: "workers-per-process",
    kind: wholeNumber({ min: 1, max: 1_000 }, { auto: AUTO_PACKED }),
    default: "auto",
    axis: true,
    description: "Workers in each worker process; auto shares 20 processes from 101 workers on.",
  },
  workerConcurrency: {
    group: "Fleet",
    flag: "worker-concurrency",
    kind: wholeNumber({ min: 1, max: 10_000 }),
    default: "1",
    axis: true,
    description: "Tasks that a worker processes at the same time.",
  },
  speed: {
    group: "Fleet",
    flag: "speed",
    kind: speedKind,
    default: "1",
    axis: true,
    description: "Speeds of the workers, repeated; a worker of speed 0.5 takes twice as long.",
  },
  consumerPriority: {
    group: "Fleet",
    flag: "consumer-priority",
    kind: consumerPriorityKind,
    default: "0",
    axis: true,
    description: "Consumer priorities of the workers, repeated; the highest free worker gets a task.",
  },
  holdBody: {
    group: "Fleet",
    flag: "hold-body",
    kind: boolean,
    default: "false",
    axis: true,
    isSwitch: true,
    description: "Keep the body of a message in the worker's memory until its task is finished.",
  },
  startJitter: {
    group: "Fleet",
    flag: "start-jitter",
    kind: wholeMilliseconds({ min: 0, max: MAX_START_DELAY_MS }),
    default: "0ms",
    axis: true,
    description: "Each worker begins to consume after a random time below this.",
  },
  rampUp: {
    group: "Fleet",
    flag: "ramp-up",
    kind: wholeMilliseconds({ min: 0, max: MAX_START_DELAY_MS }),
    default: "0ms",
    axis: true,
    description: "Workers begin to consume one after the other, evenly spread over this time.",
  },
};
