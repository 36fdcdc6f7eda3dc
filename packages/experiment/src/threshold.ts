// Reads what must hold: a metric, a comparison and a number.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import type { Threshold } from "./experiment.ts";
import type { Given } from "./given.ts";
import type { Findings } from "./mistake.ts";
import { nearest } from "./suggest.ts";

// Longer operators first, or `<=` would be read as `<`.
const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
const EXPRESSION = /^\s*([A-Za-z][\w.]*)\s*(<=|>=|==|!=|<|>|=)\s*(\S+)\s*$/;
const LISTED_NAMES = 6;

/**
 * `metrics` are the full paths, e.g. `ledger.lost`; the end of a path is enough where only one has it.
 * A duration with its unit is read in milliseconds when the metric is one (`latencyMs.…`, `makespanMs`).
 */
export function parseThreshold(
  given: Given<string>,
  metrics: readonly string[],
  findings: Findings,
): Threshold | undefined {
  const [, name = "", sign = "", bound = ""] = EXPRESSION.exec(given.value) ?? [];
  const operator = OPERATORS.find((known) => known === sign);
  if (name === "" || operator === undefined) {
    const mend = sign === "=" ? " Write == for equality." : "";
    findings.mistake(given.place, `Expects a metric, one of < <= > >= == != and a number, such as lost==0.${mend}`);
    return undefined;
  }
  const metric = resolveMetric(name, given.place, metrics, findings);
  const value = readBound(bound, metric ?? name);
  if (value === undefined) findings.mistake(given.place, `"${bound}" is no number to compare ${name} with.`);
  if (metric === undefined || value === undefined) return undefined;
  return { expression: given.value.trim(), metric, operator, value };
}

function readBound(text: string, metric: string): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return /Ms(\.|$)/.test(metric) ? toMilliseconds(duration) : undefined;
  return /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function resolveMetric(
  name: string,
  place: string,
  metrics: readonly string[],
  findings: Findings,
): string | undefined {
  if (metrics.includes(name)) return name;
  const ending = metrics.filter((metric) => metric.endsWith(`.${name}`));
  if (ending.length === 1) return ending[0];
  if (ending.length > 1) {
    findings.mistake(place, `Several metrics are called ${name}: ${abridge(ending)}. Write the whole name.`);
    return undefined;
  }
  const short = new Map(metrics.map((metric) => [lastPart(metric), metric]));
  const close = nearest(name, metrics) ?? short.get(nearest(name, short.keys()) ?? "");
  const mend = close === undefined ? `Some that there are: ${abridge(metrics)}.` : `Did you mean ${close}?`;
  findings.mistake(place, `There is no metric ${name}. ${mend}`);
  return undefined;
}

const lastPart = (metric: string): string => metric.slice(metric.lastIndexOf(".") + 1);

const abridge = (names: readonly string[]): string =>
  names.slice(0, LISTED_NAMES).join(", ") + (names.length > LISTED_NAMES ? ", …" : "");
