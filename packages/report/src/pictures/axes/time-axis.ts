// The time axis of a picture: its span, its ticks in the unit that fits, and the place of a time in pixels.
import { AXIS_LINES, AXIS_TEXT } from "../look.ts";
import { type Ticks, ticksWithin } from "./axis-ticks.ts";

/** Milliseconds since the start of the measurement; negative while a backlog is published before it. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a plot stands in the picture, in pixels. */
export interface PlotArea {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

const AIMED_TICKS = 8;
/** Units by the longest span in milliseconds that is written in them. */
const UNITS = [
  { name: "milliseconds", ms: 1, upTo: 1_500 },
  { name: "seconds", ms: 1_000, upTo: 600_000 },
  { name: "minutes", ms: 60_000, upTo: Infinity },
] as const;

export const toX = (
  { fromMs, toMs }: TimeSpan,
  { left, width }: Pick<PlotArea, "left" | "width">,
  ms: number,
): number => left + ((Math.min(toMs, Math.max(fromMs, ms)) - fromMs) / (toMs - fromMs)) * width;

/** The ticks in milliseconds, labelled in the unit of the name. */
export function timeTicks({ fromMs, toMs }: TimeSpan): Ticks & { readonly name: string } {
  const unit = UNITS.find(({ upTo }) => toMs - fromMs <= upTo) ?? UNITS[2];
  const ticks = ticksWithin(fromMs / unit.ms, toMs / unit.ms, AIMED_TICKS);
  return {
    min: fromMs,
    max: toMs,
    values: ticks.values.map((value) => value * unit.ms),
    label: (ms) => ticks.label(ms / unit.ms).replace("-", "−"),
    name: `${unit.name} since the start of the measurement`,
  };
}

/** The axis of one plot; a plot above another one has no labels of its own. */
export function timeAxis(span: TimeSpan, { isLabelled = true }: { isLabelled?: boolean } = {}): object {
  const { name, ...ticks } = timeTicks(span);
  return {
    ...exactAxis(ticks),
    name: isLabelled ? name : "",
    nameLocation: "middle",
    nameGap: 28,
    ...(isLabelled ? {} : { axisLabel: { show: false } }),
  };
}

/** A linear axis with exactly these ticks and labels. */
export function exactAxis({ min, max, values, label }: Ticks): {
  readonly axisLabel: object;
  readonly [key: string]: unknown;
} {
  const customValues = [...values];
  return {
    type: "value",
    min,
    max,
    nameTextStyle: AXIS_TEXT,
    axisLine: { ...AXIS_LINES.axisLine, onZero: false },
    axisTick: { ...AXIS_LINES.axisTick, customValues },
    splitLine: { ...AXIS_LINES.splitLine, customValues },
    axisLabel: { ...AXIS_TEXT, customValues, hideOverlap: false, formatter: (value: number) => label(value) },
  };
}
