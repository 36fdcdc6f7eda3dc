// The losses by each fault under each choice of settings: one row per choice, one column per fault.
import { formatCount, formatMs, formatNumber } from "@fairhare/core";
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { medianOver, PUBLISHED_PER_SECOND } from "../metrics.ts";
import { settingName, settingValue } from "../words/setting-words.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

const FAULTS = "faults";

type Row = readonly [TrialResult, ...TrialResult[]];

/** Null where the faults do not vary. */
export function lossMatrix({ trials }: Results): TableModel | null {
  const varied = [...new Set(trials.flatMap((trial) => trial.varied))];
  if (!varied.includes(FAULTS)) return null;
  const choices = varied.filter((name) => name !== FAULTS);
  const plans = [...new Set(trials.map(planOf))];
  return tableOf<Row>(
    [
      ...choices.map((name) => text<Row>(settingName(name), ([trial]) => settingValue(name, trial.settings[name]))),
      numeric("published/s", publishedPerSecond),
      ...plans.map((plan) =>
        numeric<Row>(plan === "none" ? "lost without a fault" : `lost by ${plan}`, (row) =>
          lossOf(row.find((trial) => planOf(trial) === plan)),
        ),
      ),
    ],
    rowsOf(trials, choices),
  );
}

export const LOSS_MATRIX_TITLE = "Losses by fault";
export const LOSS_MATRIX_NOTE =
  "*Lost*: accepted by the broker, never processed; with the age of the oldest such task at the fault. *Confirmed*: of the lost, the tasks that the broker had confirmed. *Published/s*: the median over all runs of the row; with publisher confirms it includes the wait for the confirms.";

const planOf = ({ settings }: TrialResult): string => settingValue(FAULTS, settings[FAULTS]);

function rowsOf(trials: readonly TrialResult[], choices: readonly string[]): Row[] {
  const rows = new Map<string, [TrialResult, ...TrialResult[]]>();
  for (const trial of trials) {
    const identity = JSON.stringify(choices.map((name) => trial.settings[name]));
    const row = rows.get(identity);
    if (row === undefined) rows.set(identity, [trial]);
    else row.push(trial);
  }
  return [...rows.values()];
}

function publishedPerSecond(row: Row): string {
  const runs = row.flatMap((trial) => trial.runs);
  return formatNumber(medianOver(runs, PUBLISHED_PER_SECOND.read));
}

/** `0`, `all 20,000`, `312 of 20,000 (confirmed), up to 1.20 s old`. */
function lossOf(trial: TrialResult | undefined): string {
  if (trial === undefined) return "—";
  const { runs } = trial;
  if (runs.some(({ verdict }) => verdict === "unknown")) return "unknown";
  const total = (of: (run: RunResult) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const lost = total(({ ledger }) => ledger.lost);
  if (lost === 0) return "0";
  const attempted = total(({ ledger }) => ledger.attempted);
  const confirmed = lost - total(({ ledger }) => ledger.lostUnconfirmed);
  const ages = runs.flatMap(({ faults }) => faults.map(({ recovery }) => recovery.lossWindowMs ?? 0));
  const amount = lost === attempted ? `all ${formatCount(lost)}` : `${formatCount(lost)} of ${formatCount(attempted)}`;
  const promised = confirmed > 0 ? [confirmed === lost ? "confirmed" : `${formatCount(confirmed)} confirmed`] : [];
  const age = Math.max(0, ...ages);
  return [amount, ...promised, ...(age > 0 ? [`up to ${formatMs(age)} old`] : [])].join(", ");
}
