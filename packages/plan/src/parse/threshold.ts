// Parses a threshold: a metric, a comparison and a number.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import type { Threshold } from "@fairhare/workload";
import type { Given } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { nearest } from "../mistakes/suggest.ts";

// Longer operators first, so that `<=` is not parsed as `<`.
const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
const EXPRESSION = /^\s*([A-Za-z][\w.]*)\s*(<=|>=|==|!=|<|>|=)\s*(\S+)\s*$/;
const LISTED_NAMES = 6;

/** Port to the metrics of results.json. */
export interface Metrics {
  /** All names that a threshold may use, including short ones. */
  readonly names: readonly string[];
  /** Full path of a name, e.g. `ledger.lost` of `lost`. */
  readonly path: (name: string) => string | undefined;
}

/** A metric in milliseconds (`latencyMs.…`, `makespanMs`) may be compared with a duration that has a unit. */
export function parseThreshold(given: Given<string>, metrics: Metrics, problems: PlanProblems): Threshold | undefined {
  const [, name = "", sign = "", bound = ""] = EXPRESSION.exec(given.value) ?? [];
  const operator = OPERATORS.find((known) => known === sign);
  if (name === "" || operator === undefined) {
    const hint = sign === "=" ? " Use == for equality." : "";
    problems.mistake(
      given.place,
      `Must be a metric, a comparison (< <= > >= == !=) and a number, such as lost==0.${hint}`,
    );
    return undefined;
  }
  const metric = metrics.path(name);
  if (metric === undefined) problems.mistake(given.place, unknownMetric(name, metrics));
  const value = readBound(bound, metric ?? name);
  if (value === undefined) problems.mistake(given.place, `"${bound}" cannot be compared with ${name}. Use a number.`);
  if (metric === undefined || value === undefined) return undefined;
  return { expression: given.value.trim(), metric, operator, value };
}

function readBound(text: string, metric: string): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return /Ms(\.|$)/.test(metric) ? finite(toMilliseconds(duration)) : undefined;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? finite(Number(text)) : undefined;
}

/** Rejects numbers beyond the range of a double, which become infinite. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

function unknownMetric(name: string, { names, path }: Metrics): string {
  const longer = names.filter((known) => known.endsWith(`.${name}`) && isShortest(known));
  if (longer.length > 0) return `Several metrics are called ${name}: ${abridge(longer)}. Use one of these names.`;
  const close = nearest(name, names);
  const hint =
    close === undefined ? `Some valid names: ${abridge(names.filter(isShortest))}.` : `Did you mean ${close}?`;
  return `Unknown metric ${name}. ${hint}`;

  function isShortest(known: string): boolean {
    return !names.some((other) => other.length < known.length && path(other) === path(known));
  }
}

const abridge = (names: readonly string[]): string =>
  names.slice(0, LISTED_NAMES).join(", ") + (names.length > LISTED_NAMES ? ", …" : "");
