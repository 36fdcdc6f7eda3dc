// Closed forms for claims. Blind round-robin of odd heavy and even light tasks over an even fleet: half of the workers get
// all heavy tasks. A queue with more arrivals than completions: it grows by the arrival rate minus the service rate,
// before and after workers join.

export const CLOSED_FORMS = [
  "blind-jain-busy",
  "blind-makespan-ratio",
  "queue-growth",
  "queue-growth-after-joins",
] as const;
export type ClosedForm = (typeof CLOSED_FORMS)[number];

/** Null if the service times are not numbers, or if both are 0. */
export function closedForm(form: ClosedForm, settings: Readonly<Record<string, unknown>>): number | null {
  if (form === "queue-growth") return queueGrowth(settings, 0);
  if (form === "queue-growth-after-joins") return queueGrowth(settings, joinsIn(settings["faults"]));
  const { heavyMs: heavy, lightMs: light } = settings;
  if (typeof heavy !== "number" || typeof light !== "number" || heavy + light <= 0) return null;
  return form === "blind-jain-busy"
    ? (heavy + light) ** 2 / (2 * (heavy ** 2 + light ** 2))
    : (2 * heavy) / (heavy + light);
}

/** Tasks per second, for odd-even tasks; null without a set rate. */
function queueGrowth(settings: Readonly<Record<string, unknown>>, joins: number): number | null {
  const { heavyMs, lightMs, workers, workerConcurrency, producers, ratePerSecond } = settings;
  const known = [heavyMs, lightMs, workers, workerConcurrency, producers, ratePerSecond];
  const [heavy = 0, light = 0, fleet = 0, places = 0, sources = 0, rate = 0] = known.filter(
    (value) => typeof value === "number",
  );
  if (known.some((value) => typeof value !== "number") || heavy + light <= 0) return null;
  return rate * sources - ((fleet + joins) * places * 2_000) / (heavy + light);
}

const joinsIn = (faults: unknown): number =>
  Array.isArray(faults) ? faults.reduce<number>((sum, fault) => sum + joinsOf(fault), 0) : 0;

function joinsOf(fault: unknown): number {
  const joins: unknown = typeof fault === "object" && fault !== null ? Reflect.get(fault, "joins") : undefined;
  return typeof joins === "number" ? joins : 0;
}
