// A finding as results.json stores it: what a reader must know of a run, as data.
import { z } from "zod";

export const findingSchema = z.object({
  code: z.string().describe("One of docs/findings.md. Scripts match it; it never changes its meaning."),
  severity: z
    .enum(["error", "warning", "info"])
    .describe(
      "error: evidence is missing or contradicts itself, so the run is unknown. warning: a number does not mean what it seems to. info: an expected effect of the plan.",
    ),
  values: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe("The numbers and names of its sentence. Units are in the names."),
});
