// Formats numbers for people: significant digits, units, thousands separators; `—` for a missing value.

export type Measured = number | null | undefined;

export const NOT_MEASURED = "—";

/** At least three significant digits, thousands separated: 0.0123, 1.23, 12.3, 123, 12,345. */
export function formatNumber(value: Measured): string {
  if (!isMeasured(value)) return NOT_MEASURED;
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 99.95) return thousands(Math.round(value));
  if (size < 0.001) return value.toExponential(1);
  return value.toPrecision(3);
}

/** A whole number, thousands separated. */
export const formatCount = (value: Measured): string =>
  isMeasured(value) ? thousands(Math.round(value)) : NOT_MEASURED;

/** A duration in milliseconds as text, in the unit of its size: 250 µs, 12.3 ms, 1.23 s. */
export function formatMs(ms: Measured): string {
  if (!isMeasured(ms)) return NOT_MEASURED;
  const size = Math.abs(ms);
  if (size === 0) return "0 ms";
  if (size < 0.0995) return `${formatNumber(ms * 1000)} µs`;
  if (size < 999.5) return `${formatNumber(ms)} ms`;
  return `${formatNumber(ms / 1000)} s`;
}

/** A configured duration, without rounding: 0 ms, 100 ms, 1.5 s. */
export function formatPlannedMs(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(6))} s` : `${Number(ms.toFixed(6))} ms`;
}

/** A multiple: 1.02×. */
export const formatRatio = (value: Measured): string => {
  if (!isMeasured(value)) return NOT_MEASURED;
  return `${value >= 99.95 ? thousands(Math.round(value)) : value.toFixed(2)}×`;
};

/** Jain's index, 1/n to 1. */
export const formatJain = (value: Measured): string => (isMeasured(value) ? value.toFixed(3) : NOT_MEASURED);

/** A share from 0 to 1, for tables: 24.9 %. */
export const formatShare = (share: Measured): string =>
  isMeasured(share) ? `${percentDigits(share, 1)} %` : NOT_MEASURED;

/**
 * A share from 0 to 1, for sentences: a whole percentage, with a decimal only where rounding would give 0 % or 100 %.
 */
export const formatPercent = (share: Measured): string =>
  isMeasured(share) ? `${wholePercent(share)} %` : NOT_MEASURED;

/** A p value as the cell of a table: `0.032`, `< 0.0001`. */
export const formatPValue = (p: number): string => (p < 1e-4 ? "< 0.0001" : String(Number(p.toPrecision(2))));

/** `p = 0.032`, `p < 0.0001` */
export const pValuePhrase = (p: number): string => `p ${p < 1e-4 ? "" : "= "}${formatPValue(p)}`;

/** `24–26 %`, or `25 %` if both ends round to the same number. */
export function formatPercentRange(low: number, high: number): string {
  const [from, to] = [wholePercent(low), wholePercent(high)];
  return from === to ? `${to} %` : `${from}–${to} %`;
}

/** A relative change with its sign: +94.1 %, −3.2 %. */
export function formatChange(relative: Measured): string {
  if (!isMeasured(relative)) return NOT_MEASURED;
  const size = percentDigits(Math.abs(relative), 1);
  if (Number(size) === 0) return "0.0 %";
  return `${relative < 0 ? "−" : "+"}${size} %`;
}

/** 1.5 kB, 210 MB, 16 GB: powers of 1000. */
export function formatBytes(bytes: Measured): string {
  if (!isMeasured(bytes)) return NOT_MEASURED;
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${step === 0 ? thousands(bytes) : formatNumber(bytes / 1000 ** step)} ${units[step] ?? "B"}`;
}

/** `2026-11-24T05:30:12.123Z` as `2026-11-24 05:30 UTC`. */
export const formatInstant = (iso: string): string =>
  `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const isMeasured = (value: Measured): value is number => typeof value === "number" && Number.isFinite(value);

/** Groups digits without `Intl`, so that the text does not depend on the locale data of the machine. */
const thousands = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",");

const percentDigits = (share: number, digits: number): string => (share * 100).toFixed(digits);

function wholePercent(share: number): string {
  const nearlyAllOrNone = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
  return nearlyAllOrNone ? String(Number(percentDigits(share, 1))) : percentDigits(share, 0);
}

/** `1 task`, `1,200 tasks`; `many` is the plural of irregular nouns. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
