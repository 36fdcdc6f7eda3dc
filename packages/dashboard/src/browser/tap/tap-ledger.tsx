// The two ledgers, the latencies, and what the tap cannot know.
import { deliveryLedgerTable, latencyTable, publishLedgerTable, unknowns } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import type { Listed, QueueEntry, TapPageState } from "../../tap/tap-state.ts";
import { DataTable } from "../data-table.tsx";
import { Section } from "../section.tsx";

interface TapLedgerProps {
  readonly view: TapPageState["view"];
  readonly queues: Listed<QueueEntry>;
}

export function TapLedger({ view, queues }: TapLedgerProps): ComponentChildren {
  const latencies = latencyTable(view);
  return (
    <>
      <Section id="ledger" title="Ledger" note="Every publish and every delivery is in exactly one line.">
        <div class="side-by-side">
          <DataTable model={publishLedgerTable(view.ledger)} label="Ledger of the publishes" />
          <DataTable model={deliveryLedgerTable(view.ledger)} label="Ledger of the deliveries" />
        </div>
      </Section>
      {latencies.rows.length > 0 && (
        <Section id="latencies" title="Latencies">
          <DataTable model={latencies} label="Table of the latencies" />
        </Section>
      )}
      <Section id="unknown" title="What the tap cannot know">
        <ul>
          {unknowns({ ...view, queues: queues.rows.map(({ row }) => row) }).map((text) => (
            <li>{text}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}
