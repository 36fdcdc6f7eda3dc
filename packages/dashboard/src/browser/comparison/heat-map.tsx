// Any metric over any two settings of a matrix, as a table whose cells are coloured by value.
import { JAIN_BUSY, medianOf, type Metric, settingName, settingValue, summaryMetrics } from "@fairhare/report";
import type { TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Choice } from "../choice.tsx";
import { Section } from "../section.tsx";
import { valuesOf, variedSettings } from "./settings.ts";

interface HeatMapProps {
  readonly trials: readonly TrialResult[];
  readonly onShow: (trial: TrialResult) => void;
}

/** Nothing for fewer than two settings with several values. */
export function HeatMap({ trials, onShow }: HeatMapProps): ComponentChildren {
  const axes = variedSettings(trials).filter((name) => valuesOf(trials, name).length > 1);
  const metrics = summaryMetrics(trials);
  const [metric, setMetric] = useState(metrics.find(({ path }) => path === JAIN_BUSY.path) ?? metrics[0]);
  const [chosenAcross, setAcross] = useState(axes[1]);
  const [chosenDown, setDown] = useState(axes[0]);
  const [fixed, setFixed] = useState<Readonly<Record<string, string>>>({});
  if (chosenAcross === undefined || chosenDown === undefined || metric === undefined) return null;
  const others = axes.filter((name) => name !== chosenAcross && name !== chosenDown);
  const fixedValue = (name: string): string => fixed[name] ?? valuesOf(trials, name)[0] ?? "";
  const shown = trials.filter((trial) => others.every((name) => valueOf(trial, name) === fixedValue(name)));
  return (
    <Section
      id="heat-map"
      title="Two settings at a time"
      note="A darker cell has a larger value. Select a cell to see its trial."
    >
      <div class="choices">
        <Choice label="metric" options={metrics} value={metric} nameOf={({ head }) => head} onChoose={setMetric} />
        <Choice
          label="across"
          options={axes}
          value={chosenAcross}
          nameOf={settingName}
          onChoose={(name) => {
            if (name === chosenDown) setDown(chosenAcross);
            setAcross(name);
          }}
        />
        <Choice
          label="down"
          options={axes}
          value={chosenDown}
          nameOf={settingName}
          onChoose={(name) => {
            if (name === chosenAcross) setAcross(chosenDown);
            setDown(name);
          }}
        />
        {others.map((name) => (
          <Choice
            key={name}
            label={settingName(name)}
            options={valuesOf(trials, name)}
            value={fixedValue(name)}
            nameOf={(value) => value}
            onChoose={(value) => setFixed({ ...fixed, [name]: value })}
          />
        ))}
      </div>
      <Cells trials={shown} all={trials} across={chosenAcross} down={chosenDown} metric={metric} onShow={onShow} />
    </Section>
  );
}

const valueOf = (trial: TrialResult, name: string): string => settingValue(name, trial.settings[name]);

interface CellsProps extends HeatMapProps {
  readonly all: readonly TrialResult[];
  readonly across: string;
  readonly down: string;
  readonly metric: Metric;
}

function Cells({ trials, all, across, down, metric, onShow }: CellsProps): ComponentChildren {
  const [columns, rows] = [valuesOf(all, across), valuesOf(all, down)];
  const values = trials.map((trial) => medianOf(trial, metric)).filter((value) => value !== null);
  const [low, highest] = [Math.min(...values), Math.max(...values)];
  // Values that read the same have the same colour.
  const high = metric.format(low) === metric.format(highest) ? low : highest;
  const find = (row: string, column: string): TrialResult | undefined =>
    trials.find((trial) => valueOf(trial, down) === row && valueOf(trial, across) === column);
  return (
    <div
      class="scroll"
      role="region"
      aria-label={`${metric.head} by ${settingName(down)} and ${settingName(across)}`}
      tabIndex={0}
    >
      <table class="heat">
        <caption>{metric.head}</caption>
        <thead>
          <tr>
            <th scope="col">
              {settingName(down)} ↓ {settingName(across)} →
            </th>
            {columns.map((column) => (
              <th scope="col" class="right">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{row}</th>
              {columns.map((column) => {
                const trial = find(row, column);
                const value = trial === undefined ? null : medianOf(trial, metric);
                return (
                  <td class={`right level-${levelOf(value, low, high)}`}>
                    {trial !== undefined && (
                      <button type="button" class="cell" onClick={() => onShow(trial)}>
                        {metric.format(value)}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LEVELS = 5;

/** 0 to 5, or `none` without a value. */
const levelOf = (value: number | null, low: number, high: number): string => {
  if (value === null) return "none";
  return String(high > low ? Math.round(((value - low) / (high - low)) * LEVELS) : 0);
};
