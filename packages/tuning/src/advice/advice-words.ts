// The advice in sentences and as a table: which prefetch to set, why, and what it costs.
import { counted, formatJain, formatMs, formatNumber, formatPercent, NOT_MEASURED } from "@fairhare/core";
import { numeric, type TableModel, tableOf, text } from "@fairhare/report";
import type { Advice, PrefetchOutcome } from "./advise.ts";

export const adviceTable = ({ outcomes, smallest, fairest, isFair, set }: Advice): TableModel =>
  tableOf<PrefetchOutcome>(
    [
      text("prefetch", limitName, 0),
      numeric("busy while tasks wait", ({ busyShare }) => percent(busyShare)),
      numeric("single runs", rangeOf, 2),
      numeric("completed/s", ({ completedPerSecond }) => formatNumber(completedPerSecond)),
      numeric("Jain busy", ({ jainBusy }) => formatJain(jainBusy)),
      numeric("wait in the buffer", ({ bufferWaitMs }) => formatMs(bufferWaitMs), 2),
      numeric("lost", ({ lost }) => String(lost), 3),
      text("", (outcome) =>
        [
          outcome === set ? "set this" : "",
          outcome === smallest && outcome !== set ? "smallest" : "",
          // The sentences say of the limit to set that no other one is fairer, beyond the difference of repeats.
          outcome === (isFair ? set : fairest) ? "fairest" : "",
        ]
          .filter(Boolean)
          .join(", "),
      ),
    ],
    outcomes,
  );

/** What to set, why, and what it costs; the first sentence is the choice. */
export function adviceSentences(advice: Advice): string[] {
  const { set } = advice;
  if (set === undefined) return ["No advice: no trial has a verdict, loses nothing and shows the work of its workers."];
  return [
    choice(set),
    reason(advice, set),
    smallerLimit(advice, set),
    largerLimit(advice, set),
    fairness(advice, set),
    bufferCost(set),
    crashCost(set),
    disturbance(advice),
  ].filter((sentence) => sentence !== "");
}

/** The name of the limit in AMQP: the setting of the user's client library. */
const choice = ({ prefetch }: PrefetchOutcome): string =>
  prefetch === 0
    ? "Set no prefetch limit: a prefetch count of 0 in basic.qos."
    : `Set prefetch ${prefetch}: basic.qos with a prefetch count of ${prefetch} in each worker.`;

function reason({ outcomes, target, smallest }: Advice, set: PrefetchOutcome): string {
  const busy = `With it, workers are busy for ${percent(set.busyShare)} of the time in which tasks wait`;
  const goal = `the target is ${formatPercent(target)}`;
  if (smallest === undefined)
    return `${busy}; ${goal}, but no limit without losses reaches it, and none is more than 1 percentage point above this one.`;
  return outcomes[0] === set
    ? `${busy} (${goal}), and it is the smallest limit of the trials.`
    : `${busy} (${goal}); with every smaller limit of the trials they are busy for less than the target.`;
}

const smallerLimit = ({ outcomes }: Advice, set: PrefetchOutcome): string =>
  otherLimit(
    "smaller",
    outcomes.findLast((outcome) => isBelow(outcome, set)),
    set,
  );

const largerLimit = ({ outcomes }: Advice, set: PrefetchOutcome): string =>
  otherLimit(
    "larger",
    outcomes.find((outcome) => isBelow(set, outcome)),
    set,
  );

/** The next limit in one direction. */
const otherLimit = (direction: string, other: PrefetchOutcome | undefined, set: PrefetchOutcome): string =>
  other === undefined
    ? ""
    : `The next ${direction} limit, ${limitName(other)}: busy for ${percent(other.busyShare)}${singleRuns(other)}, ${formatNumber(other.completedPerSecond)} tasks/s instead of ${formatNumber(set.completedPerSecond)}.`;

function fairness({ fairest, isFair }: Advice, set: PrefetchOutcome): string {
  const scale = "Jain's index by busy time, 1 for equal shares";
  if (isFair || fairest === undefined)
    return `No other limit shares the work more evenly (${scale}: ${formatJain(set.jainBusy)}).`;
  return `Prefetch ${limitName(fairest)} shares the work more evenly (${scale}: ${formatJain(fairest.jainBusy)} instead of ${formatJain(set.jainBusy)}), and its workers are busy for ${percent(fairest.busyShare)} of the time.`;
}

/** With a limit of 1 there is no buffer. */
const bufferCost = ({ prefetch, bufferWaitMs }: PrefetchOutcome): string =>
  prefetch === 1 || bufferWaitMs === null
    ? ""
    : `Cost in the buffer: a task waits ${formatMs(bufferWaitMs)} (median) for its worker, even if another worker is idle.`;

/** RabbitMQ requeues every unacknowledged delivery of a worker that ends. */
const crashCost = ({ prefetch }: PrefetchOutcome): string =>
  prefetch === 0
    ? "Cost of a crash: the worker returns its whole buffer, which has no limit, to the queue."
    : `Cost of a crash: the worker returns up to ${counted(prefetch, "task")} to the queue.`;

const isBelow = (one: PrefetchOutcome, other: PrefetchOutcome): boolean =>
  one.prefetch !== 0 && (other.prefetch === 0 || one.prefetch < other.prefetch);

export function limitName({ prefetch }: Pick<PrefetchOutcome, "prefetch">): string {
  return prefetch === 0 ? "unlimited" : String(prefetch);
}

const disturbance = ({ disturbedRuns, runs }: Advice): string =>
  disturbedRuns === 0
    ? ""
    : `Other programs used the CPU in ${disturbedRuns} of ${counted(runs, "run")}, and lowered the shares: repeat the trials on a quiet machine before you rely on small differences.`;

/** `93.9–95.1 %` over the runs; empty for a single run. */
function rangeOf({ busyShares }: PrefetchOutcome): string {
  const [low, high] = [busyShares.at(0), busyShares.at(-1)];
  if (low === undefined || high === undefined || busyShares.length < 2) return "";
  return `${(low * 100).toFixed(1)}–${percent(high)}`;
}

const singleRuns = (outcome: PrefetchOutcome): string =>
  rangeOf(outcome) === "" ? "" : ` (${rangeOf(outcome)} in single runs)`;

/** With a decimal, because 94.7 % is below a target of 95 %. */
const percent = (share: number | null): string => (share === null ? NOT_MEASURED : `${(share * 100).toFixed(1)} %`);
