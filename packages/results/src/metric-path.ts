// The names of the metrics of a run, such as `latencyMs.endToEnd.p99`, and the short names that a threshold may use.
// The paths come from the schema, so every new number in it is a metric.
import { numbersIn, valueAt } from "./number-paths.ts";
import { latenciesSchema } from "./run/latency-schema.ts";
import { queueMetricOf, queuePath, queueValue } from "./queue-path.ts";
import { type RunResult, runSchema } from "./run/run-schema.ts";

/** Numbers of a run that are not metrics: the number of the run, and the data of pictures. */
const NOT_METRICS = new Set(["run", "timeline"]);
/** Groups whose names are unambiguous without the group. */
const BARE_GROUPS = new Set(["ledger", "fairness", "throughput", "cost"]);

/** Counts that nothing is known of if nothing shows the completions of a run. */
const OF_COMPLETIONS = new Set([
  "ledger.completed",
  "ledger.lost",
  "ledger.lostUnconfirmed",
  "ledger.duplicated",
  "worstQueue.completed",
  "worstQueue.lost",
  "worstQueue.duplicated",
]);

/** By how much the clocks of several hosts may falsify a latency. */
const ERROR_BOUND = /\.(errorBound|endToEndErrorBoundMs)$/;

/** Of AMQP: an octet. */
const HIGHEST_PRIORITY = 255;
/** There may be 256 priorities, so that not every number of each of them is summarised. */
const BY_PRIORITY = ["queueWait.p50", "queueWait.p99", "endToEnd.p50", "endToEnd.p99"];

const PATHS = [...numbersIn(runSchema, NOT_METRICS)];
const PATH_OF: ReadonlyMap<string, string> = new Map([
  ...PATHS.flatMap((path) => namesOf(path).map((name) => [name, path] as const)),
  ["throughput", "throughput.completedPerSecond"],
]);

/** The full paths of all metrics. */
export const metricPaths = (): readonly string[] => PATHS;

/**
 * Every name that a threshold may use: full paths; bare names of the ledger, fairness, throughput and cost
 * (`lost`, `jainBusy`, `completedPerSecond`); `throughput` for the completions per second; latencies without `latencyMs.` (`queueWait.p99`); and the
 * end-to-end latency by its percentile alone (`p99`).
 */
export const metricNames = (): string[] => [...PATH_OF.keys()];

/** The full path of a metric's name; undefined if there is no such metric. */
export const metricPath = (name: string): string | undefined =>
  PATH_OF.get(name) ?? pathByPriority(name) ?? queuePath(name);

/** `priority.9.queueWait.p99` is short for `latencyByPriorityMs.9.queueWait.p99`. */
function pathByPriority(name: string): string | undefined {
  const [, priority = "", phase, key = ""] =
    /^(?:latencyByPriorityMs|priority)\.(0|[1-9]\d{0,2})\.(queueWait|endToEnd)\.(\w+)$/.exec(name) ?? [];
  const isNumber = Object.hasOwn(latenciesSchema.shape.endToEnd.shape, key);
  return Number(priority) <= HIGHEST_PRIORITY && isNumber
    ? `latencyByPriorityMs.${priority}.${phase}.${key}`
    : undefined;
}

/**
 * The metrics that runs are summarised by: all of `metricPaths`, and those of the priorities that these runs have. The errors of
 * the clocks only if one of the runs was on several hosts.
 */
export function summarisedPaths(runs: readonly RunResult[]): string[] {
  const hasHosts = runs.some(isOnSeveralHosts);
  const priorities = new Set(runs.flatMap((run) => Object.keys(run.latencyByPriorityMs)));
  return [
    ...PATHS.filter((path) => hasHosts || !ERROR_BOUND.test(path)),
    ...[...priorities].flatMap((priority) =>
      BY_PRIORITY.map((latency) => `latencyByPriorityMs.${priority}.${latency}`),
    ),
  ];
}

/** The unit of a metric's values; empty for a count, a ratio or a share. */
export function metricUnit(path: string): string {
  if (path.endsWith(".count")) return "";
  if (/Ms(\.|$)/.test(path)) return "ms";
  if (path.endsWith("PerSecond")) return "/s";
  if (path.endsWith("Seconds")) return "s";
  if (path.endsWith("MsPer1000Tasks")) return "ms";
  return path.endsWith("Bytes") ? "bytes" : "";
}

/** The value of a metric in a run; null if it was not measured or does not exist. */
export function metricOf(run: RunResult, path: string): number | null {
  const ofQueue = queueMetricOf(path);
  const known = ofQueue === undefined ? path : `worstQueue.${ofQueue.field}`;
  if (run.evidence.sources.completed === "none" && OF_COMPLETIONS.has(known)) return null;
  const value = ofQueue === undefined ? valueAt(run, path) : queueValue(run.queues, ofQueue);
  // One clock gives all times of one host.
  if (value === undefined && ERROR_BOUND.test(path) && !isOnSeveralHosts(run)) return 0;
  return typeof value === "number" ? value : null;
}

const isOnSeveralHosts = ({ clocks }: RunResult): boolean => clocks.length > 0;

function namesOf(path: string): string[] {
  const [group, name, percentile] = path.split(".");
  if (name !== undefined && BARE_GROUPS.has(group ?? "")) return [path, name];
  if (percentile === undefined) return [path];
  const isPlain = name === "endToEnd" && percentile.startsWith("p");
  return [path, `${name}.${percentile}`, ...(isPlain ? [percentile] : [])];
}
