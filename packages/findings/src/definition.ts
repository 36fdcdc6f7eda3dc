// The shape of a catalogue entry: severity, meaning, action and sentence of one kind of finding.

/**
 * `error`: evidence is missing or contradicts itself, so the run's verdict is `unknown`.
 * `warning`: a number of the run is misleading unless the reader knows the finding.
 * `info`: an expected effect of the plan that a reader must know.
 */
export type Severity = "error" | "warning" | "info";

export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;

export interface Definition<V extends Values> {
  readonly severity: Severity;
  /** Explanation in docs/findings.md, one or two sentences. */
  readonly meaning: string;
  /** Advice to the operator, as an imperative sentence. */
  readonly action: string;
  /** The finding as one sentence of a report: the finding, its number, its cause. Durations are milliseconds, sizes are bytes. */
  readonly sentence: (values: V) => string;
  /** A larger weight is worse: a report shows the worst of several findings. Without it all of them are equal. */
  readonly weight?: (values: V) => number;
}

/** Infers the type of the values. */
export const define = <V extends Values>(definition: Definition<V>): Definition<V> => definition;
