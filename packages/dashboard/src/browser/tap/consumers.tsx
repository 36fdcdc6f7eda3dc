// The consumers: what each did lately, and a table in the order that the reader wants. Of hundreds, those that differ most.
import { counted, formatCount } from "@fairhare/core";
import { consumerTable, type TapConsumer } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ConsumerEntry, Lane, Listed } from "../../tap/tap-state.ts";
import { Choice } from "../choice.tsx";
import { DataTable } from "../data-table.tsx";
import { Section } from "../section.tsx";
import { ConsumerLanes } from "./consumer-lanes.tsx";

interface ConsumersProps {
  readonly consumers: Listed<ConsumerEntry>;
  readonly lanes: Listed<Lane>;
  readonly isEnded: boolean;
}

/** More rows are shown on demand. */
const SHOWN = 20;

const ORDERS = [
  ["most deliveries", ({ delivered }: TapConsumer) => delivered],
  ["fewest deliveries", ({ delivered }: TapConsumer) => -delivered],
  ["largest busy share", ({ busyShare }: TapConsumer) => busyShare ?? -1],
  ["most unacknowledged", ({ unacked }: TapConsumer) => unacked],
  ["most redeliveries", ({ redelivered }: TapConsumer) => redelivered],
  ["slowest acks (p99)", ({ timeToAckMs }: TapConsumer) => timeToAckMs.p99 ?? -1],
] as const;
/** The name of a client that gave its connection none. */
const ADDRESS = /^\S+:\d+$/;

type Order = (typeof ORDERS)[number];

export function Consumers({ consumers: { rows, hidden }, lanes, isEnded }: ConsumersProps): ComponentChildren {
  const [order, setOrder] = useState<Order>(ORDERS[0]);
  const [isWhole, showWhole] = useState(false);
  if (rows.length === 0) return null;
  const [, measure] = order;
  const sorted = rows
    .map(({ row }) => row)
    .toSorted((a, b) => Number(a.endedMs !== null) - Number(b.endedMs !== null) || measure(b) - measure(a));
  const shown = isWhole ? sorted : sorted.slice(0, SHOWN);
  const rates = new Map(rows.map(({ row, perSecond }) => [row, perSecond]));
  const model = isEnded ? consumerTable(shown) : consumerTable(shown, (row) => rates.get(row) ?? null);
  return (
    <Section
      id="consumers"
      title="Consumers"
      note="*share*: of the deliveries of its queue; *busy*: of its subscription, with a delivery in hand; *most*: deliveries in hand at any time."
    >
      {lanes.rows.length > 0 && <ConsumerLanes lanes={lanes} />}
      <div class="choices">
        <Choice label="Order" options={ORDERS} value={order} nameOf={([name]) => name} onChoose={setOrder} />
        {rows.length > SHOWN && (
          <button type="button" onClick={() => showWhole(!isWhole)}>
            {isWhole ? `Show ${SHOWN}` : `Show all ${formatCount(rows.length)}`}
          </button>
        )}
      </div>
      <DataTable model={model} label="Table of the consumers" />
      {shown.some(({ client }) => ADDRESS.test(client)) && (
        <p class="note">
          Clients without a name are shown by address. Most libraries can set the name of a connection,{" "}
          <code>connection_name</code>.
        </p>
      )}
      {hidden > 0 && (
        <p class="note">
          {counted(hidden, "more consumer")} not listed: the table has those that differ most from the others.
        </p>
      )}
    </Section>
  );
}
