// Parses a threshold: the trials that it concerns in brackets, a metric, a comparison, and a number or a change.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import type { Threshold } from "@fairhare/workload";
import type { Given } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { nearest } from "../mistakes/suggest.ts";

// Longer operators first, so that `<=` is not parsed as `<`.
const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
const EXPRESSION =
  /^\s*(?:\[([^\]]*)\])?\s*([A-Za-z][\w.]*)\s*(<=|>=|==|!=|<|>|=)\s*(\S+(?:\s+(?:ns|us|µs|ms|s|m|h))?)\s*$/;
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;
const LISTED_NAMES = 6;
/** Shown when nothing resembles an unknown name. */
const OFTEN_USED = ["lost", "duplicated", "jainBusy", "boundRatio", "throughput", "p99"];

/** Port to the metrics of results.json. */
export interface Metrics {
  /** All names that a threshold may use, including short ones. */
  readonly names: readonly string[];
  /** Full path of a name, e.g. `ledger.lost` of `lost`. */
  readonly path: (name: string) => string | undefined;
}

/** Port to the trials: the ids that a selector such as `prefetch=1,ack=manual` matches; reports its mistakes itself. */
export type SelectTrials = (selector: string, place: string) => readonly string[];

/**
 * A metric in milliseconds (`latencyMs.…`, `makespanMs`) may be compared with a duration that has a unit. `0.95x` is a ratio
 * to the baseline, and a number with a sign, `-0.02` or `+5ms`, a difference from it.
 */
export function parseThreshold(
  given: Pick<Given<string>, "value" | "place">,
  metrics: Metrics,
  select: SelectTrials,
  problems: PlanProblems,
): Threshold | undefined {
  const [, selector, name = "", sign = "", bound = ""] = EXPRESSION.exec(given.value) ?? [];
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
  if (metric === undefined) {
    problems.mistake(given.place, unknownMetric(name, metrics));
    return undefined;
  }
  const read = readBound(bound.replace(/\s/g, ""), metric);
  if (read === undefined)
    problems.mistake(given.place, `"${bound}" cannot be compared with ${name}. ${boundHint(bound, metric)}`);
  if (read?.against !== undefined && (operator === "==" || operator === "!="))
    problems.mistake(given.place, "A comparison with a baseline must be < <= > or >=.");
  const trials = selector === undefined ? undefined : select(selector, given.place);
  if (read === undefined || trials?.length === 0) return undefined;
  return {
    expression: given.value.trim(),
    metric,
    operator,
    ...read,
    ...(trials === undefined ? {} : { trials }),
  };
}

type Bound = Pick<Threshold, "value" | "against">;

function readBound(text: string, metric: string): Bound | undefined {
  const [, sign = "", size = "", ratio = ""] = /^([+-]?)(.*?)(x?)$/s.exec(text) ?? [];
  if (ratio !== "") return sign === "" && NUMBER.test(size) ? bound(Number(size), "ratio") : undefined;
  const value = readSize(size, metric);
  if (value === undefined) return undefined;
  return sign === "" ? bound(value) : bound(sign === "-" ? -value : value, "difference");
}

/** Rejects numbers beyond the range of a double, which become infinite. */
const bound = (value: number, against?: "ratio" | "difference"): Bound | undefined =>
  Number.isFinite(value) ? { value, ...(against === undefined ? {} : { against }) } : undefined;

function readSize(text: string, metric: string): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return isDuration(metric) ? toMilliseconds(duration) : undefined;
  return NUMBER.test(text) ? Number(text) : undefined;
}

const isDuration = (metric: string): boolean => /Ms(\.|$)/.test(metric);

function boundHint(text: string, metric: string): string {
  const percent = /^([+-]?)(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent === null) {
    const [absolute, difference] = isDuration(metric)
      ? ["a duration such as 200ms, or a number of milliseconds", "+5ms"]
      : ["a number", "-0.02"];
    return `Use ${absolute}; or, with --baseline, a ratio such as 0.95x or a difference such as ${difference}.`;
  }
  const [, sign, size] = percent;
  const change = Number(size) / 100;
  const ratio = sign === "" ? change : sign === "-" ? 1 - change : 1 + change;
  return `Use ${Number(ratio.toFixed(6))}x for a ratio to the baseline.`;
}

function unknownMetric(name: string, { names, path }: Metrics): string {
  const longer = names.filter((known) => known.endsWith(`.${name}`) && isShortest(known));
  if (longer.length > 0) return `Several metrics are called ${name}: ${abridge(longer)}. Use one of these names.`;
  const close = nearest(name, names);
  if (close !== undefined) return `Unknown metric ${name}. Did you mean ${close}?`;
  const related = names.filter((short) => isShortest(short) && path(short)?.toLowerCase().includes(name.toLowerCase()));
  const listed = related.length > 0 ? related : OFTEN_USED.filter((often) => path(often) !== undefined);
  return `Unknown metric ${name}. Some valid names: ${abridge(listed)}. docs/results.md has all.`;

  function isShortest(known: string): boolean {
    return !names.some((other) => other.length < known.length && path(other) === path(known));
  }
}

const abridge = (names: readonly string[]): string =>
  names.slice(0, LISTED_NAMES).join(", ") + (names.length > LISTED_NAMES ? ", …" : "");
