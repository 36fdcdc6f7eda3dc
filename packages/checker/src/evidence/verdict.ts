// The verdict of a run: unknown when evidence is missing, fail for a measured loss, and pass only for complete evidence
// that leaves no question open.
import { addsUp, type Verdict } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { booksOf } from "../ledger/ledger.ts";
import { evidenceOf } from "./evidence.ts";

export const checkVerdict: Checker<Verdict> = (history, settings) => {
  const { ledger } = booksOf(history, settings);
  const { gaps, questions, explainableLosses } = evidenceOf(history, settings);
  if (gaps.length > 0 || !addsUp(ledger)) return "unknown";
  if (ledger.lost > explainableLosses || ledger.unexpected > 0) return "fail";
  return ledger.lost > 0 || questions.length > 0 || !history.isDrained ? "unknown" : "pass";
};
