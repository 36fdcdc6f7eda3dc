// The explanation of a trial with a prefetch limit: the next task goes to a free worker, so the pattern does not matter.
import { counted, formatRatio, toMilliseconds } from "@fairhare/core";
import { createWorkload, makespanBound, type TrialSettings } from "@fairhare/workload";
import { joinWords } from "../words/list-words.ts";
import { evennessOf } from "../words/fairness/evenness.ts";
import { type Case, type Dispatch, type Explanation, expectationTable } from "./case.ts";

export function explainLimited(
  known: Case,
  { prefetch }: Extract<Dispatch, { kind: "limited" }>,
): Omit<Explanation, "caveat"> {
  const { planned, unpaced, settings } = known;
  const isEarly = settings.ack === "early";
  const unfair = evennessOf(planned.jainBusy ?? 1) !== "even";
  const paragraphs = [
    isEarly ? passedOverEarly(prefetch) : passedOver(prefetch),
    ...(unpaced && prefetch === 1 && !isEarly ? [grahamBound(known)] : []),
    ...(unfair ? [`Blind round-robin over the same tasks would have given:`] : []),
  ];
  return {
    title: "How the prefetch limit spreads the work",
    paragraphs,
    table: unfair ? expectationTable(known, "with blind round-robin") : null,
  };
}

function passedOver(prefetch: number): string {
  if (prefetch === 1)
    return "With prefetch 1, RabbitMQ skips every worker that holds an unacknowledged task, so the next task goes to a free worker, whatever the pattern of the service times. No task waits behind a heavy task while another worker is free. The cost is one round trip to the broker between two tasks.";
  return `With prefetch ${prefetch}, RabbitMQ skips a worker that holds ${prefetch} unacknowledged tasks. The shares are even if there are many more tasks than fit into the prefetch buffers; up to ${prefetch - 1} tasks may still wait behind a heavy task while another worker is free, mostly at the end of the run.`;
}

function passedOverEarly(prefetch: number): string {
  return `With prefetch ${prefetch}, RabbitMQ skips a worker that holds ${counted(prefetch, "unacknowledged task")}. With --ack early, the task in work is acknowledged already and does not count, so up to ${counted(prefetch, "task waits", "tasks wait")} in the buffer of a busy worker while another worker is free.`;
}

/**
 * Graham's list scheduling: makespan ≤ Σp / m + (1 − 1/m) · p_max for any order of the tasks. The bound covers only the
 * scheduling, so the paragraph names other causes for a longer measured makespan.
 */
function grahamBound({ settings, measured }: Case): string {
  const rule = "This is list scheduling, whose makespan is at most Σp / m + (1 − 1/m) · p_max (Graham, 1966): here ";
  const ceiling = Math.max(...measured.attempted.map((tasks) => ceilingRatio(settings, tasks)));
  const { worstRatio } = measured;
  if (worstRatio === null || worstRatio <= ceiling)
    return `${rule}at worst ${formatRatio(ceiling)} the lower bound, without the overhead of broker and machine.`;
  return `${rule}${formatRatio(ceiling)} the lower bound, if the delivery of a task took no time. The measured makespan is up to ${formatRatio(worstRatio)} the lower bound; scheduling does not explain the difference. Possible causes: ${reasonsAbove(settings, measured.hasFaults)}.`;
}

/** Graham's limit over the lower bound, for so many tasks. With prefetch 1 a worker holds one task whatever its concurrency. */
function ceilingRatio(settings: TrialSettings, tasks: number): number {
  const workload = createWorkload(settings);
  const costs = Float64Array.from({ length: tasks }, (_, index) => toMilliseconds(workload.cost(index + 1)));
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const largest = costs.reduce((most, cost) => Math.max(most, cost), 0);
  const { workers, workerConcurrency } = settings;
  const bound = makespanBound(costs, workers * workerConcurrency);
  return bound > 0 ? (total / workers + (1 - 1 / workers) * largest) / bound : 1;
}

function reasonsAbove(settings: TrialSettings, hasFaults: boolean): string {
  return joinWords([
    ...(settings.ack === "forget" ? ["no worker acknowledged its task, so none got a second one"] : []),
    ...(hasFaults ? ["the faults"] : []),
    ...(settings.fail.kind === "none" ? [] : ["tasks that failed and were processed again"]),
    "the time between two tasks of a worker (round trip to the broker, timers, other load on the machine)",
  ]);
}
