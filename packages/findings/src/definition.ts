// What the catalogue says about one kind of finding.

/**
 * `error`: evidence is missing or contradicts itself, so the run's verdict is `unknown`.
 * `warning`: a number of the run does not mean what it seems to.
 * `info`: an expected effect of the plan that a reader has to know.
 */
export type Severity = "error" | "warning" | "info";

export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;

export interface Definition<V extends Values> {
  readonly severity: Severity;
  /** What it means, for docs/findings.md: one sentence or two. */
  readonly meaning: string;
  /** What to do about it, as an imperative. */
  readonly action: string;
  /** The finding as one sentence of a report. Durations arrive in milliseconds, sizes in bytes. */
  readonly sentence: (values: V) => string;
  /** Larger is worse: which one of several a reader has to see. Without it all of them weigh the same. */
  readonly weight?: (values: V) => number;
}

/** Keeps the type of the values. */
export const define = <V extends Values>(definition: Definition<V>): Definition<V> => definition;
