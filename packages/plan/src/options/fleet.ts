// How many processes take part.
import type { OptionTable } from "./option.ts";
import { wholeNumber } from "./value-kind.ts";

export const FLEET_OPTIONS: OptionTable<"workers" | "producers" | "workersPerProcess" | "workerConcurrency"> = {
  workers: {
    group: "Fleet",
    flag: "workers",
    letter: "y",
    kind: wholeNumber({ min: 1, max: 10_000 }),
    default: "2",
    axis: true,
    description: "Workers that share the queue, each a process of its own.",
  },
  producers: {
    group: "Fleet",
    flag: "producers",
    letter: "x",
    kind: wholeNumber({ min: 1, max: 1_000 }),
    default: "1",
    axis: true,
    description: "Producers that fill it, each a process of its own.",
  },
  workersPerProcess: {
    group: "Fleet",
    flag: "workers-per-process",
    kind: wholeNumber({ min: 1, max: 1_000 }),
    default: "1",
    axis: true,
    description: "Pack this many workers into a process.",
  },
  workerConcurrency: {
    group: "Fleet",
    flag: "worker-concurrency",
    kind: wholeNumber({ min: 1, max: 10_000 }),
    default: "1",
    axis: true,
    description: "Tasks a worker works on at the same time.",
  },
};
