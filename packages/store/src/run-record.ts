// The file run.json: what the orchestrator says of a run beside its history. It is read and written by `run-directory.ts`.
import type { Finding } from "@fairhare/findings";
import {
  type AgentHost,
  agentSchema,
  findingSchema,
  type ObservedClient,
  observedClientSchema,
} from "@fairhare/results";
import { z } from "zod";

export interface RunRecord {
  /** Why the run ended before its drain was complete; null when it did not. */
  readonly cutShort: string | null;
  /** What the orchestrator reported. */
  readonly findings: readonly Finding[];
  /** The queue type that the broker reported; null when it reported none. */
  readonly queueType?: string | null;
  /** How the user's worker programs consumed; absent if the workers were Fairhare's own. */
  readonly client?: ObservedClient;
  /** The agents that ran processes, in the order of their first ones; absent without agents. */
  readonly agents?: readonly AgentHost[];
  /** How busy the machine was during the measurement; absent if it does not say. */
  readonly machine?: MachineLoad;
}

/** CPU time in seconds, summed over all cores. */
export interface MachineLoad {
  readonly cores: number;
  /** The length of the measurement. */
  readonly seconds: number;
  readonly busySeconds: number;
  readonly stealSeconds: number;
  /** Of the orchestrator. */
  readonly ownSeconds: number;
}

export const recordSchema: z.ZodType<RunRecord> = z.strictObject({
  cutShort: z.string().nullable(),
  findings: z.array(findingSchema),
  queueType: z.string().nullable().exactOptional(),
  client: observedClientSchema.exactOptional(),
  agents: z.array(agentSchema).exactOptional(),
  machine: z
    .strictObject({
      cores: z.int().min(1),
      seconds: z.number().min(0),
      busySeconds: z.number().min(0),
      stealSeconds: z.number().min(0),
      ownSeconds: z.number().min(0),
    } satisfies Record<keyof MachineLoad, z.ZodType>)
    .exactOptional(),
} satisfies Record<keyof RunRecord, z.ZodType>);

export type StoredRecord =
  | { readonly kind: "ended"; readonly record: RunRecord }
  /** The run did not end, or did not begin. */
  | { readonly kind: "missing" }
  /** `problem` is a sentence. */
  | { readonly kind: "damaged"; readonly problem: string };
