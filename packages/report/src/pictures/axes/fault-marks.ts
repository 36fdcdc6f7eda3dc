// Faults over time: a line where each fault began, a band until it healed, and a name, or a number where names would overlap.
import { counted, formatMs } from "@fairhare/core";
import type { FaultResult } from "@fairhare/results";
import { formatMoment, joinWords } from "../../words/list-words.ts";
import { ALARM, FONT, PAPER } from "../look.ts";
import { textWidth } from "./text-width.ts";
import { type PlotArea, type TimeSpan, toX } from "./time-axis.ts";

/** Pixels over a plot for the names of its faults. */
export const FAULT_NAMES_HEIGHT = 20;
const FONT_SIZE = 12;
/** Pixels between two names. */
const NAME_GAP = 8;
const BAND_OPACITY = 0.13;
/** With more faults the caption counts them by kind and target. */
const LISTED_AT_MOST = 8;

export interface FaultMarks {
  /** Behind the data, and in front of it. */
  readonly elements: readonly object[];
  /** What the marks leave out, as sentences: faults beside the axis, and the meaning of numbers. */
  readonly notes: readonly string[];
}

/** A text of the row over the plot, and where it stands. */
interface FaultName {
  readonly text: string;
  readonly x: number;
}

const nameOf = ({ kind, target }: FaultResult): string => `${kind} ${target}`;

export const isWithin = ({ fromMs, toMs }: TimeSpan, { atMs }: FaultResult): boolean => atMs >= fromMs && atMs <= toMs;

/** The earliest and the latest moment of the faults; null without one. */
export function faultSpan(faults: readonly FaultResult[]): TimeSpan | null {
  if (faults.length === 0) return null;
  const ends = faults.map(({ atMs, healedAtMs, replacedAtMs }) =>
    Math.max(atMs, healedAtMs ?? atMs, replacedAtMs ?? atMs),
  );
  return { fromMs: Math.min(...faults.map(({ atMs }) => atMs)), toMs: Math.max(...ends) };
}

/**
 * The marks over `plots` that share a time axis; the names stand over the first plot. `bandOf` gives the plots that a
 * fault darkens until it has healed, all by default.
 */
export function faultMarks(
  all: readonly FaultResult[],
  span: TimeSpan,
  plots: readonly PlotArea[],
  bandOf: (fault: FaultResult) => readonly PlotArea[] = () => plots,
): FaultMarks {
  const faults = all.filter((fault) => isWithin(span, fault)).toSorted((a, b) => a.atMs - b.atMs);
  const [first] = plots;
  if (!first) return { elements: [], notes: [] };
  const names = faultNames(faults, span, first);
  const isNumbered = names.length > 0 && names[0]?.text !== nameOf(faults[0] ?? NO_FAULT);
  return {
    elements: [
      ...bandElements(faults.flatMap((fault) => bandsOf(fault, span, bandOf(fault)))),
      ...faults.flatMap((fault) => plots.flatMap((plot) => line(toX(span, plot, fault.atMs), plot))),
      ...names.map(({ text, x }) => nameElement(text, x, first.top)),
    ],
    notes: [...(isNumbered ? [keyOf(faults)] : []), ...outsideNotes(all, span)],
  };
}

const NO_FAULT = { kind: "", target: "" } as FaultResult;

/** Names in one row where all of them fit; else numbers, of which close ones are one text: `2–4`. */
function faultNames(faults: readonly FaultResult[], span: TimeSpan, plot: PlotArea): FaultName[] {
  const places = faults.map((fault) => toX(span, plot, fault.atMs));
  const names = placed(faults.map(nameOf), places, plot);
  if (names) return names;
  let groups = faults.map((_, index) => [index, index] as const);
  for (;;) {
    const centres = groups.map(([from, to]) => ((places[from] ?? 0) + (places[to] ?? 0)) / 2);
    const texts = groups.map(([from, to]) => (from === to ? `${from + 1}` : `${from + 1}–${to + 1}`));
    const numbers = placed(texts, centres, plot);
    if (numbers) return numbers;
    groups = mergeClosest(groups, centres);
  }
}

/** The texts side by side, each as near to its place as the others and the ends of the plot allow; null if they overlap. */
function placed(texts: readonly string[], places: readonly number[], { left, width }: PlotArea): FaultName[] | null {
  const row = texts.map((text, index) => {
    const half = textWidth(text, FONT_SIZE) / 2;
    const x = Math.min(left + width - half, Math.max(left + half, places[index] ?? 0));
    return { text, x, from: x - half, to: x + half, isShifted: half * 2 > width };
  });
  const overlaps = row.some(({ from }, index) => index > 0 && from < (row[index - 1]?.to ?? 0) + NAME_GAP);
  const tooWide = row.length > 1 && row.some(({ isShifted }) => isShifted);
  return overlaps || tooWide ? null : row.map(({ text, x }) => ({ text, x }));
}

type Group = readonly [from: number, to: number];

function mergeClosest(groups: readonly Group[], centres: readonly number[]): Group[] {
  let closest = 1;
  for (let index = 2; index < groups.length; index++) if (gap(centres, index) < gap(centres, closest)) closest = index;
  return groups.flatMap((group, index): Group[] => {
    if (index === closest) return [];
    return index === closest - 1 ? [[group[0], groups[closest]?.[1] ?? group[1]]] : [group];
  });
}

