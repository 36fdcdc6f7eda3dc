// How the user's worker programs consumed, read off their connections.
import { z } from "zod";

export const observedClientSchema = z.object({
  ack: z
    .enum(["manual", "auto", "mixed"])
    .describe("Whether the programs acknowledge (manual), consume with no_ack (auto), or both."),
  prefetch: z
    .int()
    .min(0)
    .nullable()
    .describe("Their prefetch limit; 0 is unlimited. Null if it differs between workers, or none consumed."),
  completions: z
    .enum(["wire", "output", "none"])
    .describe("What shows that a task is done: its ack (wire), a line of the output (output), or nothing (none)."),
});

export type ObservedClient = z.infer<typeof observedClientSchema>;
