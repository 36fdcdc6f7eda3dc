// The findings of a tap over time: when each was first made, and whether it still holds.
import { type Finding, findingSentence } from "@fairhare/findings";
import { actionOf } from "@fairhare/report";

export interface LoggedFinding {
  readonly code: string;
  readonly severity: Finding["severity"];
  readonly sentence: string;
  /** Null for a finding that this version does not know. */
  readonly action: string | null;
  /** Milliseconds since the tap began. */
  readonly sinceMs: number;
  /** When it was last true; null while it holds. */
  readonly untilMs: number | null;
}

/** Findings that no longer hold. */
const MOST_PAST = 50;

export class FindingLog {
  readonly #current = new Map<string, LoggedFinding>();
  readonly #past: LoggedFinding[] = [];

  /** `findings`: all that hold at this time. */
  update(findings: readonly Finding[], atMs: number): void {
    const keys = new Set(findings.map(keyOf));
    for (const [key, logged] of this.#current) {
      if (keys.has(key)) continue;
      this.#current.delete(key);
      this.#past.unshift({ ...logged, untilMs: atMs });
      this.#past.length = Math.min(this.#past.length, MOST_PAST);
    }
    for (const finding of findings) {
      const { code, severity } = finding;
      const sinceMs = this.#current.get(keyOf(finding))?.sinceMs ?? atMs;
      this.#current.set(keyOf(finding), {
        code,
        severity,
        sentence: findingSentence(finding),
        action: actionOf(code),
        sinceMs,
        untilMs: null,
      });
    }
  }

  /** Those that hold first, the newest first. */
  entries(): LoggedFinding[] {
    return [...[...this.#current.values()].toSorted((a, b) => b.sinceMs - a.sinceMs), ...this.#past];
  }
}

/** A finding on consumers names the worst one, which changes; other findings are made once per queue. */
const keyOf = ({ code, values }: Finding): string =>
  "others" in values ? code : `${code}\0${String(values["queue"] ?? "")}`;
