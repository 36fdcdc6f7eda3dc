// The invariants of every simulated run: the ledger matches the truth, and the verdict claims no more than that.
import { DuplicateCause, LossCause, type RunResult } from "@fairhare/results";
import { createArrivals, queueOfTask, shareOfProducer, type TrialSettings } from "@fairhare/workload";
import type { Truth } from "./broker/truth.ts";
import { duplicateCauses, lossCauses } from "./expected-cause.ts";
import type { FuzzPlan } from "./plan/fuzz-plan.ts";
import type { Simulated } from "./simulate.ts";
import { isUnread, unreadViolations } from "./unread.ts";

/** One sentence for each violated invariant. */
export function violationsOf(plan: FuzzPlan, run: Simulated): string[] {
  const { record, checked, truth } = run;
  const isWhole = !isUnread(run);
  const { settings, thresholds } = plan;
  const { result, losses } = checked;
  const { ledger, verdict } = result;
  const violations: string[] = [];
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) violations.push(sentence);
  };
  const equal = (what: string, told: number, true_: number): void =>
    expect(told === true_, `${what}: ${told} in the ledger, ${true_} in truth`);
  violations.push(...unreadViolations(plan, run));

  const { completed, lost, nacked, returned, unknown, deadLettered, dropped, remaining } = ledger;
  const sum = completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining;
  equal("sum of the columns", sum, ledger.attempted);
  expect(
    !isWhole || ledger.attempted >= truth.published.size,
    `${truth.published.size} tasks were published, ${ledger.attempted} attempted`,
  );
  if (isWhole) {
    equal("confirmed", ledger.confirmed, truth.confirmed.size);
    equal("deliveries", ledger.delivered, truth.delivered);
    equal("redeliveries", ledger.redelivered, truth.redelivered);
  }
  equal("unexpected", ledger.unexpected, 0);
  if (isWhole && settings.fail.kind === "none" && settings.work !== "none") {
    equal("completed", completed, truth.worked.size);
    equal("duplicated", ledger.duplicated, sumOf(truth.worked.values()) - truth.worked.size);
  }

  // The clocks of virtual agents are hours apart and drift, each at a constant rate.
  const contradictions = result.findings.filter(
    ({ code }) => code === "negative-durations" || code === "clock-unsteady",
  );
  for (const { code } of plan.agents.count > 0 ? contradictions : [])
    expect(false, `the clocks of the agents are known, and yet there is the finding ${code}`);
  violations.push(...queueViolations(result, truth, settings, isWhole), ...warmUpViolations(plan, run));

  const unordered = {
    duplicates: unorderedCases(result, "duplicate-causes"),
    losses: unorderedCases(result, "loss-causes"),
  };
  for (const { task, cause } of ledger.duplicates) {
    const expected = duplicateCauses(task, truth, settings);
    if (cause === DuplicateCause.unknown && unordered.duplicates-- > 0) continue;
    expect(
      [...expected].some((one) => one === cause),
      `task ${task} was done twice (cause ${cause}), expected: ${[...expected].join(" or ") || "once"}`,
    );
  }

  // A task is lost when the broker or the connection dropped its message; a task in the queue is not lost.
  if (record.cutShort === null) {
    const inQueue = new Set(truth.left ?? []);
    for (const { task, cause } of losses) {
      expect(!inQueue.has(task), `task ${task} counts as lost (cause ${cause}) but is in the queue`);
      const expected = lossCauses(task, truth, settings);
      if (cause === LossCause.unknown && expected.size > 0 && unordered.losses-- > 0) continue;
      expect(
        expected.has(cause),
        `task ${task} counts as lost (cause ${cause}), expected: ${[...expected].join(" or ") || "not lost"}`,
      );
    }
    // A run without workers leaves its queue on the broker.
    if (settings.ack !== "forget" && settings.workers > 0)
      expect(remaining <= inQueue.size, `${remaining} remain, ${inQueue.size} are in the queue`);
  } else expect(verdict !== "pass", `the run passed although it was cut short (${record.cutShort})`);

  const planned = plannedTasks(settings);
  expect(
    verdict !== "pass" || planned === null || ledger.attempted === planned,
    `the run passed although only ${ledger.attempted} of ${planned} planned tasks were attempted`,
  );
  expect(verdict !== "pass" || lost === 0, `the run passed although ${lost} tasks are lost`);
  expect(verdict !== "fail" || lost > 0, "the run failed although no task is lost");
  const allowed = thresholds.find(({ metric }) => metric === "ledger.unknown")?.value ?? 0;
  expect(
    verdict !== "pass" || settings.confirmWindow === 0 || unknown <= allowed,
    `the run passed although the outcome of ${unknown} tasks is unknown`,
  );
  expect(verdict !== "unknown" || result.warnings.length > 0, "the verdict is unknown without a warning");
  return violations;
}

