// What a rule for warnings is given, and how it answers: a sentence for each thing a reader must know.
import type { TrialSettings } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import type { Attempts } from "../history/attempts.ts";
import type { Executions } from "../history/executions.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import type { RunResult } from "@fairhare/results";

export interface WarningInput {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
  readonly ledger: RunResult["ledger"];
  readonly drained: boolean;
  /** Durations that came out below 0, over all distributions. */
  readonly negative: number;
}

export type WarningRule = (input: WarningInput) => string[];

/** What a process's incarnations come to together. */
export interface ProcessTotal {
  readonly role: Role;
  readonly process: number;
  readonly value: number;
}

/** By process, the largest first; `combine` takes a process's incarnations together. */
export function totalsOf(
  traces: readonly ProcessTrace[],
  valueOf: (trace: ProcessTrace) => number,
  combine: (a: number, b: number) => number,
): ProcessTotal[] {
  const totals = new Map<string, ProcessTotal>();
  for (const trace of traces) {
    const { role, process } = trace;
    const key = `${role}/${process}`;
    const before = totals.get(key)?.value ?? 0;
    totals.set(key, { role, process, value: combine(before, valueOf(trace)) });
  }
  return [...totals.values()].toSorted((a, b) => b.value - a.value);
}

export function nameOf({ role, process }: Pick<ProcessTrace, "role" | "process">): string {
  return `${role === Role.producer ? "producer" : "worker"} process ${process}`;
}
