// The faults of one run and the recovery from each.
import { formatCount, formatMs, formatPercent } from "@fairhare/core";
import type { FaultResult, RunResult } from "@fairhare/results";
import { boundCell } from "../latency-bound.ts";
import { AT_ONCE_MS } from "../words/fleet-words.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

export function faultTable({ faults }: RunResult): TableModel {
  const takesTime = faults.some(({ atMs, endedAtMs }) => endedAtMs !== null && endedAtMs - atMs > AT_ONCE_MS);
  const hasNodes = faults.some(({ nodes }) => nodes.length > 0);
  const hasGaps = faults.some(({ recovery }) => recovery.publishGapMs !== null || recovery.consumeGapMs !== null);
  const hasBound = faults.some(({ recovery }) => recovery.errorBoundMs !== undefined);
  const hasBlocked = faults.some(({ recovery }) => recovery.blockedMs !== null);
  return tableOf<FaultResult>(
    [
      text("fault", (fault) => fault.kind),
      text("target", targetWords),
      numeric("at", (fault) => formatMs(fault.atMs)),
      ...(takesTime ? [numeric<FaultResult>("ended at", (fault) => formatMs(fault.endedAtMs))] : []),
      numeric("healed at", (fault) => formatMs(fault.healedAtMs)),
      ...(hasNodes ? [numeric<FaultResult>("leader after", ({ recovery }) => formatMs(recovery.timeToLeaderMs))] : []),
      ...(hasGaps
        ? [
            numeric<FaultResult>("no publish for", ({ recovery }) => formatMs(recovery.publishGapMs)),
            numeric<FaultResult>("no delivery for", ({ recovery }) => formatMs(recovery.consumeGapMs)),
          ]
        : []),
      ...(hasNodes ? [numeric<FaultResult>("redelivered", ({ recovery }) => formatCount(recovery.redelivered))] : []),
      numeric("first redelivery after", (fault) => formatMs(fault.recovery.timeToRedeliveryMs)),
      numeric("last redelivery after", (fault) => formatMs(fault.recovery.lastRedeliveryMs)),
      numeric("oldest task lost", (fault) => formatMs(fault.recovery.lossWindowMs)),
      numeric("throughput fell to", (fault) => formatPercent(fault.recovery.dipRatio)),
      numeric("caught up after", (fault) => formatMs(fault.recovery.catchUpMs)),
      ...(hasBlocked
        ? [numeric<FaultResult>("publishers blocked for", (fault) => formatMs(fault.recovery.blockedMs))]
        : []),
      ...(hasBound
        ? [numeric<FaultResult>("times wrong by at most", ({ recovery }) => boundCell(recovery.errorBoundMs))]
        : []),
    ],
    faults,
  );
}

/** `node 2 (leader)`. */
function targetWords({ target, nodes, leader }: FaultResult): string {
  const isLeader = leader !== null && leader.before !== null && nodes.length === 1 && nodes[0] === leader.before;
  return isLeader ? `${target} (leader)` : target;
}
