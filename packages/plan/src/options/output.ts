// Options of one invocation: where the results go, and how much is printed.
import { benchmarkFile } from "./kinds/benchmark-file.ts";
import type { OptionTable } from "./option.ts";
import { boolean, file, ipAddress, matching, wholeNumber } from "./kinds/value-kind.ts";

const directory = matching("DIR", "the name of a directory", /./);

export const OUTPUT_OPTIONS: OptionTable<
  | "printPlan"
  | "out"
  | "exportJson"
  | "exportMarkdown"
  | "exportCsv"
  | "exportCsvWorkers"
  | "exportCsvQueues"
  | "exportCsvIntervals"
  | "exportHtml"
  | "exportJunit"
  | "exportBenchmark"
  | "exportOpenmetrics"
  | "ui"
  | "uiListen"
  | "columns"
  | "wide"
  | "metricsPort"
  | "noProgress"
  | "quiet"
> = {
  printPlan: {
    group: "Output",
    flag: "print-plan",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Print the checked plan as JSON and exit, without a broker.",
  },
  out: {
    group: "Output",
    flag: "out",
    kind: directory,
    invocationOnly: true,
    description: "Directory of the report (default: reports/<date>-<name>).",
  },
  exportJson: {
    group: "Output",
    flag: "export-json",
    kind: file,
    invocationOnly: true,
    description: "Also write results.json to this file; - is standard output, in every export.",
  },
  exportMarkdown: {
    group: "Output",
    flag: "export-markdown",
    kind: file,
    invocationOnly: true,
    description: "Also write the Markdown report to this file.",
  },
  exportCsv: {
    group: "Output",
    flag: "export-csv",
    kind: file,
    invocationOnly: true,
    description: "Also write a CSV file with a row per run.",
  },
  exportCsvWorkers: {
    group: "Output",
    flag: "export-csv-workers",
    kind: file,
    invocationOnly: true,
    description: "Also write a CSV file with a row per run and worker.",
  },
  exportCsvQueues: {
    group: "Output",
    flag: "export-csv-queues",
    kind: file,
    invocationOnly: true,
    description: "Also write a CSV file with a row per run and queue.",
  },
  exportCsvIntervals: {
    group: "Output",
    flag: "export-csv-intervals",
    kind: file,
    invocationOnly: true,
    description: "Also write a CSV file with rates and latencies over time, to plot.",
  },
  exportHtml: {
    group: "Output",
    flag: "export-html",
    kind: file,
    invocationOnly: true,
    description: "Also write the HTML report, one self-contained page, to this file.",
  },
  exportJunit: {
    group: "Output",
    flag: "export-junit",
    kind: file,
    invocationOnly: true,
    description: "Also write JUnit XML: a test case per run and per threshold of each trial.",
  },
  exportBenchmark: {
    group: "Output",
    flag: "export-benchmark",
    kind: benchmarkFile,
    repeatable: true,
    invocationOnly: true,
    description: "Also write JSON for github-action-benchmark (default: smaller is better); repeatable.",
  },
  exportOpenmetrics: {
    group: "Output",
    flag: "export-openmetrics",
    kind: file,
    invocationOnly: true,
    description: "Also write all numbers in the OpenMetrics text format.",
  },
  ui: {
    group: "Output",
    flag: "ui",
    kind: wholeNumber({ min: 0, max: 65_535 }),
    syntax: "PORT",
    whenAlone: "0",
    invocationOnly: true,
    description: "Serve a live page on loopback; without a port on any free one.",
  },
  uiListen: {
    group: "Output",
    flag: "ui-listen",
    kind: ipAddress,
    invocationOnly: true,
    description: "Serve the live page on this address, such as 0.0.0.0 in a container; others may watch.",
  },
  columns: {
    group: "Output",
    flag: "columns",
    kind: matching("LIST", "a list of column names such as makespan,lost, or all", /./),
    repeatable: true,
    invocationOnly: true,
    description: "Columns of the printed tables, or all (default: the ones that fit the terminal).",
  },
  wide: {
    group: "Output",
    flag: "wide",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Print tables with all columns, also where they are wider than the terminal.",
  },
  metricsPort: {
    group: "Output",
    flag: "metrics-port",
    kind: wholeNumber({ min: 0, max: 65_535 }),
    invocationOnly: true,
    description: "Serve Prometheus metrics on this port of loopback while the runs go on; 0 for any.",
  },
  noProgress: {
    group: "Output",
    flag: "no-progress",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Do not show progress.",
  },
  quiet: {
    group: "Output",
    flag: "quiet",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Print only the verdict and problems.",
  },
};
