// The rows of CSV files: a row for each run or each part of it, with all settings that any trial has.
import type { Results, TrialResult } from "@fairhare/results";

type Trials = Results["trials"];

export interface SettingColumn {
  readonly head: string;
  readonly cell: (trial: TrialResult) => unknown;
}

/** Results of other versions may have different settings, which leave empty fields. */
export const settingColumns = (trials: Trials): SettingColumn[] =>
  [...new Set(trials.flatMap(({ settings }) => Object.keys(settings)))].map((name) => ({
    head: `settings.${name}`,
    cell: ({ settings }) => settings[name],
  }));

export interface RowColumn<Item> {
  readonly head: string;
  readonly cell: (item: Item) => unknown;
}

/** Of each run of each trial, a row for each of its items: the run, the columns of the item, and the settings of the trial. */
export function rowsPerItem<Item>(
  { trials }: Results,
  itemsOf: (run: TrialResult["runs"][number]) => readonly Item[],
  columns: readonly RowColumn<Item>[],
): unknown[][] {
  const settings = settingColumns(trials);
  const heads = ["trial", "run", "verdict", ...columns.map(({ head }) => head), ...settings.map(({ head }) => head)];
  const rows = trials.flatMap((trial) =>
    trial.runs.flatMap((run) =>
      itemsOf(run).map((item) => [
        trial.id,
        run.run,
        run.verdict,
        ...columns.map(({ cell }) => cell(item)),
        ...settings.map(({ cell }) => cell(trial)),
      ]),
    ),
  );
  return [heads, ...rows];
}