/** Causes that the clocks of several hosts leave open, as the findings tell. */
const unorderedCases = ({ findings }: RunResult, about: string): number =>
  findings
    .filter(({ code, values }) => code === "clock-order-uncertain" && values["about"] === about)
    .reduce((sum, { values }) => sum + Number(values["cases"]), 0);

const QUEUE_COLUMNS = [
  ...(["attempted", "confirmed", "nacked", "returned", "unknown", "delivered", "redelivered", "completed"] as const),
  ...(["duplicated", "lost", "deadLettered", "dropped", "remaining", "failed"] as const),
];

/** The sums over the queues are the ledger of the run, and each task was in the queue that its number gives. */
function queueViolations(
  { queues, ledger }: RunResult,
  truth: Truth,
  settings: TrialSettings,
  isWhole: boolean,
): string[] {
  const wrong = QUEUE_COLUMNS.map((column) => ({
    column,
    sum: sumOf(queues.map((queue) => queue[column])),
    told: ledger[column],
  })).filter(({ sum, told }) => sum !== told);
  return [
    ...wrong.map(({ column, sum, told }) => `${column}: ${sum} over the queues, ${told} in the ledger`),
    ...[...truth.deliveredFrom].flatMap(([name, tasks]) => {
      const number = settings.queues === 1 ? 1 : Number(/-(\d+)$/.exec(name)?.[1]);
      const told = queues[number - 1]?.delivered;
      const stray = tasks.find((task) => queueOfTask(task, settings) !== number);
      return [
        ...(told === tasks.length || (!isWhole && (told ?? 0) < tasks.length)
          ? []
          : [`queue ${number} delivered ${tasks.length} messages, ${told} in its row`]),
        ...(stray === undefined ? [] : [`task ${stray} was in queue ${number}`]),
      ];
    }),
  ];
}

/** Null when the number depends on the broker's speed. */
function plannedTasks(settings: TrialSettings): number | null {
  const { tasks, timeSeconds, producers } = settings;
  if (timeSeconds === null) return tasks;
  let sum = 0;
  for (let producer = 1; producer <= producers; producer++) {
    const arrivals = createArrivals(settings, producer);
    if (arrivals === undefined) return null;
    const share = shareOfProducer(producer, settings);
    let count = 0;
    while (count < share && arrivals.next() < timeSeconds * 1e9) count++;
    sum += count;
  }
  return sum;
}

const sumOf = (numbers: Iterable<number>): number => {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
};

/** Text that a second run with the same seed must reproduce. */
export const fingerprintOf = ({ checked, shards }: Simulated): string =>
  JSON.stringify([checked.result satisfies RunResult, shards.map(({ name, bytes }) => [name, [...bytes].length])]);

const STEPS = ["endToEnd", "queueWait", "bufferWait", "work", "confirm"] as const;

/** A warm-up changes rates and latencies only: each distribution of the rest is a part of that of the whole run. */
function warmUpViolations({ settings }: FuzzPlan, { checked, recheck }: Simulated): string[] {
  if (settings.warmupTimeMs === null || settings.warmupTimeMs === 0) return [];
  const { result: part } = checked;
  const { result: whole } = recheck({ ...settings, warmupTimeMs: 0 });
  const wrong = STEPS.filter((step) => {
    const [some, all] = [part.latencyMs[step], whole.latencyMs[step]];
    return some.count > all.count || (some.max ?? 0) > (all.max ?? 0) || (some.min ?? Infinity) < (all.min ?? Infinity);
  });
  return [
    ...wrong.map((step) => `${step} has latencies after the warm-up that the whole run does not have`),
    ...(JSON.stringify(part.ledger) === JSON.stringify(whole.ledger) ? [] : ["the warm-up changes the ledger"]),
    ...(part.makespanMs === whole.makespanMs ? [] : ["the warm-up changes the makespan"]),
  ];
}
