// The sums of all clients, with their rates over the last seconds while the tap runs.
import { formatNumber } from "@fairhare/core";
import type { ComponentChildren } from "preact";
import type { TapPageState } from "../../tap/tap-state.ts";
import { Count } from "../count.tsx";

export function TapCounts({ state: { view, rates, end } }: { readonly state: TapPageState }): ComponentChildren {
  const { ledger, connections } = view;
  const [, published, delivered, acked] = (end === null ? rates.recent.at(-1) : undefined) ?? [];
  return (
    <dl class="counts">
      <Count name="published" value={ledger.published} note={perSecond(published)} />
      <Count name="delivered" value={ledger.delivered} note={perSecond(delivered)} />
      <Count name="acknowledged" value={ledger.acked} note={perSecond(acked)} />
      <Count name="unacknowledged" value={ledger.unacked} />
      <Count name="redelivered" value={ledger.redelivered} />
      {ledger.deliveredWithoutAck > 0 && <Count name="delivered without acks" value={ledger.deliveredWithoutAck} />}
      {end === null && <Count name="open connections" value={connections.open} />}
    </dl>
  );
}

const perSecond = (rate: number | undefined): string => (rate === undefined ? "" : `${formatNumber(rate)}/s`);
