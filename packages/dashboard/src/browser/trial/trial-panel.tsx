// One trial in full: the reader chooses trial and run; charts and lanes share one zoom.
import {
  BACKLOG_NOTE,
  capitalised,
  CLOCK_NOTE,
  clockTable,
  costSentence,
  faultTable,
  isPaced,
  latencyTable,
  priorityTable,
  queueSentence,
  queueTable,
  RECOVERY_NOTE,
  trialLabel,
  typicalRun,
  verdictWords,
  fleetTables,
} from "@fairhare/report";
import type { RunResult, TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Choice } from "../choice.tsx";
import { DataTable } from "../data-table.tsx";
import { Markup } from "../markup.tsx";
import { Folded, Section } from "../section.tsx";
import { Explain } from "./explain.tsx";
import { FaultList } from "./fault-list.tsx";
import { Lanes } from "./lanes.tsx";
import { LedgerView } from "./ledger-view.tsx";
import { Percentiles } from "./percentiles.tsx";
import { Rates } from "./rates.tsx";
import { endOf, type View, ZoomBar } from "./zoom.tsx";

/** A table with more rows is folded. */
const OPEN_ROWS = 16;

interface TrialPanelProps {
  readonly trials: readonly TrialResult[];
  readonly trial: TrialResult;
  readonly onShow: (trial: TrialResult) => void;
}

export function TrialPanel({ trials, trial, onShow }: TrialPanelProps): ComponentChildren {
  const [chosenRun, chooseRun] = useState<{ readonly trial: TrialResult; readonly run: RunResult } | null>(null);
  const run = chosenRun?.trial === trial ? chosenRun.run : typicalRun(trial);
  const byPriority = priorityTable(trial);
  const clocks = clockTable(trial);
  return (
    <Section id="trial" title={capitalised(trialLabel(trial))}>
      <div class="choices">
        {trials.length > 1 && (
          <Choice label="trial" options={trials} value={trial} nameOf={trialLabel} onChoose={onShow} />
        )}
        {trial.runs.length > 1 && run !== undefined && (
          <Choice
            label="run"
            options={trial.runs}
            value={run}
            nameOf={(one) => `run ${one.run} of ${trial.runs.length}`}
            onChoose={(one) => chooseRun({ trial, run: one })}
          />
        )}
      </div>
      <p>{capitalised(verdictWords(trial))}</p>
      {run !== undefined && <RunPanel key={`${trial.id} ${run.run}`} trial={trial} run={run} />}
      <Explain trial={trial} />
      {trial.runs.length > 0 && (
        <>
          <LedgerView trial={trial} />
          <h3>Latency</h3>
          <Percentiles trial={trial} />
          <DataTable model={latencyTable(trial)} label="Latency percentiles" />
          {byPriority !== null && <DataTable model={byPriority} label="Latency by message priority" />}
          {clocks !== undefined && (
            <>
              <p class="note">{CLOCK_NOTE}</p>
              <DataTable model={clocks} label="Clocks of the hosts" />
            </>
          )}
          {!isPaced(trial.settings["ratePerSecond"]) && (
            <p class="note">
              <Markup text={BACKLOG_NOTE} />
            </p>
          )}
          <p class="note">{costSentence(trial)}</p>
        </>
      )}
    </Section>
  );
}

function RunPanel({ trial, run }: { readonly trial: TrialResult; readonly run: RunResult }): ComponentChildren {
  const whole: View = [0, endOf(run)];
  const [view, setView] = useState<View>(whole);
  const queues = queueTable(run);
  return (
    <>
      <ZoomBar whole={whole} view={view} onView={setView} />
      <FaultList run={run} />
      <Rates run={run} view={view} onView={setView} />
      <Lanes trial={trial} run={run} view={view} />
      {fleetTables(run, trial).map(({ title, table }) => (
        <Folded summary={title || `Table of the ${run.workers.length} workers`} open={table.rows.length <= OPEN_ROWS}>
          <DataTable model={table} label="Workers" />
        </Folded>
      ))}
      {queues !== null && (
        <>
          <h3>Queues</h3>
          <DataTable model={queues} label="Queues" />
          <p class="note">{queueSentence(run)}</p>
        </>
      )}
      {run.faults.length > 0 && (
        <Folded summary="Table of the faults and the recovery from each" open={run.faults.length <= OPEN_ROWS}>
          <DataTable model={faultTable(run)} label="Faults" />
          <p class="note">
            <Markup text={RECOVERY_NOTE} />
          </p>
        </Folded>
      )}
    </>
  );
}
