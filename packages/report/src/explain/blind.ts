// The explanation of a trial with blind round-robin: which workers get which service times, and the shares that follow.
import { assertNever, formatCount, formatJain, formatPercent, formatPlannedMs, formatRatio } from "@fairhare/core";
import { joinWords } from "../words/list-words.ts";
import { evennessOf } from "../words/fairness/evenness.ts";
import { type Case, type Dispatch, type Explanation, expectationTable } from "./case.ts";
import { limitOf, type PatternGroup, patternGroups } from "./round-robin.ts";

/** Relative difference of group means below which they count as equal. */
const EQUAL_WITHIN = 0.01;
/** Numbers shown of a sequence, and costs shown of a pattern, before an ellipsis. */
const SHOWN_NUMBERS = 4;
const SHOWN_COSTS = 6;

export function explainBlind(known: Case, dispatch: Extract<Dispatch, { kind: "blind" }>): Omit<Explanation, "caveat"> {
  const { settings, period } = known;
  const intro = `${dealing(known, dispatch)} ${rotation(settings.workers)}`;
  const table = expectationTable(known, "blind round-robin");
  if (period === null) {
    return {
      title: "Why the shares differ at random",
      paragraphs: [
        intro,
        `The service times (${settings.skew.kind}) have no period, so the total of each worker is random, and nothing evens out the differences. With the service times that seed ${settings.seed} gives, ${sharesByChance(known)}`,
      ],
      table,
    };
  }
  const groups = patternGroups(settings, period);
  const paragraphs = groups.length === 1 ? balancedByChance(known, period) : splitIntoGroups(known, period, groups);
  return { title: titleOf(period, groups), paragraphs: [intro, ...paragraphs], table };
}

function titleOf(period: number, groups: readonly PatternGroup[]): string {
  if (period === 1) return "Why blind round-robin is fair here";
  if (groups.length === 1) return "Why the work is even by coincidence";
  return areEqual(groups)
    ? "Why the groups of workers have even work"
    : "Why some workers are busy while others are idle";
}

function dealing({ settings, tasks }: Case, { because }: Extract<Dispatch, { kind: "blind" }>): string {
  const blindly =
    "RabbitMQ dispatches round-robin: each task goes to the next worker in turn, even if that worker is still busy.";
  switch (because) {
    case "unlimited":
      return `Prefetch is unlimited, so ${blindly}`;
    case "auto-ack":
      return `With automatic acknowledgement no task is ever unacknowledged, so prefetch limits nothing and ${blindly}`;
    case "wide-prefetch":
      return `Prefetch ${formatCount(settings.prefetch)} does not limit ${formatCount(tasks)} tasks on ${settings.workers} workers, so ${blindly}`;
    default:
      return assertNever(because);
  }
}

/** With m workers the k-th consumer gets the tasks k, k + m, k + 2m, … */
function rotation(workers: number): string {
  return `With ${workers} workers, the first consumer gets the tasks ${seatNumbers(1, workers)}, the second ${seatNumbers(2, workers)}${workers > 2 ? ", and so on" : ""}.`;
}

const seatNumbers = (seat: number, workers: number): string =>
  `${Array.from({ length: SHOWN_NUMBERS }, (_, turn) => formatCount(seat + turn * workers)).join(", ")}, …`;

function balancedByChance({ settings }: Case, period: number): string[] {
  const { workers } = settings;
  if (period === 1)
    return [
      "All tasks have the same service time, so equal numbers of tasks are equal amounts of work. Only in this case do counts of tasks measure fairness.",
    ];
  const [group] = patternGroups(settings, period);
  const costs = group?.costsMs ?? [];
  const alternation =
    period === 2
      ? "alternate between the two positions of the pattern"
      : `go through all ${period} positions of the pattern`;
  return [
    `The service times repeat every ${period} tasks, and ${period} and ${workers} have no common factor (gcd = 1). So each worker's tasks ${alternation}: the first consumer's tasks ${seatNumbers(1, workers)} take ${endlessCosts(costs)}, and every other consumer gets the same service times from another start. All workers have the same mean service time, ${formatPlannedMs(roundedMean(group))}.`,
    `The shares are even by coincidence, not by fair dispatch: RabbitMQ does not look at which worker is busy. ${defeat(workers, period)}`,
  ];
}

