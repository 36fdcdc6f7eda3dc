// Why a trial came out as it did: derived from its settings, with what the plan predicts beside what was measured.
import type { TrialResult } from "@fairhare/checker";
import { typicalRun } from "../metrics.ts";
import { settingsOf } from "../trial-settings.ts";
import { explainBlind } from "./blind.ts";
import type { Case, Explanation } from "./case.ts";
import { dispatchOf } from "./dispatch.ts";
import { explainLimited } from "./limited.ts";
import { limitOf, patternGroups, patternPeriod, predictRoundRobin } from "./round-robin.ts";

/** Null when there is nothing to explain: no whole run, no work, or a fleet of one. */
export function explainTrial(trial: TrialResult): Explanation | null {
  const settings = settingsOf(trial);
  const run = typicalRun(trial);
  if (
    !run ||
    run.verdict === "unknown" ||
    settings.work === "none" ||
    settings.workers < 2 ||
    // Nobody predicts on paper what a growing fleet shares.
    settings.faults.some(({ kind }) => kind === "add") ||
    run.ledger.attempted === 0
  )
    return null;
  const tasks = run.ledger.attempted;
  const period = patternPeriod(settings.skew);
  const planned = predictRoundRobin(settings, tasks);
  const limit = period === null ? null : limitOf(patternGroups(settings, period));
  const known: Case = { settings, run, tasks, period, planned, limit, unpaced: settings.ratePerSecond == null };
  const dispatch = dispatchOf(settings, tasks);
  const explanation = dispatch.kind === "blind" ? explainBlind(known, dispatch) : explainLimited(known, dispatch);
  return { ...explanation, caveat: explanation.table ? caveat(known) : null };
}

function caveat({ settings, run, unpaced }: Case): string | null {
  const reasons: string[] = [];
  if (settings.producers > 1)
    reasons.push(`${settings.producers} producers mix their tasks in the queue, so the pattern is kept only roughly`);
  if (run.faults.length > 0) reasons.push("faults changed the fleet while it worked");
  if (!unpaced) reasons.push("the tasks came at a set rate, so the makespan is the producers' and is not predicted");
  return reasons.length > 0
    ? `What is expected is on paper, and here the run may part from it: ${reasons.join("; ")}.`
    : null;
}
