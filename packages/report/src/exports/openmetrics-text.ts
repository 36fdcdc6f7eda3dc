// Writes metric families in the OpenMetrics text format. Which families there are stands in openmetrics.ts.
// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
import { oneLine } from "@fairhare/core";

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  /** Null when it was not measured; the sample is left out. */
  readonly value: number | null;
  /** After the name of the family: `_total`, `_count`, …; none for a gauge. */
  readonly suffix?: string;
}

export interface Head {
  /** Without the suffix of the samples; ends in the unit, if there is one. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "info" | "stateset" | "summary";
  /** A base unit; absent for counts and rates. */
  readonly unit?: "seconds" | "bytes" | "ratio";
  readonly help: string;
}

export interface Family extends Head {
  readonly samples: readonly Sample[];
}

/** A family without a measured sample is left out. */
export const openMetricsText = (families: readonly Family[]): string =>
  [...families.flatMap(familyLines), "# EOF\n"].join("\n");

function familyLines({ name, type, unit, help, samples }: Family): string[] {
  const measured = samples.filter(({ value }) => value !== null);
  if (measured.length === 0) return [];
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...measured.map(({ labels, value, suffix = "" }) => `${name}${suffix}${labelsText(labels)} ${String(value)}`),
  ];
}

function labelsText(labels: Labels): string {
  const written = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return written.length === 0 ? "" : `{${written.join(",")}}`;
}

/** Texts are one line each, so only backslashes and double quotes are left to escape. */
const escaped = (text: string): string =>
  oneLine(text)
    .replaceAll("\\", String.raw`\\`)
    .replaceAll('"', String.raw`\"`);
