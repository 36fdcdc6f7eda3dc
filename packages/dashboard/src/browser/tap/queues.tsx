// The queues: how evenly each is served, its rates over time, and its ledger so far.
import { formatNumber, formatShare, counted } from "@fairhare/core";
import { queueLedgerTable, queueName, queueTable } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Listed, QueueEntry } from "../../tap/tap-state.ts";
import { Choice } from "../choice.tsx";
import { DataTable } from "../data-table.tsx";
import { Folded, Section } from "../section.tsx";
import { TimeChart } from "../time-chart.tsx";
import type { View } from "../trial/zoom.tsx";
import { rateLines } from "./tap-rates.tsx";
import { elapsedText, type WindowName, WINDOWS, windowOf } from "./time-window.ts";

interface QueuesProps {
  readonly queues: Listed<QueueEntry>;
  readonly observedMs: number;
}

/** Charts that are open. */
const SHOWN = 4;

export function Queues({ queues: { rows, hidden }, observedMs }: QueuesProps): ComponentChildren {
  const [name, choose] = useState<WindowName>("last 5 minutes");
  if (rows.length === 0) return null;
  const models = rows.map(({ row }) => row);
  const charts = rows.filter(({ rates }) => rates !== null);
  return (
    <Section
      id="queues"
      title="Queues"
      note="As far as the tap sees them: it does not know how many messages wait. *Published to it*: directly; publishes through other exchanges count only in the sums."
    >
      <DataTable model={queueTable(models)} label="Table of the queues" />
      {hidden > 0 && <p class="note">{counted(hidden, "more queue")} with less traffic not listed.</p>}
      <h3>Ledger so far</h3>
      <DataTable model={queueLedgerTable(models)} label="Ledger of each queue" />
      <h3>Messages per second</h3>
      <div class="choices">
        <Choice label="Show the" options={WINDOWS} value={name} nameOf={(option) => option} onChoose={choose} />
      </div>
      <div class="queue-charts">
        {charts.slice(0, SHOWN).map((entry) => (
          <QueueChart key={`${entry.row.vhost} ${entry.row.queue}`} entry={entry} name={name} observedMs={observedMs} />
        ))}
      </div>
      {charts.length > SHOWN && (
        <Folded summary={`${charts.length - SHOWN} more charts`}>
          <div class="queue-charts">
            {charts.slice(SHOWN).map((entry) => (
              <QueueChart
                key={`${entry.row.vhost} ${entry.row.queue}`}
                entry={entry}
                name={name}
                observedMs={observedMs}
              />
            ))}
          </div>
        </Folded>
      )}
    </Section>
  );
}

interface QueueChartProps {
  readonly entry: QueueEntry;
  readonly name: WindowName;
  readonly observedMs: number;
}

function QueueChart({ entry, name, observedMs }: QueueChartProps): ComponentChildren {
  const [zoom, setZoom] = useState<View | null>(null);
  if (entry.rates === null) return null;
  const { points, whole } = windowOf(name, entry.rates, observedMs);
  return (
    <div>
      <TimeChart
        title={queueName(entry.row)}
        lines={rateLines(points)}
        format={formatNumber}
        faults={[]}
        whole={whole}
        view={zoom ?? whole}
        onView={(next) => setZoom(next === whole ? null : next)}
        timeText={elapsedText}
      />
      <p class="note">{groupWords(entry)}</p>
    </div>
  );
}

/** `4 consumers, 2 with a delivery in hand; shares of the deliveries 10.0 % to 48.0 % (billing 3), median 21.0 %, even 25.0 %.` */
function groupWords({ group: { open, busy, unused, shares, mostName } }: QueueEntry): string {
  if (open === 0) return "No consumer is subscribed through the tap.";
  const now = `${counted(open, "consumer")}, ${busy} with a delivery in hand${unused > 0 ? `, ${unused} without any delivery so far` : ""}`;
  if (shares === null || open === 1) return `${now}.`;
  return `${now}; shares of the deliveries ${formatShare(shares.least)} to ${formatShare(shares.most)} (${mostName}), median ${formatShare(shares.median)}, even ${formatShare(1 / open)}.`;
}
