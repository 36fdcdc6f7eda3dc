// The explanation of a trial with a prefetch limit: whoever is done gets the next task, so the pattern does not matter.
import { toMilliseconds } from "@fairhare/core";
import { createWorkload, type TrialSettings } from "@fairhare/experiment";
import { formatRatio } from "../format.ts";
import type { Dispatch } from "./dispatch.ts";
import { type Case, type Explanation, expectationTable } from "./case.ts";

/** Below this, blind dealing would have been as good and is not held up as a warning. */
const BLIND_IS_UNFAIR_BELOW = 0.95;

export function explainLimited(
  known: Case,
  { prefetch }: Extract<Dispatch, { kind: "limited" }>,
): Omit<Explanation, "caveat"> {
  const { settings, tasks, planned, unpaced } = known;
  const unfair = (planned.jainBusy ?? 1) < BLIND_IS_UNFAIR_BELOW;
  const paragraphs = [
    passedOver(prefetch),
    ...(unpaced && prefetch === 1 ? [grahamBound(settings, tasks)] : []),
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

/** Graham's list scheduling: makespan ≤ Σp / m + (1 − 1/m)·p_max, for any order of the tasks. */
function grahamBound(settings: TrialSettings, tasks: number): string {
  const workload = createWorkload(settings);
  let total = 0;
  let largest = 0;
  for (let task = 1; task <= tasks; task++) {
    const cost = toMilliseconds(workload.cost(task));
    total += cost;
    largest = Math.max(largest, cost);
  }
  const executors = settings.workers * settings.workerConcurrency;
  const ceiling = total / executors + (1 - 1 / executors) * largest;
  const ratio = ceiling / Math.max(total / executors, largest);
  return `That is list scheduling, whose makespan is at most Σp / m + (1 − 1/m) · p_max (Graham, 1966): here ${formatRatio(ratio)} the bound at worst, before the broker's and the machine's own time.`;
}
