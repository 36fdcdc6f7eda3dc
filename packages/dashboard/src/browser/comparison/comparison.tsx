// All trials in one table: sorted by any column, with any of the metrics, each row a way into its trial.
import {
  comparisonNote,
  COMPARED_METRICS,
  faultComparison,
  medianOf,
  type Metric,
  metricCell,
  settingName,
  settingValue,
  significanceTable,
  summaryMetrics,
  trialLabel,
} from "@fairhare/report";
import type { Results, TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { DataTable } from "../data-table.tsx";
import { Markup } from "../markup.tsx";
import { Section } from "../section.tsx";
import { MetricPicker } from "./metric-picker.tsx";
import { settingOrder, variedSettings } from "./settings.ts";

interface Column {
  readonly key: string;
  readonly head: string;
  readonly isNumber: boolean;
  readonly cell: (trial: TrialResult) => string;
  /** Null is sorted last. */
  readonly order: (trial: TrialResult) => number | null;
}

interface ComparisonProps {
  readonly results: Results;
  readonly onShow: (trial: TrialResult) => void;
}

export function Comparison({ results, onShow }: ComparisonProps): ComponentChildren {
  const { trials } = results;
  const metrics = summaryMetrics(trials);
  const compared = new Set(COMPARED_METRICS.map(({ path }) => path));
  const [chosen, choose] = useState(metrics.filter(({ path }) => compared.has(path)).map(({ path }) => path));
  const settings = variedSettings(trials).map(settingColumn(trials));
  const columns = [
    ...(settings.length > 0 ? settings : [TRIAL_COLUMN]),
    ...metrics.filter(({ path }) => chosen.includes(path)).map(metricColumn),
  ];
  const note = comparisonNote(results);
  const significance = significanceTable(results);
  const faults = faultComparison(results);
  if (trials.length < 2 && variedSettings(trials).length === 0 && chosen.length === 0) return null;
  return (
    <Section id="comparison" title={trials.length > 1 ? "Comparison" : "Numbers"} {...(note === null ? {} : { note })}>
      <MetricPicker metrics={metrics} chosen={chosen} onChoose={choose} />
      <TrialTable trials={trials} columns={columns} onShow={onShow} />
      {faults !== null && (
        <>
          <h3>{faults.title}</h3>
          <DataTable model={faults.table} label={faults.title} />
          <p class="note">
            <Markup text={faults.note} />
          </p>
        </>
      )}
      {significance !== null && (
        <>
          <h3>Significance</h3>
          <DataTable model={significance} label="Significance of the differences" />
          <p class="note">
            <Markup text="`~` marks a difference that is not significant." />
          </p>
        </>
      )}
    </Section>
  );
}

const settingColumn =
  (trials: readonly TrialResult[]) =>
  (name: string): Column => ({
    key: name,
    head: settingName(name),
    isNumber: false,
    cell: (trial) => settingValue(name, trial.settings[name]),
    order: (trial) => settingOrder(trials, name, trial),
  });

/** Where no setting varies. */
const TRIAL_COLUMN: Column = { key: "trial", head: "trial", isNumber: false, cell: trialLabel, order: () => null };

const metricColumn = (metric: Metric): Column => ({
  key: metric.path,
  head: metric.head,
  isNumber: true,
  cell: (trial) => metricCell(trial, metric),
  order: (trial) => medianOf(trial, metric),
});

interface TrialTableProps {
  readonly trials: readonly TrialResult[];
  readonly columns: readonly Column[];
  readonly onShow: (trial: TrialResult) => void;
}

function TrialTable({ trials, columns, onShow }: TrialTableProps): ComponentChildren {
  const [sort, setSort] = useState<{ readonly key: string; readonly isDown: boolean } | null>(null);
  const column = columns.find(({ key }) => key === sort?.key);
  const rows = column === undefined ? trials : sorted(trials, column, sort?.isDown === true);
  const directionOf = (key: string): "ascending" | "descending" | "none" => {
    if (sort?.key !== key) return "none";
    return sort.isDown ? "descending" : "ascending";
  };
  return (
    <div class="scroll" role="region" aria-label="Comparison of the trials" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ key, head, isNumber }) => (
              <th scope="col" class={isNumber ? "right" : ""} aria-sort={directionOf(key)}>
                <button
                  type="button"
                  class="sort"
                  onClick={() => setSort({ key, isDown: sort?.key === key && !sort.isDown })}
                >
                  {head}
                  <span aria-hidden="true">{{ none: "", ascending: " ▲", descending: " ▼" }[directionOf(key)]}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((trial) => (
            <tr key={trial.id}>
              {columns.map(({ cell, isNumber }, index) =>
                index === 0 ? (
                  <th scope="row">
                    <button
                      type="button"
                      class="link"
                      aria-label={`Show ${trialLabel(trial)}`}
                      onClick={() => onShow(trial)}
                    >
                      {cell(trial)}
                    </button>
                  </th>
                ) : (
                  <td class={isNumber ? "right" : ""}>{cell(trial)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sorted(trials: readonly TrialResult[], { order }: Column, isDown: boolean): TrialResult[] {
  const sign = isDown ? -1 : 1;
  return trials.toSorted((a, b) => {
    const [first, second] = [order(a), order(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return sign * (first - second);
  });
}
