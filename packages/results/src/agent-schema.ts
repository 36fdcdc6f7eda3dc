// A host on which processes of the fleet ran, as results and the record of a run have it.
import { z } from "zod";
import { count } from "./primitives.ts";

export const agentSchema = z
  .object({
    number: z.int().min(1),
    name: z.string().describe("Name of the host."),
    cores: count,
    memoryBytes: count,
    platform: z.string(),
    node: z.string(),
  })
  .describe("A host on which processes of the fleet ran.");

export type AgentHost = z.infer<typeof agentSchema>;