/** The pattern with which a fleet of this size would be unfair. */
function defeat(workers: number, period: number): string {
  const oneOff = period === 2 ? " With one worker more or less, one half of the fleet would get all heavy tasks." : "";
  return `A pattern whose period equals the number of workers is unfair: if one task in ${workers} were heavy, always at the same position, one worker would get all heavy tasks.${oneOff}`;
}

function splitIntoGroups(known: Case, period: number, groups: readonly PatternGroup[]): string[] {
  const { workers } = known.settings;
  const structure = `The service times repeat every ${period} tasks, and gcd(${period}, ${workers}) = ${groups.length}: the workers form ${groups.length} groups, and each group always gets the same positions of the pattern. ${groupSentence(groups)} The order in which the workers subscribe decides which worker is in which group.`;
  if (areEqual(groups))
    return [`${structure} The groups happen to have equal mean service times, so the shares are even.`];
  return [structure, formula(groups), countsMislead(known)].filter((paragraph) => paragraph !== "");
}

/** `2 workers get only tasks of 100 ms and the other 2 only tasks of 1 ms.` */
function groupSentence(groups: readonly PatternGroup[]): string {
  const kinds = mergeAlike(groups);
  const [first, ...others] = kinds.slice(0, SHOWN_COSTS);
  if (!first) return "";
  const opening = `${first.workers === 1 ? "One worker gets only" : `${formatCount(first.workers)} workers get only`} ${tasksOf(first)}`;
  const nameOf = ({ workers }: PatternGroup): string => {
    if (kinds.length === 2) return workers === 1 ? "the other" : `the other ${formatCount(workers)}`;
    return workers === 1 ? "another" : `${formatCount(workers)} others`;
  };
  const rest = kinds.length > SHOWN_COSTS ? [`so on for ${kinds.length - SHOWN_COSTS} more groups`] : [];
  return `${joinWords([opening, ...others.map((group) => `${nameOf(group)} only ${tasksOf(group)}`), ...rest])}.`;
}

/** Groups with the same service times are described as one. */
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
    return `For many tasks, with H = ${formatPlannedMs(roundedMean(heavy))} and L = ${formatPlannedMs(roundedMean(light))} as the mean service times of the two groups, Jain's index by busy time is (H + L)² / (2 (H² + L²)) = ${formatJain(jainBusy)}, and the makespan is 2H / (H + L) = ${formatRatio(makespanRatio)} the lower bound.`;
  }
  return `For many tasks, with μ as the mean service times of the ${groups.length} groups, Jain's index by busy time is (Σμ)² / (${groups.length} · Σμ²) = ${formatJain(jainBusy)}, and the makespan is max μ / mean μ = ${formatRatio(makespanRatio)} the lower bound.`;
}

/** Empty unless even counts of tasks hide uneven work. */
function countsMislead({ measured: { jainTasks, jainBusy } }: Case): string {
  if (jainTasks === null || jainBusy === null || evennessOf(jainTasks) !== "even" || evennessOf(jainBusy) === "even")
    return "";
  return `By tasks the run looks fair (Jain by tasks ${formatJain(jainTasks)}), because all workers completed equally many. Only busy time shows the difference (Jain by busy time ${formatJain(jainBusy)}).`;
}

function sharesByChance({ planned }: Case): string {
  const total = planned.busyMs.reduce((sum, busy) => sum + busy, 0);
  const [low, high] = [Math.min(...planned.busyMs) / total, Math.max(...planned.busyMs) / total];
  return `the workers' shares range from ${formatPercent(low)} to ${formatPercent(high)}.`;
}

/** The beginning of a repeating pattern: `100 ms, 1 ms, 100 ms, 1 ms, …`. */
const endlessCosts = (costsMs: readonly number[]): string =>
  `${Array.from({ length: SHOWN_NUMBERS }, (_, turn) => costText(costsMs[turn % costsMs.length] ?? 0)).join(", ")}, …`;

const costText = (costMs: number): string => formatPlannedMs(Number(costMs.toPrecision(4)));

const roundedMean = (group: PatternGroup | undefined): number => Number((group?.meanMs ?? 0).toPrecision(4));

function areEqual(groups: readonly PatternGroup[]): boolean {
  const means = groups.map((group) => group.meanMs);
  return Math.max(...means) - Math.min(...means) <= EQUAL_WITHIN * Math.max(...means);
}
