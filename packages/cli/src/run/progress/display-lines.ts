// The live display of a run as lines: a pure function of its state and the width. The number of lines depends on the plan
// and the width only, so that the display does not jump.
import { formatCount, formatMs } from "@fairhare/core";
import type { LiveFault, LiveView } from "@fairhare/store";
import type { TrialSettings } from "@fairhare/workload";
import stringWidth from "string-width";
import { cut } from "../../terminal/fit.ts";
import type { Style } from "../../terminal/style.ts";
import { progressBar } from "./blocks.ts";
import type { Forecast } from "./forecast.ts";
import { fleetLines, laneLength } from "./fleet-lines.ts";
import { taskCount } from "./log-state.ts";

export interface DisplayState {
  readonly index: number;
  readonly total: number;
  readonly trial: string;
  readonly warmup: boolean;
  readonly settings: DisplaySettings;
  readonly view: LiveView;
  /** Nanoseconds on the clock of the history. */
  readonly now: number;
  readonly run: Forecast;
  readonly experiment: Forecast;
}

type DisplaySettings = Pick<TrialSettings, "tasks" | "workers" | "backlog" | "faults">;

export interface DisplayLook {
  /** The width of the terminal. */
  readonly columns: number;
  readonly style: Style;
}

const LABEL = 7;
const FAULT_LINES = 2;

/** Each line is narrower than the terminal, so that the terminal does not wrap it. */
export function displayLines(state: DisplayState, { columns, style }: DisplayLook): string[] {
  const width = columns - 1;
  const { total, settings, view } = state;
  return [
    style.strong(headerLine(state, width)),
    barLine("run", state.run, runCount(state), width),
    ...(total > 1 ? [barLine("all", state.experiment, `run ${state.index} of ${total}`, width)] : []),
    cut(ratesLine(view), width),
    ...fleetLines(view.workers, settings.workers, width, style),
    ...(settings.faults.length > 0 ? faultLines(view, width, style) : []),
  ];
}

/** The number of buckets that the lanes of a display need. */
export const lanesOf = ({ columns }: Pick<DisplayLook, "columns">): number => laneLength(columns - 1);

/** `prefetch=1 (warm-up) · publishing · 3.2 s`: a long name of a trial is cut, not the phase. */
function headerLine({ total, trial, warmup, settings, view, now }: DisplayState, width: number): string {
  const phase = phaseWord(view, settings);
  const elapsed = view.startedAt === null ? "" : spokenTime((now - view.startedAt) / 1e9);
  const rest = [warmup ? "warm-up" : "", phase, elapsed].filter(Boolean).join(" · ");
  const room = width - stringWidth(rest) - 3;
  return cut(total > 1 && room > 4 ? `${cut(trial, room)} · ${rest}` : rest, width);
}

function phaseWord({ phase }: LiveView, { backlog }: DisplaySettings): string {
  switch (phase) {
    case null:
    case "starting":
    case "ready":
      return "starting";
    case "publishing":
      return backlog ? "filling the queue" : "publishing";
    case "released":
      return "working";
    case "draining":
      return "draining";
    case "drained":
      return "stopping";
    case "cutShort":
      return "cut short";
    case "ended":
      return "ended";
    default:
      return phase satisfies never;
  }
}

const runCount = ({ settings: { tasks }, view: { counts } }: DisplayState): string => taskCount(counts, tasks);

/** `run     ███████·····  58 %  116/200 tasks · 4 s left`: the bar has the width that the text leaves. */
function barLine(label: string, { fraction, leftSeconds }: Forecast, count: string, width: number): string {
  const left = leftSeconds === null || leftSeconds === 0 ? "" : `${spokenTime(Math.ceil(leftSeconds))} left`;
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  const text = cut(left === "" ? count : `${count} · ${left}`, width - LABEL - percent.length - 4);
  // Wide enough for the usual counts, so that the bar does not change its width all the time.
  const bar = Math.max(
    0,
    width - LABEL - percent.length - 4 - Math.max(stringWidth(text), Math.min(32, Math.floor(width / 2))),
  );
  return cut(`${label.padEnd(LABEL)} ${progressBar(fraction, bar)} ${percent}  ${text}`, width);
}

function ratesLine({ publishedPerSecond, completedPerSecond, ready }: LiveView): string {
  const queue = ready === null ? "" : `${formatCount(ready)} ready`;
  return [
    `${"rates".padEnd(LABEL)} published ${rate(publishedPerSecond)}`,
    `completed ${rate(completedPerSecond)}`,
    queue,
  ]
    .filter(Boolean)
    .join(" · ");
}

const rate = (perSecond: number): string =>
  `${perSecond < 10 ? Number(perSecond.toPrecision(2)) : formatCount(perSecond)}/s`;

/** The newest faults; one line each. */
function faultLines({ faults, faultCount, publishingAt }: LiveView, width: number, style: Style): string[] {
  const shown = faults.slice(-FAULT_LINES);
  const more = faultCount - shown.length;
  const lines = shown.map((fault, index) => {
    const label = index === 0 ? "faults" : "";
    const count = index === 0 && more > 0 ? ` (${formatCount(more)} before)` : "";
    return style.doubtful(cut(`${label.padEnd(LABEL)} ${faultText(fault, publishingAt)}${count}`, width));
  });
  const empty = shown.length === 0 ? [cut(`${"faults".padEnd(LABEL)} none yet`, width)] : [];
  return [...empty, ...lines, ...Array<string>(FAULT_LINES).fill("")].slice(0, FAULT_LINES);
}

/** `2.01 s kill:worker@2s → worker process 1, healed after 12 ms`. */
function faultText({ text, target, beganAt, healedAt }: LiveFault, publishingAt: number | null): string {
  const at = publishingAt === null ? "" : `${formatMs((beganAt - publishingAt) / 1e6)} `;
  const end = healedAt === null ? "" : `, healed after ${formatMs((healedAt - beganAt) / 1e6)}`;
  return `${at}${text}${target === "" ? "" : ` → ${target}`}${end}`;
}

/** `3 s`, `2 min 5 s`, `1 h 2 min`. */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
