// What `bench:hosts` prints: latencies, ledger and fairness of the same plan on one host and over agents.
import type { RunResult } from "@fairhare/results";
import { summariseValues } from "@fairhare/statistics";
import Table from "cli-table3";
import { largestError, type TimedLatencies } from "../clocks/true-times.ts";

export interface MeasuredRun {
  readonly run: RunResult;
  /** Null if the truth is not known. */
  readonly timed: TimedLatencies | null;
}

const PHASES = [
  { key: "queueWait", name: "queue wait" },
  { key: "bufferWait", name: "buffer wait" },
  { key: "work", name: "service time" },
  { key: "endToEnd", name: "end to end" },
] as const;
const ACROSS = ["queueWait", "endToEnd"] as const;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Both in the order of the rounds. */
export function printComparison(here: readonly MeasuredRun[], there: readonly MeasuredRun[]): void {
  const table = new Table({
    head: ["ms", "this host", "4 agents", "difference", "spread here", "spread agents", "clocks' bound"],
    colAligns: ["left", "right", "right", "right", "right", "right", "right"],
  });
  for (const { key, name } of PHASES)
    for (const statistic of ["p50", "mean"] as const) {
      const [one, other] = [here, there].map((runs) => runs.map(({ run }) => run.latencyMs[key][statistic] ?? NaN));
      table.push([`${name}, ${statistic}`, ...comparedCells(one ?? [], other ?? []), boundCell(key, there)]);
    }
  print(table.toString());
  print(
    "Medians of the rounds. Difference: median of the rounds' differences with its 95 % interval (from 6 rounds; else their range).",
  );
  print("Spread: largest − smallest round. Bound: the largest that a run states.");
  for (const key of ACROSS) print(truthSentence(key, there));
  print(ledgerSentence(here, there));
  for (const key of ["jainTasks", "jainBusy"] as const) {
    const [one, other] = [here, there].map((runs) =>
      rangeOf(
        runs.map(({ run }) => run.fairness[key] ?? NaN),
        4,
      ),
    );
    print(`${key}: this host ${one}, agents ${other}.`);
  }
}

const middle = (values: readonly number[]): string => summariseValues(values).median.toFixed(3);
const spread = (values: readonly number[]): string => (Math.max(...values) - Math.min(...values)).toFixed(3);

function comparedCells(one: readonly number[], other: readonly number[]): string[] {
  const differences = other.map((value, round) => value - (one[round] ?? NaN));
  const { median, ci95, min, max } = summariseValues(differences);
  const [low, high] = ci95 ?? [min, max];
  const difference = `${median.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return [middle(one), middle(other), difference, spread(one), spread(other)];
}

function boundCell(key: (typeof PHASES)[number]["key"], runs: readonly MeasuredRun[]): string {
  if (key !== "queueWait" && key !== "endToEnd") return "one process";
  return Math.max(...runs.map(({ run }) => run.latencyMs[key].errorBound ?? Infinity)).toFixed(3);
}

function truthSentence(key: (typeof ACROSS)[number], runs: readonly MeasuredRun[]): string {
  const rounds = runs.flatMap(({ run, timed }) => {
    if (timed === null) return [];
    const latencies = timed[key];
    const bound = run.latencyMs[key].errorBound ?? Infinity;
    const mean = latencies.reduce((sum, { derived, truth }) => sum + derived - truth, 0) / latencies.length;
    const outside = latencies.filter(({ derived, truth }) => !(Math.abs(derived - truth) <= bound)).length;
    return [{ count: latencies.length, mean, largest: largestError(latencies), bound, outside }];
  });
  if (rounds.length === 0) return `${key}: the truth is not known.`;
  const count = rounds.reduce((sum, round) => sum + round.count, 0);
  const outside = rounds.reduce((sum, round) => sum + round.outside, 0);
  const means = rangeOf(
    rounds.map(({ mean }) => mean),
    3,
  );
  const largest = Math.max(...rounds.map((round) => round.largest)).toFixed(3);
  const bounds = rangeOf(
    rounds.map(({ bound }) => bound),
    3,
  );
  return `${key} against the truth, ${count} messages: ${outside} outside the bound of their run (${bounds} ms); largest error ${largest} ms; mean error of a run ${means} ms.`;
}

function ledgerSentence(here: readonly MeasuredRun[], there: readonly MeasuredRun[]): string {
  const ledgers = new Set([...here, ...there].map(({ run }) => JSON.stringify(run.ledger)));
  const { attempted, confirmed, completed, lost, duplicated } = here[0]?.run.ledger ?? {};
  return ledgers.size === 1
    ? `Ledger: equal in all ${here.length + there.length} runs (attempted ${attempted}, confirmed ${confirmed}, completed ${completed}, lost ${lost}, duplicated ${duplicated}).`
    : `LEDGERS DIFFER: ${[...ledgers].join(" ")}`;
}

function rangeOf(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return low === high ? `${low}` : `${low} to ${high}`;
}
