// What the schedule costs per task: the pacer decides when a publish is due, the workload which service time it has.
import { nanoseconds } from "@fairhare/core";
import { createPacer } from "@fairhare/producer";
import { createWorkload } from "@fairhare/workload";
import { Bench } from "tinybench";
import type { Suite } from "./suite.ts";

const TASKS = 1_000;
const RATE = 10_000;

export function benchSchedule(): Suite {
  const bench = new Bench({ time: 200 });
  const perRun: Record<string, number> = {};
  const add = (name: string, perTask: (task: number) => number): void => {
    perRun[name] = TASKS;
    bench.add(name, () => {
      let sum = 0;
      for (let task = 1; task <= TASKS; task++) sum += perTask(task);
      return sum;
    });
  };
  for (const pace of ["constant", "poisson"] as const) {
    const start = { epoch: nanoseconds(0), taken: 0, now: nanoseconds(0) };
    const pacer = createPacer({ ratePerSecond: RATE, pace, producers: 1, phaseOffset: false, seed: 1 }, 1, start);
    add(`pace a publish, ${pace}`, () => pacer.take(pacer.next(nanoseconds(0))));
  }
  for (const skew of [{ kind: "odd-even" }, { kind: "pareto", shape: 1.5 }] as const) {
    const workload = createWorkload({ skew, heavyMs: 100, lightMs: 1, dotMs: 1_000, work: "sleep", seed: 1 });
    add(`service time of a task, ${skew.kind}`, (task) => workload.cost(task));
  }
  return { bench, perRun };
}
