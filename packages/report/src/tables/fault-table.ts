// The faults of one run and the recovery from each.
import { formatMs, formatPercent } from "@fairhare/core";
import type { FaultResult, RunResult } from "@fairhare/results";
import { AT_ONCE_MS } from "../words/fleet-words.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

export function faultTable({ faults }: RunResult): TableModel {
  const takesTime = faults.some(({ atMs, endedAtMs }) => endedAtMs !== null && endedAtMs - atMs > AT_ONCE_MS);
  const hasBlocked = faults.some(({ recovery }) => recovery.blockedMs !== null);
  return tableOf<FaultResult>(
    [
      text("fault", (fault) => fault.kind),
      text("target", (fault) => fault.target),
      numeric("at", (fault) => formatMs(fault.atMs)),
      ...(takesTime ? [numeric<FaultResult>("ended at", (fault) => formatMs(fault.endedAtMs))] : []),
      numeric("healed at", (fault) => formatMs(fault.healedAtMs)),
      numeric("first redelivery after", (fault) => formatMs(fault.recovery.timeToRedeliveryMs)),
      numeric("last redelivery after", (fault) => formatMs(fault.recovery.lastRedeliveryMs)),
      numeric("oldest task lost", (fault) => formatMs(fault.recovery.lossWindowMs)),
      numeric("throughput fell to", (fault) => formatPercent(fault.recovery.dipRatio)),
      numeric("caught up after", (fault) => formatMs(fault.recovery.catchUpMs)),
      ...(hasBlocked
        ? [numeric<FaultResult>("publishers blocked for", (fault) => formatMs(fault.recovery.blockedMs))]
        : []),
    ],
    faults,
  );
}
