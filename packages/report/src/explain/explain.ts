// Why a trial came out as it did: derived from its settings, with what the plan predicts beside what was measured.
import type { TrialResult } from "@fairhare/results";
import { BOUND_RATIO, JAIN_BUSY, JAIN_TASKS, medianOf, typicalRun } from "../metrics.ts";
import { formatJain } from "../format.ts";
import { settingsOf } from "../trial-settings.ts";
import { explainBlind } from "./blind.ts";
import { type Case, dispatchOf, type Explanation, type Measurement } from "./case.ts";
import { explainLimited } from "./limited.ts";
import { limitOf, patternGroups, patternPeriod, predictRoundRobin } from "./round-robin.ts";

/** A difference of Jain's index by busy time from the plan that a reader would see. */
const PARTED_BY = 0.05;

/** Null when there is nothing to explain: no whole run, no work, or a fleet of one. */
export function explainTrial(trial: TrialResult): Explanation | null {
  const settings = settingsOf(trial);
  const run = typicalRun(trial);
  if (
    !run ||
    trial.runs.every(({ verdict }) => verdict === "unknown") ||
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
  const known: Case = {
    settings,
    measured: measurementOf(trial),
    tasks,
    period,
    planned,
    limit,
    unpaced: settings.ratePerSecond == null,
  };
  const dispatch = dispatchOf(settings, tasks);
  const explanation = dispatch.kind === "blind" ? explainBlind(known, dispatch) : explainLimited(known, dispatch);
  return { ...explanation, caveat: explanation.table ? caveat(known, dispatch.kind === "blind") : null };
}

function measurementOf(trial: TrialResult): Measurement {
  const ratios = trial.runs.map(({ boundRatio }) => boundRatio).filter((ratio) => ratio !== null);
  return {
    jainBusy: medianOf(trial, JAIN_BUSY),
    jainTasks: medianOf(trial, JAIN_TASKS),
    boundRatio: medianOf(trial, BOUND_RATIO),
    worstRatio: ratios.length > 0 ? Math.max(...ratios) : null,
    attempted: [...new Set(trial.runs.map(({ ledger }) => ledger.attempted))],
    hasFaults: trial.runs.some(({ faults }) => faults.length > 0),
  };
}

function caveat({ settings, measured, planned, unpaced }: Case, isBlind: boolean): string | null {
  const reasons: string[] = [];
  if (settings.producers > 1)
    reasons.push(`${settings.producers} producers mix their tasks in the queue, so the pattern is kept only roughly`);
  if (measured.hasFaults) reasons.push("faults changed the fleet while it worked");
  if (!unpaced) reasons.push("the tasks came at a set rate, so the makespan is the producers' and is not predicted");
  if (settings.fail.kind !== "none") reasons.push("handlers failed, and work was done again");
  const [expected, seen] = [planned.jainBusy, measured.jainBusy];
  const hasParted = isBlind && expected !== null && seen !== null && Math.abs(seen - expected) > PARTED_BY;
  if (reasons.length === 0 && !hasParted) return null;
  const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : ", for a reason that the plan does not tell";
  return hasParted
    ? `What is expected is on paper, and the run parted from it (Jain by busy time ${formatJain(seen)} instead of ${formatJain(expected)})${why}.`
    : `What is expected is on paper, and here the run may part from it${why}.`;
}
