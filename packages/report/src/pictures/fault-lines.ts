// Faults as vertical lines in a picture over time, with names where the names do not overlap.
import type { FaultResult } from "@fairhare/results";
import { ALARM } from "./look.ts";

/** Pixels that a name takes. */
const FAULT_LABEL_WIDTH = 130;
/** With more faults, no line has a name. */
const FAULTS_NAMED = 12;

/** The faults whose names fit on an axis of this width in pixels; every fault has a line. */
export function labelledFaults(faults: readonly FaultResult[], endMs: number, width: number): Set<FaultResult> {
  const labelled = new Set<FaultResult>();
  if (faults.length > FAULTS_NAMED) return labelled;
  let free = -Infinity;
  for (const fault of faults.toSorted((a, b) => a.atMs - b.atMs)) {
    const x = (fault.atMs / endMs) * width;
    if (x < free) continue;
    labelled.add(fault);
    free = x + FAULT_LABEL_WIDTH;
  }
  return labelled;
}

export const faultLines = (faults: readonly FaultResult[], labelled: ReadonlySet<FaultResult>): object => ({
  silent: true,
  symbol: "none",
  animation: false,
  lineStyle: { color: ALARM, type: "dashed", width: 1.5 },
  label: { formatter: "{b}", color: ALARM, fontSize: 12, position: "end" },
  data: faults.map((fault) => ({
    xAxis: fault.atMs,
    name: `${fault.kind} ${fault.target}`,
    label: { show: labelled.has(fault) },
  })),
});