const gap = (centres: readonly number[], index: number): number => (centres[index] ?? 0) - (centres[index - 1] ?? 0);

interface Band {
  readonly plot: PlotArea;
  readonly from: number;
  readonly to: number;
}

/** The time of a fault until it healed, in pixels of each plot that it darkens. */
const bandsOf = ({ atMs, healedAtMs }: FaultResult, span: TimeSpan, plots: readonly PlotArea[]): Band[] =>
  healedAtMs === null || healedAtMs <= atMs
    ? []
    : plots.map((plot) => ({ plot, from: toX(span, plot, atMs), to: toX(span, plot, healedAtMs) }));

/** A shade for each stretch, however many faults it has, and a line where each fault healed. */
function bandElements(bands: readonly Band[]): object[] {
  const stretches: { plot: PlotArea; from: number; to: number }[] = [];
  for (const { plot, from, to } of bands) {
    const last = stretches.findLast((stretch) => stretch.plot.top === plot.top && stretch.plot.height === plot.height);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else stretches.push({ plot, from, to });
  }
  return [
    ...stretches.map(({ plot: { top, height }, from, to }) => ({
      type: "rect",
      z: 2,
      silent: true,
      shape: { x: from, y: top, width: Math.max(0.5, to - from), height },
      style: { fill: ALARM, opacity: BAND_OPACITY },
    })),
    ...bands.map(({ plot: { top, height }, to }) => ({
      type: "line",
      z: 4,
      silent: true,
      shape: { x1: to, x2: to, y1: top, y2: top + height },
      style: { stroke: ALARM, lineWidth: 1, opacity: 0.6 },
    })),
  ];
}

/** Dashed, on a white ground so that it is visible in front of bars. */
function line(x: number, { top, height }: PlotArea): object[] {
  const shape = { x1: x, x2: x, y1: top, y2: top + height };
  return [
    { type: "line", z: 5, silent: true, shape, style: { stroke: PAPER, lineWidth: 3.5, opacity: 0.8 } },
    { type: "line", z: 6, silent: true, shape, style: { stroke: ALARM, lineWidth: 1.5, lineDash: [5, 3] } },
  ];
}

const nameElement = (text: string, x: number, plotTop: number): object => ({
  type: "text",
  z: 7,
  silent: true,
  x,
  y: plotTop - 5,
  style: {
    text,
    fill: ALARM,
    fontSize: FONT_SIZE,
    fontFamily: FONT,
    textAlign: "center",
    textVerticalAlign: "bottom",
  },
});

/** `Faults by number: 1 kill worker 1 at 1.00 s, healed after 120 ms; …` */
function keyOf(faults: readonly FaultResult[]): string {
  if (faults.length <= LISTED_AT_MOST)
    return `Faults by number: ${faults.map((fault, index) => `${index + 1} ${faultPhrase(fault)}`).join("; ")}.`;
  const groups = groupsOf(faults);
  const told = groups.map(([name, numbers]) => `${name} (${ranges(numbers)})`);
  const shown = told.slice(0, LISTED_AT_MOST);
  const more = told.length - shown.length;
  return `Faults by number: ${shown.join("; ")}${more > 0 ? `; ${more} more in the table of faults` : ""}.`;
}

function groupsOf(faults: readonly FaultResult[]): [string, number[]][] {
  const groups = new Map<string, number[]>();
  for (const [index, fault] of faults.entries())
    groups.set(nameOf(fault), [...(groups.get(nameOf(fault)) ?? []), index + 1]);
  return [...groups];
}

/** `1–3, 7`. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}

/** `kill worker 1 at 1.00 s, healed after 120 ms`. */
function faultPhrase(fault: FaultResult): string {
  const { atMs, healedAtMs } = fault;
  const healed = healedAtMs === null ? "not healed" : `healed after ${formatMs(Math.max(0, healedAtMs - atMs))}`;
  return `${nameOf(fault)} ${formatMoment(atMs)}, ${healed}`;
}

/** All faults for a text that is read aloud. */
export function faultsPhrase(faults: readonly FaultResult[]): string {
  if (faults.length === 0) return "";
  if (faults.length <= LISTED_AT_MOST) return `Faults: ${faults.map(faultPhrase).join("; ")}.`;
  const kinds = groupsOf(faults).map(([name, numbers]) =>
    numbers.length > 1 ? `${name} (${numbers.length} times)` : name,
  );
  const more = kinds.length - LISTED_AT_MOST;
  const told = [...kinds.slice(0, LISTED_AT_MOST), ...(more > 0 ? [`${more} more`] : [])];
  return `${counted(faults.length, "fault")}: ${joinWords(told)}.`;
}

function outsideNotes(faults: readonly FaultResult[], span: TimeSpan): string[] {
  return [
    ...outsideNote(
      "Before",
      faults.filter(({ atMs }) => atMs < span.fromMs),
    ),
    ...outsideNote(
      "After",
      faults.filter(({ atMs }) => atMs > span.toMs),
    ),
  ];
}

const outsideNote = (where: string, faults: readonly FaultResult[]): string[] =>
  faults.length === 0
    ? []
    : [`${where} the time of this picture: ${faults.slice(0, LISTED_AT_MOST).map(faultPhrase).join("; ")}.`];
