// PerfTest's options of output and metrics.
import { equivalent, type PerfTestOption, refused, works } from "./perftest-option.ts";

const METRICS =
  "A run has its own metrics. Use --metrics-port for Prometheus, or --export-openmetrics for the results.";
const RAW = "The run stores the history of every task. Use the command history export to print it.";

export const OUTPUT_OPTIONS: readonly PerfTestOption[] = [
  works("d, id", "one", "name", "Letters, digits, dots, dashes and underscores."),
  equivalent("o, output-file", "one", "--export-csv-intervals", "It has 40 to 100 rows per run; --export-csv has one."),
  equivalent("mf, metrics-format", "one", "--export-json, --export-csv or --export-markdown"),
  refused("i, interval", "one", "Results come from the history of all events, not from samples. Remove it."),
  refused("ms, use-millis", "none", "All processes share one clock; latencies have nanoseconds. Remove it."),
  refused("verbose", "none", RAW),
  refused("verbose-full", "none", RAW),
  equivalent("v, version", "none", "--version"),
  equivalent("?, help", "none", "--help"),
  equivalent("env, environment-variables", "none", "--help", "Every long flag has a variable: FAIRHARE_WORKERS."),
];

export const METRICS_OPTIONS: readonly PerfTestOption[] = [
  refused("mh, metrics-help", "none", METRICS),
  refused("em, exposed-metrics", "one", METRICS),
  refused("mt, metrics-tags", "one", METRICS),
  refused("mcla, metrics-command-line-arguments", "none", METRICS),
  refused("mpx, metrics-prefix", "one", METRICS),
  refused("mc, metrics-client", "none", METRICS),
  refused("mcl, metrics-class-loader", "none", METRICS),
  refused("mjm, metrics-jvm-memory", "none", METRICS),
  refused("mjgc, metrics-jvm-gc", "none", METRICS),
  refused("mjp, metrics-processor", "none", METRICS),
  refused("mjt, metrics-jvm-thread", "none", METRICS),
  equivalent("mpr, metrics-prometheus", "none", "--metrics-port"),
  refused("mpe, metrics-prometheus-endpoint", "one", METRICS),
  equivalent("mpp, metrics-prometheus-port", "one", "--metrics-port"),
  refused("mjx, metrics-jmx", "none", METRICS),
  refused("mda, metrics-datadog", "none", METRICS),
  refused("mdk, metrics-datadog-api-key", "one", METRICS),
  refused("mds, metrics-datadog-step-size", "one", METRICS),
  refused("mdak, metrics-datadog-application-key", "one", METRICS),
  refused("mdh, metrics-datadog-host-tag", "one", METRICS),
  refused("mdd, metrics-datadog-descriptions", "none", METRICS),
  refused("mdu, metrics-datadog-uri", "one", METRICS),
];
