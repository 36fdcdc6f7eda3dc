// The explanation of a trial whose broker dealt its tasks out blindly: who met which costs, and what follows.
import { assertNever } from "@fairhare/core";
import { formatCount, formatJain, formatPercent, formatPlannedMs, formatRatio } from "../format.ts";
import { joinWords } from "../words/list-words.ts";
import { type Case, type Dispatch, type Explanation, expectationTable } from "./case.ts";
import { limitOf, type PatternGroup, patternGroups } from "./round-robin.ts";

/** Group means closer than this are called equal. */
const EQUAL_WITHIN = 0.01;
/** More numbers of a sequence than this tire the reader. */
const SHOWN_NUMBERS = 4;
const SHOWN_COSTS = 6;

export function explainBlind(known: Case, dispatch: Extract<Dispatch, { kind: "blind" }>): Omit<Explanation, "caveat"> {
  const { settings, period } = known;
  const intro = `${dealing(known, dispatch)} ${rotation(settings.workers)}`;
  const table = expectationTable(known, "dealt out blindly");
  if (period === null) {
    return {
      title: "Why the shares differ by chance",
      paragraphs: [
        intro,
        `The costs (${settings.skew.kind}) have no period, so each worker's sum of costs is a matter of chance: nobody meets only light or only heavy tasks, and nothing evens out what chance dealt unevenly. With these very costs, drawn from seed ${settings.seed}, ${sharesByChance(known)}`,
      ],
      table,
    };
  }
  const groups = patternGroups(settings, period);
  const paragraphs = groups.length === 1 ? balancedByChance(known, period) : splitIntoGroups(known, period, groups);
  return { title: titleOf(period, groups), paragraphs: [intro, ...paragraphs], table };
}

function titleOf(period: number, groups: readonly PatternGroup[]): string {
  if (period === 1) return "Why blind dispatch is fair here";
  if (groups.length === 1) return "Why this fleet balances itself";
  return areEqual(groups) ? "Why the groups come out even" : "Why some workers work while others idle";
}

function dealing({ settings, tasks }: Case, { because }: Extract<Dispatch, { kind: "blind" }>): string {
  const blindly =
    "RabbitMQ deals the tasks out like cards: each to the next worker in turn, whether or not that worker has finished the one before.";
  switch (because) {
    case "unlimited":
      return `Prefetch is unlimited, so ${blindly}`;
    case "auto-ack":
      return `With automatic acknowledgement there is no unacknowledged task to limit, so prefetch has no say and ${blindly}`;
    case "wide-prefetch":
      return `A prefetch of ${formatCount(settings.prefetch)} is no limit for ${formatCount(tasks)} tasks on ${settings.workers} workers, so ${blindly}`;
    default:
      return assertNever(because);
  }
}

/** With m workers the k-th seat gets the tasks k, k + m, k + 2m, … */
function rotation(workers: number): string {
  return `With ${workers} workers, the first seat in the rotation gets the tasks ${seatNumbers(1, workers)}, the second ${seatNumbers(2, workers)}${workers > 2 ? ", and so on" : ""}.`;
}

const seatNumbers = (seat: number, workers: number): string =>
  `${Array.from({ length: SHOWN_NUMBERS }, (_, turn) => formatCount(seat + turn * workers)).join(", ")}, …`;

function balancedByChance({ settings }: Case, period: number): string[] {
  const { workers } = settings;
  if (period === 1)
    return [
      "All tasks cost the same, so equal numbers of tasks are equal amounts of work. Here, and only here, counting tasks measures fairness.",
    ];
  const [group] = patternGroups(settings, period);
  const costs = group?.costsMs ?? [];
  const alternation =
    period === 2 ? "alternate between odd and even" : `walk through all ${period} places of the pattern`;
  return [
    `The costs repeat every ${period} tasks, and ${period} and ${workers} have no factor in common (gcd = 1). So each worker's tasks ${alternation}: the first seat's ${seatNumbers(1, workers)} cost ${endlessCosts(costs)}, and every other seat meets the same costs from another starting point. All end up with the same mean, ${formatPlannedMs(roundedMean(group))} a task.`,
    `That is arithmetic, not fairness: nobody looked at who was busy. ${defeat(workers, period)}`,
  ];
}

/** The pattern that would undo what the fleet's size happens to put right. */
function defeat(workers: number, period: number): string {
  const oneOff = period === 2 ? " With one worker more or less, the same tasks split the fleet in two." : "";
  return `A pattern whose period is the fleet's own size always defeats it: were one task in ${workers} heavy, always at the same place, a single worker would get all the heavy ones.${oneOff}`;
}

