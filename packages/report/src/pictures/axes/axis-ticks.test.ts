import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationTicks, type Ticks, ticksAround, ticksFromZero, ticksWithin } from "./axis-ticks.ts";
import { timeTicks } from "./time-axis.ts";

const labels = ({ values, label }: Ticks): string[] => values.map(label);
const size = fc.double({ min: 1e-6, max: 1e12, noNaN: true });

/** What is wrong with an axis. */
function problemsOf(ticks: Ticks, least = -Infinity, largest = Infinity): string[] {
  const shown = labels(ticks);
  const slack = 1e-9 * Math.max(Math.abs(ticks.min), Math.abs(ticks.max));
  return [
    ...(new Set(shown).size < shown.length ? [`repeated: ${shown.join(" ")}`] : []),
    ...(/NaN|undefined|e[+-]/.test(shown.join(" ")) ? [`unreadable: ${shown.join(" ")}`] : []),
    ...(shown.length < 2 ? ["fewer than two ticks"] : []),
    ...(ticks.values.some((value) => value < ticks.min - slack || value > ticks.max + slack) ? ["tick outside"] : []),
    ...(least < ticks.min - slack && least !== -Infinity ? [`${least} is below the axis`] : []),
    ...(largest > ticks.max + slack && largest !== Infinity ? [`${largest} is above the axis`] : []),
  ];
}

const unitOf = (toMs: number): string | undefined => timeTicks({ fromMs: 0, toMs }).name.split(" ")[0];

describe("ticks", () => {
  it("from 0 have labels that differ, and cover the largest value", () => {
    fc.assert(
      fc.property(size, (largest) => {
        expect(problemsOf(ticksFromZero(largest, 4), 0, largest)).toEqual([]);
      }),
    );
  });

  it("of what is counted are whole numbers", () => {
    fc.assert(
      fc.property(size, (largest) => {
        const ticks = ticksFromZero(largest, 4, true);
        expect(problemsOf(ticks, 0, largest)).toEqual([]);
        expect(ticks.values.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it("around values have labels that differ, however close the values are", () => {
    fc.assert(
      fc.property(size, fc.double({ min: 1, max: 50, noNaN: true }), (smallest, factor) => {
        const ticks = ticksAround(smallest, smallest * factor, 4);
        expect(problemsOf(ticks, smallest, smallest * factor)).toEqual([]);
      }),
    );
  });

  it("of durations have labels that differ, and a logarithmic axis has at least three", () => {
    const ms = fc.double({ min: 1e-3, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(ms, fc.double({ min: 1, max: 1e6, noNaN: true }), (smallest, factor) => {
        const ticks = durationTicks(smallest, smallest * factor);
        expect(problemsOf(ticks, smallest, smallest * factor)).toEqual([]);
        expect(ticks.values.length).toBeGreaterThanOrEqual(ticks.isLogarithmic ? 3 : 2);
      }),
    );
  });

  it("of a time axis are in the unit that fits its span", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 0, noNaN: true }), size, (fromMs, length) => {
        expect(problemsOf(timeTicks({ fromMs, toMs: fromMs + Math.max(1, length) }))).toEqual([]);
      }),
    );
    expect([800, 5_000, 3_600_000].map(unitOf)).toEqual(["milliseconds", "seconds", "minutes"]);
  });

  it.each([
    { what: "no messages", ticks: ticksFromZero(0, 4, true), expected: ["0", "1"] },
    { what: "one message", ticks: ticksFromZero(1, 4, true), expected: ["0", "1"] },
    { what: "5 messages", ticks: ticksFromZero(5, 4, true), expected: ["0", "2", "4", "6"] },
    { what: "a flat 94 MB", ticks: ticksAround(94, 94.2, 4), expected: ["85", "90", "95", "100"] },
    { what: "half a task a second", ticks: ticksFromZero(0.45, 4), expected: ["0.0", "0.2", "0.4", "0.6"] },
    {
      what: "16 to 20 s",
      ticks: durationTicks(15_700, 19_800),
      expected: ["15 s", "16 s", "17 s", "18 s", "19 s", "20 s"],
    },
    {
      what: "100 ms to 5 s",
      ticks: durationTicks(104, 4_900),
      expected: ["100 ms", "200 ms", "500 ms", "1 s", "2 s", "5 s"],
    },
    { what: "before and after 0", ticks: ticksWithin(-6, 4, 5), expected: ["-6", "-4", "-2", "0", "2", "4"] },
  ])("for $what are $expected", ({ ticks, expected }) => {
    expect(labels(ticks)).toEqual(expected);
  });
});
