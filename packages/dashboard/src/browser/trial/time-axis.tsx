// Shared by the pictures of workers over time: the position of a moment, and the faults as lines.
import type { FaultResult, RunResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { faultText } from "./fault-list.tsx";
import type { View } from "./zoom.tsx";

export interface PlotProps {
  readonly run: RunResult;
  readonly view: View;
  readonly width: number;
  readonly onReading: (text: string) => void;
}

/** Pixels from `left` to `right` for a moment in milliseconds. */
export const toXOf =
  ([from, to]: View, left: number, right: number) =>
  (ms: number): number =>
    left + ((ms - from) / (to - from)) * (right - left);

interface FaultLinesProps {
  readonly faults: readonly FaultResult[];
  readonly toX: (ms: number) => number;
  readonly top: number;
  readonly bottom: number;
}

export const FaultLines = ({ faults, toX, top, bottom }: FaultLinesProps): ComponentChildren =>
  faults.map((fault) => (
    <g>
      <title>{faultText(fault)}</title>
      <line class="fault" x1={toX(fault.atMs)} x2={toX(fault.atMs)} y1={top} y2={bottom} />
      {fault.healedAtMs !== null && (
        <line class="fault healed" x1={toX(fault.healedAtMs)} x2={toX(fault.healedAtMs)} y1={top} y2={bottom} />
      )}
    </g>
  ));
