// The verdict of a run and its evidence. `unknown`: evidence is missing or a question is open; `fail`: a measured loss or
// an unexpected task; `pass`: complete evidence without an open question.
import { findingSentence } from "@fairhare/findings";
import { addsUp, type RunResult, type Verdict } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { evidenceOf } from "./evidence.ts";

export const checkVerdict: Checker<Verdict> = (history, settings) => {
  const { ledger } = ledgerOf(history, settings);
  const { gaps, questions, explainableLosses } = evidenceOf(history, settings);
  if (gaps.length > 0 || !addsUp(ledger)) return "unknown";
  if (ledger.lost > explainableLosses || ledger.unexpected > 0) return "fail";
  return ledger.lost > 0 || questions.length > 0 || !history.isDrained ? "unknown" : "pass";
};

export const checkEvidence: Checker<RunResult["evidence"]> = (history, settings) => {
  const { gaps, questions } = evidenceOf(history, settings);
  const open = [...gaps, ...questions];
  return {
    complete: history.isDrained && open.length === 0,
    gaps: open.map(findingSentence),
    sources: settings.sources,
  };
};
