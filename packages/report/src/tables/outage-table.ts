// What faults of a cluster cost, trial by trial: losses and duplicates, how long nobody could publish or consume, and the
// throughput compared with the trial of the same settings without a fault.
import { formatCount, formatMs, formatNumber, formatPercent } from "@fairhare/core";
import type { FaultResult, Results, RunResult, TrialResult } from "@fairhare/results";
import { COMPLETED_PER_SECOND, medianOver } from "../metrics.ts";
import { settingName, settingValue } from "../words/setting-words.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

const FAULTS = "faults";

/** Null without a fault of a node. */
export function outageTable({ trials }: Results): TableModel | null {
  if (!trials.some((trial) => faultsOf(trial).some(hasNodes))) return null;
  const choices = [...new Set(trials.flatMap((trial) => trial.varied))].filter((name) => name !== FAULTS);
  const calm = (trial: TrialResult): TrialResult | undefined =>
    trials.find(
      (other) => isCalm(other) && choices.every((name) => isSame(other.settings[name], trial.settings[name])),
    );
  return tableOf<TrialResult>(
    [
      ...choices.map((name) =>
        text<TrialResult>(settingName(name), ({ settings }) => settingValue(name, settings[name])),
      ),
      text("fault", ({ settings }) => settingValue(FAULTS, settings[FAULTS])),
      text("node", nodeWords),
      text("lost", lossWords),
      numeric(
        "duplicated",
        total(({ duplicated }) => duplicated),
      ),
      numeric(
        "refused",
        total(({ nacked, returned }) => nacked + returned),
      ),
      numeric(
        "unknown",
        total(({ unknown }) => unknown),
      ),
      numeric(
        "leader after",
        longest(({ timeToLeaderMs }) => timeToLeaderMs),
      ),
      numeric(
        "no publish for",
        longest(({ publishGapMs }) => publishGapMs),
      ),
      numeric(
        "no delivery for",
        longest(({ consumeGapMs }) => consumeGapMs),
      ),
      numeric("completed/s", ({ runs }) => formatNumber(medianOver(runs, COMPLETED_PER_SECOND.read))),
      numeric("of no fault", (trial) => shareOf(trial, calm(trial))),
    ],
    trials,
  );
}

export const OUTAGE_TITLE = "Faults of the cluster";
export const OUTAGE_NOTE =
  "*Node*: the number of the node that was hit. *Refused*: the broker answered with a nack, or returned the message; *unknown*: it did not answer. *Leader after*: until another leader of the queue served, or the same one again. *No publish for*: longest time without a publisher confirm, or, without confirms, without a publish that the socket took. *No delivery for*: longest time in which no worker received a task. *Of no fault*: completed/s compared with the same settings without a fault. With several runs: sums of tasks, the longest times, and medians of rates.";

/** The sum over the runs of a trial. */
const total =
  (of: (ledger: RunResult["ledger"]) => number) =>
  ({ runs }: TrialResult): string =>
    formatCount(runs.length === 0 ? null : runs.reduce((sum, { ledger }) => sum + of(ledger), 0));

/** The longest time of all faults of a trial. */
const longest =
  (of: (recovery: FaultResult["recovery"]) => number | null) =>
  (trial: TrialResult): string =>
    formatMs(largest(faultsOf(trial).map(({ recovery }) => of(recovery))));

const faultsOf = ({ runs }: TrialResult): FaultResult[] => runs.flatMap(({ faults }) => faults);

const hasNodes = ({ nodes }: FaultResult): boolean => nodes.length > 0;

const isCalm = ({ settings }: TrialResult): boolean => {
  const faults = settings[FAULTS];
  return Array.isArray(faults) && faults.length === 0;
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** `2 (leader)`, `1, 3`; the nodes of several runs are separated by a semicolon. */
function nodeWords(trial: TrialResult): string {
  const hit = faultsOf(trial).filter(hasNodes);
  if (hit.length === 0) return "—";
  const words = hit.map(({ nodes, leader }) =>
    nodes.map((node) => (node === leader?.before ? `${node} (leader)` : String(node))).join(", "),
  );
  return [...new Set(words)].join("; ");
}

/** `0`, `312 (all confirmed)`, `12 (5 confirmed)`, `12 (none confirmed)`, `unknown`. */
function lossWords({ runs }: TrialResult): string {
  if (runs.length === 0) return "—";
  if (runs.some(({ evidence }) => !evidence.complete)) return "unknown";
  const lost = runs.reduce((sum, { ledger }) => sum + ledger.lost, 0);
  if (lost === 0) return "0";
  const confirmed = lost - runs.reduce((sum, { ledger }) => sum + ledger.lostUnconfirmed, 0);
  const promised = confirmed === 0 ? "none" : confirmed === lost ? "all" : formatCount(confirmed);
  return `${formatCount(lost)} (${promised} confirmed)`;
}

function shareOf(trial: TrialResult, calm: TrialResult | undefined): string {
  if (calm === undefined || isCalm(trial)) return "—";
  const rate = medianOver(trial.runs, COMPLETED_PER_SECOND.read);
  const before = medianOver(calm.runs, COMPLETED_PER_SECOND.read);
  return formatPercent(rate !== null && before !== null && before > 0 ? rate / before : null);
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
