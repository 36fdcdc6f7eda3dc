// What was broken on purpose in one run, and how long it took to recover.
import type { FaultResult, RunResult } from "@fairhare/checker";
import { formatMs, formatPercent } from "../format.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

export function faultTable({ faults }: RunResult): TableModel {
  const hasBlocked = faults.some(({ recovery }) => recovery.blockedMs !== null);
  return tableOf<FaultResult>(
    [
      text("fault", (fault) => fault.kind),
      text("target", (fault) => fault.target),
      numeric("at", (fault) => formatMs(fault.atMs)),
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
