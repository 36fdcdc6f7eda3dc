// What paper says of odd heavy, even light tasks, handed out in turn to an even fleet, whoever is busy: half of
// the workers get all the heavy ones. And of a queue that more goes into than comes out of: it grows by arrival less
// service, a second, before workers join and afterwards.

export const CLOSED_FORMS = [
  "blind-jain-busy",
  "blind-makespan-ratio",
  "queue-growth",
  "queue-growth-after-joins",
] as const;
export type ClosedForm = (typeof CLOSED_FORMS)[number];

/** Null for costs that are no numbers, or no costs at all. */
export function closedForm(form: ClosedForm, settings: Readonly<Record<string, unknown>>): number | null {
  if (form === "queue-growth") return queueGrowth(settings, 0);
  if (form === "queue-growth-after-joins") return queueGrowth(settings, joinsIn(settings["faults"]));
  const { heavyMs: heavy, lightMs: light } = settings;
  if (typeof heavy !== "number" || typeof light !== "number" || heavy + light <= 0) return null;
  return form === "blind-jain-busy"
    ? (heavy + light) ** 2 / (2 * (heavy ** 2 + light ** 2))
    : (2 * heavy) / (heavy + light);
}

/** Tasks a second, of odd-even tasks; null where nothing sets the rate. */
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