function splitIntoGroups(known: Case, period: number, groups: readonly PatternGroup[]): string[] {
  const { workers } = known.settings;
  const structure = `The costs repeat every ${period} tasks, and gcd(${period}, ${workers}) = ${groups.length}: there are ${groups.length} kinds of seats, and each kind always meets the same places of the pattern. ${groupSentence(groups)} Which worker sits in which seat depends on the order in which they subscribed.`;
  if (areEqual(groups)) return [`${structure} The mean costs happen to be equal, so the shares come out even.`];
  return [structure, formula(groups), countsMislead(known)].filter((paragraph) => paragraph !== "");
}

/** `2 workers only ever get tasks of 100 ms and the other 2 only tasks of 1 ms.` */
function groupSentence(groups: readonly PatternGroup[]): string {
  const kinds = mergeAlike(groups);
  const [first, ...others] = kinds.slice(0, SHOWN_COSTS);
  if (!first) return "";
  const opening = `${first.workers === 1 ? "One worker only ever gets" : `${formatCount(first.workers)} workers only ever get`} ${tasksOf(first)}`;
  const nameOf = ({ workers }: PatternGroup): string => {
    if (kinds.length === 2) return workers === 1 ? "the other" : `the other ${formatCount(workers)}`;
    return workers === 1 ? "another" : `${formatCount(workers)} others`;
  };
  const rest = kinds.length > SHOWN_COSTS ? [`so on for ${kinds.length - SHOWN_COSTS} kinds more`] : [];
  return `${joinWords([opening, ...others.map((group) => `${nameOf(group)} only ${tasksOf(group)}`), ...rest])}.`;
}

/** Groups that meet the same costs are told as one. */
function mergeAlike(groups: readonly PatternGroup[]): PatternGroup[] {
  const byCosts = new Map<string, PatternGroup>();
  for (const group of groups) {
    const key = tasksOf(group);
    byCosts.set(key, { ...group, workers: group.workers + (byCosts.get(key)?.workers ?? 0) });
  }
  return [...byCosts.values()];
}

/** `tasks of 100 ms`, `tasks of 100 ms and 1 ms in turn`. */
function tasksOf({ costsMs }: PatternGroup): string {
  const [first, second] = [...new Set(costsMs)];
  if (second === undefined) return `tasks of ${costText(first ?? 0)}`;
  const shown = costsMs.slice(0, SHOWN_COSTS).map(costText);
  return `tasks of ${joinWords(costsMs.length > shown.length ? [...shown, "so on"] : shown)} in turn`;
}

function formula(groups: readonly PatternGroup[]): string {
  const { jainBusy, makespanRatio } = limitOf(groups);
  const [first, second] = groups;
  if (first && second && groups.length === 2) {
    const [heavy, light] = first.meanMs >= second.meanMs ? [first, second] : [second, first];
    return `For many tasks, with H = ${formatPlannedMs(roundedMean(heavy))} and L = ${formatPlannedMs(roundedMean(light))} as the two groups' mean costs, Jain's index by busy time is (H + L)² / (2 (H² + L²)) = ${formatJain(jainBusy)}, and the makespan is 2H / (H + L) = ${formatRatio(makespanRatio)} the bound.`;
  }
  return `For many tasks, with μ as the ${groups.length} groups' mean costs, Jain's index by busy time is (Σμ)² / (${groups.length} · Σμ²) = ${formatJain(jainBusy)}, and the makespan is max μ / mean μ = ${formatRatio(makespanRatio)} the bound.`;
}

/** Said only where it is so: even counts hiding uneven work. */
function countsMislead({ measured: { jainTasks, jainBusy } }: Case): string {
  if (jainTasks === null || jainBusy === null || jainTasks < 0.95 || jainBusy > 0.9) return "";
  return `Counted in tasks the run looks perfectly fair (Jain ${formatJain(jainTasks)}): everybody got equally many. Only busy time shows it (${formatJain(jainBusy)}).`;
}

function sharesByChance({ planned }: Case): string {
  const total = planned.busyMs.reduce((sum, busy) => sum + busy, 0);
  const [low, high] = [Math.min(...planned.busyMs) / total, Math.max(...planned.busyMs) / total];
  return `the seats' shares run from ${formatPercent(low)} to ${formatPercent(high)}.`;
}

/** A pattern that goes on for ever, by its beginning: `100 ms, 1 ms, 100 ms, 1 ms, …`. */
const endlessCosts = (costsMs: readonly number[]): string =>
  `${Array.from({ length: SHOWN_NUMBERS }, (_, turn) => costText(costsMs[turn % costsMs.length] ?? 0)).join(", ")}, …`;

const costText = (costMs: number): string => formatPlannedMs(Number(costMs.toPrecision(4)));

const roundedMean = (group: PatternGroup | undefined): number => Number((group?.meanMs ?? 0).toPrecision(4));

function areEqual(groups: readonly PatternGroup[]): boolean {
  const means = groups.map((group) => group.meanMs);
  return Math.max(...means) - Math.min(...means) <= EQUAL_WITHIN * Math.max(...means);
}
