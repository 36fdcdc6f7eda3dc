// The advice in sentences and as a table: which prefetch to set, and what it costs.
import { formatJain, formatNumber, formatPercent } from "@fairhare/core";
import { numeric, type TableModel, tableOf, text } from "@fairhare/report";
import type { Advice, PrefetchOutcome } from "./advise.ts";

export const adviceTable = ({ outcomes, smallest, fairest, set }: Advice): TableModel =>
  tableOf<PrefetchOutcome>(
    [
      text("prefetch", nameOf, 0),
      numeric("busy while tasks wait", ({ busyShare }) => share(busyShare)),
      numeric("Jain busy", ({ jainBusy }) => formatJain(jainBusy)),
      numeric("completed/s", ({ completedPerSecond }) => formatNumber(completedPerSecond)),
      numeric("lost", ({ lost }) => String(lost)),
      text("", (outcome) =>
        [
          outcome === set ? "set this" : "",
          outcome === smallest && outcome !== set ? "smallest" : "",
          outcome === fairest ? "fairest" : "",
        ]
          .filter(Boolean)
          .join(", "),
      ),
    ],
    outcomes,
  );

/** What to set and why, then what it costs against the neighbours of the choice. */
export function adviceSentences({ outcomes, target, smallest, fairest, set, isFair }: Advice): string[] {
  if (set === undefined) return ["No advice: no trial has a verdict, loses nothing and shows the work of its workers."];
  const busy = `workers are busy ${share(set.busyShare)} of the time while tasks wait`;
  const choice =
    smallest === undefined
      ? `Set --prefetch ${nameOf(set)}: no limit reaches ${share(target)}, and with this one ${busy}, the most of all.`
      : `Set --prefetch ${nameOf(set)}: it is the smallest limit with which ${busy} (target ${share(target)}).`;
  return [choice, throughputCost(set, outcomes), fairnessCost(set, fairest, isFair), crashCost(set)].filter(
    (sentence) => sentence !== "",
  );
}

/** Against the next smaller limit. */
function throughputCost(set: PrefetchOutcome, outcomes: readonly PrefetchOutcome[]): string {
  const below = outcomes.findLast((outcome) => isBelow(outcome, set));
  return below === undefined
    ? ""
    : `Prefetch ${nameOf(below)} completes ${formatNumber(below.completedPerSecond)} tasks/s instead of ${formatNumber(set.completedPerSecond)}.`;
}

function fairnessCost(set: PrefetchOutcome, fairest: PrefetchOutcome | undefined, isFair: boolean): string {
  if (isFair || fairest === undefined) return "No other limit is fairer.";
  return `The fairest is prefetch ${nameOf(fairest)}: Jain's index by busy time is ${formatJain(fairest.jainBusy)} instead of ${formatJain(set.jainBusy)}, and workers are busy ${share(fairest.busyShare)} of the time.`;
}

/** RabbitMQ requeues every unacknowledged delivery of a worker that ends. */
const crashCost = ({ prefetch }: PrefetchOutcome): string =>
  prefetch === 0
    ? "A worker that crashes returns all of its buffer, which has no limit."
    : `A worker that crashes returns at most ${prefetch} ${prefetch === 1 ? "task" : "tasks"}.`;

const isBelow = (one: PrefetchOutcome, other: PrefetchOutcome): boolean =>
  one.prefetch !== 0 && (other.prefetch === 0 || one.prefetch < other.prefetch);

const nameOf = ({ prefetch }: PrefetchOutcome): string => (prefetch === 0 ? "unlimited" : String(prefetch));

const share = (value: number | null): string => formatPercent(value);
