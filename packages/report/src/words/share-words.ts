// Who did the work, in words: an even fleet by its range of shares, an uneven one by who worked and who idled.
import type { RunResult, WorkerResult } from "@fairhare/checker";
import { jain } from "../explain/round-robin.ts";
import { formatCount, formatPercent, formatPercentRange } from "../format.ts";
import { workersPhrase } from "./list-words.ts";

/** Jain's index by busy time from which work is called even, and below which it is called unfair. */
const EVEN_FROM = 0.95;
const UNFAIR_BELOW = 0.8;
/** A share this much above or below the fair one is worth naming its worker. */
const NOTABLY_ABOVE = 1.25;
const NOTABLY_BELOW = 0.75;
/** With fewer tasks a worker than this, who got which is chance and start-up, not dispatch. */
const JUDGED_FROM_TASKS = 3;
/** Of the idle workers' idle time: from here on "although tasks were waiting" is the rule, not a moment. */
const MOSTLY = 0.5;

export type Evenness = "even" | "uneven" | "unfair";

export function evennessOf(jainBusy: number): Evenness {
  if (jainBusy >= EVEN_FROM) return "even";
  return jainBusy < UNFAIR_BELOW ? "unfair" : "uneven";
}

/**
 * `even work — each of 4 workers did 24–26 % of it`. A worker that died early cannot have had its share: with
 * deaths, evenness is judged over those that lived.
 */
export function sharePhrase(run: RunResult): string {
  const living = run.workers.filter((worker) => worker.diedAtMs === null);
  const fleet = living.length > 0 ? living : run.workers;
  const index =
    fleet.length === run.workers.length ? run.fairness.jainBusy : jain(fleet.map((worker) => worker.busyMs));
  if (index === null) return "no work was done";
  if (run.ledger.completed < JUDGED_FROM_TASKS * fleet.length) return fewTasksPhrase(run, fleet.length);
  const evenness = evennessOf(index);
  if (evenness === "even") return `even work — ${evenPhrase(fleet, run.workers.length)}`;
  return `${evenness === "unfair" ? "unfair" : "uneven work"} — ${unevenPhrase(run, fleet)}`;
}

const fewTasksPhrase = ({ ledger }: RunResult, workers: number): string =>
  `too few tasks to judge the sharing (${formatCount(ledger.completed)} for ${workers} workers)`;

function evenPhrase(fleet: readonly WorkerResult[], seats: number): string {
  const shares = fleet.map((worker) => worker.busyShare ?? 0);
  const range = formatPercentRange(Math.min(...shares), Math.max(...shares));
  if (fleet.length === 1) return `the ${seats === 1 ? "only" : "surviving"} worker did ${range} of it`;
  return `each of the ${fleet.length} ${fleet.length < seats ? "surviving " : ""}workers did ${range} of it`;
}

function unevenPhrase(run: RunResult, fleet: readonly WorkerResult[]): string {
  const total = fleet.reduce((sum, worker) => sum + worker.busyMs, 0);
  const fair = total / fleet.length;
  const above = fleet.filter((worker) => worker.busyMs > fair * NOTABLY_ABOVE);
  const below = fleet.filter((worker) => worker.busyMs < fair * NOTABLY_BELOW);
  if (above.length === 0 || below.length === 0) {
    const shares = fleet.map((worker) => worker.busyShare ?? 0);
    return `shares run from ${formatPercentRange(Math.min(...shares), Math.max(...shares))}, where ${formatPercent(1 / fleet.length)} each would be fair`;
  }
  const done = above.reduce((sum, worker) => sum + worker.busyMs, 0) / total;
  const idleMs = below.reduce((sum, worker) => sum + worker.idleMs, 0);
  const lifetimeMs = below.reduce((sum, worker) => sum + worker.idleMs + worker.busyMs, 0);
  const waiting = (run.fairness.idleWhileBacklogMs ?? 0) >= MOSTLY * idleMs ? " although tasks were waiting" : "";
  const name = (workers: readonly WorkerResult[]): string =>
    workersPhrase(
      workers.map((worker) => worker.slot),
      run.workers.length,
    );
  const others = above.length + below.length === run.workers.length ? "the others" : name(below);
  const idlers = below.length > 6 ? others : name(below);
  return `${name(above)} did ${formatPercent(done)} of the work, while ${idlers} idled ${formatPercent(idleMs / lifetimeMs)} of the time${waiting}`;
}
