// What a run proves. Evidence that is missing leaves it unknown, a measured loss fails it, and what is left open by
// evidence that is complete is no success either.
import { addsUp } from "../ledger/ledger.ts";
import type { Ledger, Verdict } from "@fairhare/results";

export interface VerdictInput {
  readonly ledger: Ledger;
  /** The history lacks something, or contradicts itself. */
  readonly hasGaps: boolean;
  /** The plan was not carried out, or tasks are unaccounted for. */
  readonly hasOpenQuestions: boolean;
  /** How many losses torn records could explain. */
  readonly explainableLosses: number;
  readonly drained: boolean;
}

export function verdictOf({ ledger, hasGaps, hasOpenQuestions, explainableLosses, drained }: VerdictInput): Verdict {
  if (hasGaps || !addsUp(ledger)) return "unknown";
  if (ledger.lost > explainableLosses || ledger.unexpected > 0) return "fail";
  return ledger.lost > 0 || hasOpenQuestions || !drained ? "unknown" : "pass";
}
