import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatChange,
  formatCount,
  formatInstant,
  formatJain,
  formatMs,
  formatNumber,
  formatPercent,
  formatPercentRange,
  formatPlannedMs,
  formatPValue,
  formatRatio,
  formatShare,
  pValuePhrase,
} from "./format.ts";

describe("numbers", () => {
  it("carry three significant digits, and all digits before the point", () => {
    expect([0, 0.01234, 1.234, 12.34, 123.4, 12_345.6].map(formatNumber)).toEqual([
      "0",
      "0.0123",
      "1.23",
      "12.3",
      "123",
      "12,346",
    ]);
  });

  it("group thousands without a locale", () => {
    expect([999, 1000, 1_234_567].map(formatCount)).toEqual(["999", "1,000", "1,234,567"]);
  });

  it("are a dash without a measurement", () => {
    for (const format of [
      formatNumber,
      formatCount,
      formatMs,
      formatRatio,
      formatJain,
      formatShare,
      formatPercent,
      formatChange,
      formatBytes,
    ]) {
      expect([null, undefined, Number.NaN].map(format)).toEqual(["—", "—", "—"]);
    }
  });
});

describe("durations", () => {
  it("are written in the unit that needs the fewest digits", () => {
    expect([0, 0.0002, 0.02, 0.35, 12.34, 999.4, 999.6, 12_340, 125_000].map(formatMs)).toEqual([
      "0 ms",
      "0.200 µs",
      "20.0 µs",
      "0.350 ms",
      "12.3 ms",
      "999 ms",
      "1.00 s",
      "12.3 s",
      "125 s",
    ]);
  });

  it("from the settings are written exactly", () => {
    expect([0, 1, 0.5, 100, 1500].map(formatPlannedMs)).toEqual(["0 ms", "1 ms", "0.5 ms", "100 ms", "1.5 s"]);
  });
});

describe("shares in sentences", () => {
  it("are whole per cents", () => {
    expect([0, 0.254, 0.5, 1].map(formatPercent)).toEqual(["0 %", "25 %", "50 %", "100 %"]);
  });

  it("never round to 0 % or 100 %", () => {
    expect([0.0049, 0.9962].map(formatPercent)).toEqual(["0.5 %", "99.6 %"]);
  });

  it("are one number when both ends of a range round to the same", () => {
    expect(formatPercentRange(0.2401, 0.261)).toBe("24–26 %");
    expect(formatPercentRange(0.2499, 0.2501)).toBe("25 %");
  });
});

it("a change has its sign, except when it rounds to zero", () => {
  expect([0.941, -0.032, 0.0001].map(formatChange)).toEqual(["+94.1 %", "−3.2 %", "0.0 %"]);
});

it("a p value has two significant digits, and is never zero", () => {
  expect([0.0321, 1, 0.000_01].map(formatPValue)).toEqual(["0.032", "1", "< 0.0001"]);
  expect([0.0321, 0.000_01].map(pValuePhrase)).toEqual(["p = 0.032", "p < 0.0001"]);
});

it("bytes are in powers of 1000", () => {
  expect([0, 999, 1500, 210e6, 16.4e9].map(formatBytes)).toEqual(["0 B", "999 B", "1.50 kB", "210 MB", "16.4 GB"]);
});

it("an instant is written to the minute, in UTC", () => {
  expect(formatInstant("2026-11-24T05:30:12.123Z")).toBe("2026-11-24 05:30 UTC");
});
