// What a run proves. A measured loss fails it; evidence that is missing leaves it unknown.
import { addsUp } from "../ledger/ledger.ts";
import type { Ledger } from "../results/ledger-schema.ts";
import type { Verdict } from "../results/run-schema.ts";
import type { Evidence } from "./evidence.ts";

export function verdictOf(ledger: Ledger, evidence: Evidence, drained: boolean): Verdict {
  if (evidence.damaged || !addsUp(ledger)) return "unknown";
  const unexplained = ledger.lost > evidence.explainableLosses;
  if (unexplained || (ledger.unexpected > 0 && evidence.explainableLosses !== Infinity)) return "fail";
  if (ledger.lost > 0 || ledger.unexpected > 0 || !drained) return "unknown";
  return "pass";
}
