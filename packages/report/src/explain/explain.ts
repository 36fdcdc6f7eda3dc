// Why a trial has its fairness and makespan: derived from its settings, with the predicted and the measured numbers.
import { formatJain } from "@fairhare/core";
import type { TrialResult } from "@fairhare/results";
import { hasMixedPriorities, hasPlannedSpeed, hasStartDelays, prefersWorkers } from "@fairhare/workload";
import { BOUND_RATIO, JAIN_BUSY, JAIN_TASKS, medianOf, typicalRun } from "../metrics.ts";
import { settingsOf } from "../trial-settings.ts";
import { explainBlind } from "./blind.ts";
import { type Case, dispatchOf, type Explanation, type Measurement } from "./case.ts";
import { explainLimited } from "./limited.ts";
import { limitOf, patternGroups, patternPeriod, predictRoundRobin } from "./round-robin.ts";

/** Difference between predicted and measured Jain's index by busy time above which the caveat mentions it. */
const DIFFERS_BY = 0.05;

/** Null when there is nothing to explain: no judged run, no work, or a single worker. */
export function explainTrial(trial: TrialResult): Explanation | null {
  const settings = settingsOf(trial);
  const run = typicalRun(trial);
  if (
    !run ||
    trial.runs.every(({ verdict }) => verdict === "unknown") ||
    settings.work === "none" ||
    settings.workers < 2 ||
    // The prediction knows equal workers only, and no fleet that grows.
    !hasPlannedSpeed(settings) ||
    hasStartDelays(settings) ||
    // Nor an order of the tasks or of the workers other than that of a queue.
    hasMixedPriorities(settings) ||
    prefersWorkers(settings) ||
    // It also knows one queue only.
    settings.queues > 1 ||
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
    reasons.push(
      `the tasks of ${settings.producers} producers mix in the queue, so their order only roughly follows the pattern`,
    );
  if (measured.hasFaults) reasons.push("faults changed the fleet during the run");
  if (!unpaced) reasons.push("the producers published at a set rate, so the rate determines the makespan");
  if (settings.fail.kind !== "none") reasons.push("handlers failed, and workers processed tasks again");
  const [expected, seen] = [planned.jainBusy, measured.jainBusy];
  const hasDiffered = isBlind && expected !== null && seen !== null && Math.abs(seen - expected) > DIFFERS_BY;
  if (reasons.length === 0 && !hasDiffered) return null;
  const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : ", for a reason that the settings do not show";
  return hasDiffered
    ? `The measured run differs from the prediction (Jain by busy time ${formatJain(seen)} instead of ${formatJain(expected)})${why}.`
    : `The measured run may differ from the prediction${why}.`;
}
