// Numbers of processes over all their incarnations, for findings that name the worst process.
import { Role } from "@fairhare/protocol";
import type { ProcessTrace } from "../history/process-trace.ts";

export interface ProcessTotal {
  readonly role: "producer" | "worker";
  readonly process: number;
  readonly value: number;
}

/** By process, the largest first; `combine` merges the values of its incarnations. */
export function totalsOf(
  traces: readonly ProcessTrace[],
  valueOf: (trace: ProcessTrace) => number,
  combine: (a: number, b: number) => number,
): ProcessTotal[] {
  const totals = new Map<string, ProcessTotal>();
  for (const trace of traces) {
    const { process } = trace;
    const role = trace.role === Role.producer ? "producer" : "worker";
    const key = `${role}/${process}`;
    const before = totals.get(key)?.value ?? 0;
    totals.set(key, { role, process, value: combine(before, valueOf(trace)) });
  }
  return [...totals.values()].toSorted((a, b) => b.value - a.value);
}

export const sum = (a: number, b: number): number => a + b;
