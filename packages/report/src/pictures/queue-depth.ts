// The queue over time as the broker reports it: ready and unacknowledged messages, and the memory of the broker.
import { formatBytes, formatCount, formatMs } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { faultsPhrase, faultSpan } from "./axes/fault-marks.ts";
import type { TimeSpan } from "./axes/time-axis.ts";
import type { Picture } from "./chart.ts";
import { seriesColour } from "./look.ts";
import { drawPanels, type Panel } from "./panels.ts";

const LEAST_POINTS = 3;
/** Messages; a queue that is never deeper is not drawn. */
const SHALLOW = 10;
const BYTES_A_MEGABYTE = 1e6;
/** Times the usual distance of two samples, and milliseconds: a longer one is a gap, in which the broker did not answer. */
const GAP_FACTOR = 4;
const GAP_FROM_MS = 1_000;
/** Share of the axis before the first fault and after the last. */
const MARGIN = 0.03;
const BROKER_IS_AWAY = new Set(["kill", "stop", "restart", "power-cut"]);

type Points = RunResult["timeline"]["ready"];

/** Whether the broker reported its queue, and the queue was deep enough to draw. */
export function isQueueDrawn(run: RunResult): boolean {
  const { ready, unacked } = run.timeline;
  const span = spanOf(run);
  const deepest = Math.max(0, ...[...ready, ...unacked].filter(isIn(span)).map(([, messages]) => messages));
  return unacked.filter(isIn(span)).length >= LEAST_POINTS && deepest > SHALLOW;
}

export function drawQueueDepth(trial: TrialResult, run: RunResult): Picture | null {
  if (!isQueueDrawn(run)) return null;
  const span = spanOf(run);
  const { ready, unacked, brokerMemoryBytes } = run.timeline;
  const memory = brokerMemoryBytes.map(([at, bytes]): [number, number] => [at, bytes / BYTES_A_MEGABYTE]);
  const panel = (name: string, points: Points, colour: number, axis: Panel["axis"]): Panel => ({
    name,
    points: withGaps(points.filter(isIn(span)), run),
    colour: seriesColour(colour),
    axis,
  });
  const panels = [
    panel("messages ready in the queue", ready, 4, "count"),
    panel("messages unacknowledged", unacked, 0, "count"),
    panel("memory allocated by the broker (MB)", memory, 3, "around"),
  ];
  const drawn = panels.filter(
    ({ points, axis }) => points.length > 1 && (axis !== "count" || points.some(isAboveZero)),
  );
  const isGapped = drawn.some(({ points }) => points.some(([, value]) => value === null));
  return drawPanels({
    title: `Queue over time: ${trialLabel(trial)}`,
    subtitle: [
      whichRun(trial, run),
      "as the broker reports it, four times a second",
      isGapped ? "no line while the broker did not answer" : "",
    ],
    panels: drawn,
    span,
    faults: run.faults,
    alt: [
      `Queue over time, ${trialLabel(trial)}: ${deepestPhrase(ready.filter(isIn(span)))}${mostPhrase(unacked.filter(isIn(span)))}${memoryPhrase(brokerMemoryBytes.filter(isIn(span)))}.`,
      faultsPhrase(run.faults),
    ]
      .filter(Boolean)
      .join(" "),
    notes: [
      ...emptyNotes(panels, drawn),
      ...(drawn.some(({ axis }) => axis === "around")
        ? [
            "The memory is what the broker's Erlang VM has allocated; with many connections, the resident memory is lower. Its axis need not start at 0.",
          ]
        : []),
      ...(span.fromMs < 0 ? ["The grey line at 0 is the release of the workers."] : []),
    ],
  });
}

const isAboveZero = ([, value]: readonly [number, number | null]): boolean => (value ?? 0) > 0;

const isIn =
  ({ fromMs, toMs }: TimeSpan) =>
  ([at]: readonly [number, number]): boolean =>
    at >= fromMs && at <= toMs;

/** From the start of the measurement, or a little before the first fault, to the end of the run and of its last fault. */
function spanOf({ timeline: { ready }, makespanMs, faults }: RunResult): TimeSpan {
  const around = faultSpan(faults);
  const endMs = Math.max(makespanMs ?? 0, ready.at(-1)?.[0] ?? 0, 1);
  const fromMs = Math.min(0, around?.fromMs ?? 0);
  // Faults before the release of the workers are about the backlog: the picture shows how it was filled.
  const filledFrom = ready.find(([, messages]) => messages > 0)?.[0] ?? 0;
  const from = fromMs < 0 ? Math.min(fromMs - MARGIN * (endMs - fromMs), filledFrom) : 0;
  const to = Math.max(endMs, around?.toMs ?? 0);
  return { fromMs: from, toMs: around && around.toMs >= endMs ? to + MARGIN * (to - from) : to };
}

/** With a null between two samples while the broker was away, or that are far apart. */
function withGaps(points: Points, { faults }: RunResult): [number, number | null][] {
  const distances = points
    .slice(1)
    .map(([at], index) => at - (points[index]?.[0] ?? at))
    .toSorted((a, b) => a - b);
  const usual = distances[Math.floor(distances.length / 2)] ?? 0;
  const limit = Math.max(GAP_FROM_MS, GAP_FACTOR * usual);
  const absences = faults.filter(({ target, kind }) => target === "broker" && BROKER_IS_AWAY.has(kind));
  return points.flatMap(([at, value], index): [number, number | null][] => {
    const before = points[index - 1]?.[0];
    if (before === undefined) return [[at, value]];
    const isAway =
      at - before > 2 * usual &&
      absences.some(({ atMs, healedAtMs }) => atMs < at && (healedAtMs ?? Infinity) > before);
    return isAway || at - before > limit
      ? [
          [(before + at) / 2, null],
          [at, value],
        ]
      : [[at, value]];
  });
}

function deepestPhrase(ready: Points): string {
  const deepest = ready.reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return `at most ${formatCount(deepest[1])} messages ready${deepest[1] > 0 ? `, ${momentOf(deepest[0])}` : ""}`;
}

const momentOf = (ms: number): string => (ms < 0 ? `${formatMs(-ms)} before the start` : `at ${formatMs(ms)}`);

const mostPhrase = (unacked: Points): string =>
  unacked.length === 0 ? "" : `; at most ${formatCount(Math.max(...unacked.map(([, value]) => value)))} unacknowledged`;

function memoryPhrase(memory: Points): string {
  if (memory.length === 0) return "";
  const values = memory.map(([, bytes]) => bytes);
  return `; broker memory ${formatBytes(Math.min(...values))} to ${formatBytes(Math.max(...values))}`;
}

/** Panels that are not drawn because they were 0 all the time. */
function emptyNotes(all: readonly Panel[], drawn: readonly Panel[]): string[] {
  const empty = all.filter((panel) => panel.points.length > 1 && !drawn.includes(panel)).map(({ name }) => name);
  return empty.map((name) => `The broker reported 0 ${name} throughout.`);
}
