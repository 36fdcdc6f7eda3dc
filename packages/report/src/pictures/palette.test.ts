// Colours that readers with any colour vision can tell from each other and from the paper.
import { describe, expect, it } from "vitest";
import { ALARM, BUSY_RAMP, IDLE, INK, MUTED, PAPER, SERIES_COLOURS, WORK_RAMP } from "./look.ts";

type Triple = readonly [number, number, number];

/** Linear RGB as seen without the cones for red, green or blue: Machado, Oliveira and Fernandes 2009, severity 1. */
const VISIONS: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  common: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** WCAG 2.1: of graphics (1.4.11) and of text (1.4.3). */
const GRAPHIC_CONTRAST = 3;
const TEXT_CONTRAST = 4.5;
/** Distance in CIELAB (1976); 2 can just be noticed. */
const APART = 20;
const NEIGHBOURS_APART = 8;

describe("the colours of series", () => {
  it("contrast with the paper", () => {
    expect(SERIES_COLOURS.filter((colour) => contrast(colour, PAPER) < GRAPHIC_CONTRAST)).toEqual([]);
  });

  it.each(Object.keys(VISIONS))("are apart in %s vision", (vision) => {
    expect(closerThan(APART, SERIES_COLOURS, vision)).toEqual([]);
  });
});

it("the colours of texts contrast with the paper", () => {
  expect([INK, MUTED, ALARM].filter((colour) => contrast(colour, PAPER) < TEXT_CONTRAST)).toEqual([]);
});

describe("the colours of lanes", () => {
  it.each(Object.keys(VISIONS))("are apart in %s vision: light, heavy, idle and absent", (vision) => {
    const ends = [WORK_RAMP.at(0) ?? "", WORK_RAMP.at(-1) ?? ""];
    expect(closerThan(NEIGHBOURS_APART, [...ends, IDLE, PAPER], vision)).toEqual([]);
  });

  it.each(Object.keys(VISIONS))("grow darker from idle to always busy in %s vision", (vision) => {
    const lightness = [PAPER, ...BUSY_RAMP].map((colour) => lab(colour, vision)[0]);
    const steps = lightness.slice(1).map((value, index) => (lightness[index] ?? 0) - value);
    expect(Math.min(...steps)).toBeGreaterThan(5);
  });
});

const closerThan = (least: number, colours: readonly string[], vision: string): string[] =>
  pairs(colours).flatMap(([one, other]) => (distance(one, other, vision) < least ? [`${one} ${other}`] : []));

const pairs = (colours: readonly string[]): [string, string][] =>
  colours.flatMap((one, index) => colours.slice(index + 1).map((other): [string, string] => [one, other]));

function linear(colour: string): Triple {
  const channel = (from: number): number => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const product = (row: Triple, [r, g, b]: Triple): number => row[0] * r + row[1] * g + row[2] * b;

const LUMINANCE: Triple = [0.2126, 0.7152, 0.0722];

function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [one, other]
    .map((colour) => product(LUMINANCE, linear(colour)))
    .toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const root = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);

/** CIELAB with the white of D65. */
function lab(colour: string, vision: string): Triple {
  const rows = VISIONS[vision] ?? [LUMINANCE, LUMINANCE, LUMINANCE];
  const [r = 0, g = 0, b = 0] = rows.map((row) => Math.min(1, Math.max(0, product(row, linear(colour)))));
  const seen: Triple = [r, g, b];
  const x = root(product([0.4124, 0.3576, 0.1805], seen) / 0.95047);
  const y = root(product(LUMINANCE, seen));
  const z = root(product([0.0193, 0.1192, 0.9505], seen) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(one: string, other: string, vision: string): number {
  const [a, b] = [lab(one, vision), lab(other, vision)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
