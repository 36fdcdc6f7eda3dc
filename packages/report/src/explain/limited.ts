// The explanation of a trial with a prefetch limit: whoever is done gets the next task, so the pattern does not matter.
import { toMilliseconds } from "@fairhare/core";
import { createWorkload, makespanBound, type TrialSettings } from "@fairhare/workload";
import { formatRatio } from "../format.ts";
import { joinWords } from "../words/list-words.ts";
import { evennessOf } from "../words/share-words.ts";
import { type Case, type Dispatch, type Explanation, expectationTable } from "./case.ts";

export function explainLimited(
  known: Case,
  { prefetch }: Extract<Dispatch, { kind: "limited" }>,
): Omit<Explanation, "caveat"> {
  const { planned, unpaced } = known;
  const unfair = evennessOf(planned.jainBusy ?? 1) !== "even";
  const paragraphs = [
    passedOver(prefetch),
    ...(unpaced && prefetch === 1 ? [grahamBound(known)] : []),
    ...(unfair ? [`Dealt out blindly, the same tasks would have gone like this:`] : []),
  ];
  return {
    title: "Why the work spreads",
    paragraphs,
    table: unfair ? expectationTable(known, "if dealt out blindly") : null,
  };
}

function passedOver(prefetch: number): string {
  if (prefetch === 1)
    return "With prefetch 1 the broker passes over every worker that holds an unacknowledged task, so the next task goes to whoever is done, whatever the pattern of the costs. Nothing waits behind a heavy task while another worker is free. The price is a round trip to the broker between two tasks.";
  return `With prefetch ${prefetch} the broker passes over a worker that holds ${prefetch} unacknowledged tasks. The shares even out as long as there are many more tasks than the ${prefetch} that fit into each buffer; up to ${prefetch - 1} of them may still wait behind a heavy one while another worker is free, most visibly at the end.`;
}

/**
 * Graham's list scheduling: makespan ≤ Σp / m + (1 − 1/m)·p_max, for any order of the tasks. It is about the scheduling
 * alone, so what was measured beyond it has another reason, and that is said.
 */
function grahamBound({ settings, measured }: Case): string {
  const rule = "That is list scheduling, whose makespan is at most Σp / m + (1 − 1/m) · p_max (Graham, 1966): here ";
  const ceiling = Math.max(...measured.attempted.map((tasks) => ceilingRatio(settings, tasks)));
  const { worstRatio } = measured;
  if (worstRatio === null || worstRatio <= ceiling)
    return `${rule}${formatRatio(ceiling)} the bound at worst, before the broker's and the machine's own time.`;
  return `${rule}${formatRatio(ceiling)} the bound, if handing a task over cost nothing. Up to ${formatRatio(worstRatio)} was measured: what is above is not scheduling, but ${reasonsAbove(settings, measured.hasFaults)}.`;
}

/** The ceiling over the bound, for so many of the trial's tasks. A worker holds one task at a time, whatever it could do. */
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
    ...(settings.ack === "forget" ? ["that nobody acknowledged and so nobody got a second task"] : []),
    ...(hasFaults ? ["the faults"] : []),
    ...(settings.fail.kind === "none" ? [] : ["work that failed and was done again"]),
    "the time between two tasks of a worker: the way to the broker and back, timers and the machine",
  ]);
}
