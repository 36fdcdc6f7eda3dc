// The comparison of all flows as a table for the terminal: bare loop → Fairhare, and the ratio with its interval.
import Table from "cli-table3";
import type { Comparison, Ratio } from "./comparison.ts";

const HEAD = [
  "flow",
  "messages/s",
  "ratio [95 %]",
  "client CPU, µs",
  "ratio [95 %]",
  "peak MB",
  "a worker MB",
  "target",
];

export function flowsTable(comparisons: readonly Comparison[]): string {
  const table = new Table({
    head: HEAD,
    colAligns: HEAD.map((_, column) => (column === 0 || column === HEAD.length - 1 ? "left" : "right")),
    style: { head: [], border: [] },
  });
  for (const { flow, title, throughput, clientCpu, bare, fairhare, missed } of comparisons) {
    const row = (name: "perSecond" | "clientCpuMicros", format: (value: number) => string): string =>
      `${format(bare[name])} → ${format(fairhare[name])}`;
    table.push([
      `${flow} ${title.replace(", ", ",\n")}`,
      row("perSecond", whole),
      ratio(throughput),
      row("clientCpuMicros", (value) => value.toFixed(1)),
      ratio(clientCpu),
      `${megabytes(bare.clientPeakRssBytes)} → ${megabytes(fairhare.clientPeakRssBytes)}`,
      `${megabytes(bare.workerPeakRssBytes)} → ${megabytes(fairhare.workerPeakRssBytes)}`,
      missed.length === 0 ? "met" : missed.join("\n"),
    ]);
  }
  return table.toString();
}

const whole = (value: number): string => Math.round(value).toLocaleString("en");
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const ratio = ({ median, interval: [from, to] }: Ratio): string =>
  `${median.toFixed(2)} [${from.toFixed(2)}, ${to.toFixed(2)}]`;
