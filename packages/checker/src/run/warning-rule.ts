// What a rule for warnings is given, and how it answers: a sentence for each thing a reader must know.
import type { TrialSettings } from "@fairhare/experiment";
import { Role } from "@fairhare/protocol";
import type { Attempts } from "../history/attempts.ts";
import type { Executions } from "../history/executions.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import type { RunResult } from "../results/run-schema.ts";

export interface WarningInput {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
  readonly ledger: RunResult["ledger"];
  readonly throughput: RunResult["throughput"];
  readonly drained: boolean;
  /** Durations that came out below 0, over all distributions. */
  readonly negative: number;
}

export type WarningRule = (input: WarningInput) => string[];

export function nameOf({ role, process }: ProcessTrace): string {
  return `${role === Role.producer ? "producer" : "worker"} process ${process}`;
}
