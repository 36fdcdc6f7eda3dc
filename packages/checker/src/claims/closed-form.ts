// What paper says of odd heavy, even light tasks, handed out in turn to an even fleet, whoever is busy: half of
// the workers get all the heavy ones.

export const CLOSED_FORMS = ["blind-jain-busy", "blind-makespan-ratio"] as const;
export type ClosedForm = (typeof CLOSED_FORMS)[number];

/** Null for costs that are no numbers, or no costs at all. */
export function closedForm(form: ClosedForm, settings: Readonly<Record<string, unknown>>): number | null {
  const { heavyMs: heavy, lightMs: light } = settings;
  if (typeof heavy !== "number" || typeof light !== "number" || heavy + light <= 0) return null;
  return form === "blind-jain-busy"
    ? (heavy + light) ** 2 / (2 * (heavy ** 2 + light ** 2))
    : (2 * heavy) / (heavy + light);
}
