// Why a fleet shared its work unevenly, as far as its settings and its runs prove it, and the setting that changes it.
import { counted, formatCount } from "@fairhare/core";
import { type Dispatch, dispatchOf } from "../../explain/case.ts";
import type { RunResult, TrialResult } from "@fairhare/results";
import { typicalRun } from "../../metrics.ts";

/** Observations that hold in all runs. */
export interface Imbalance {
  /** Workers above the fair share completed nearly all heavy tasks. */
  readonly isHeavyTogether: boolean;
  /** The workers below the fair share were idle while tasks waited. */
  readonly isWaitedFor: boolean;
  /** The workers below the fair share joined the running fleet. */
  readonly isJoined: boolean;
}

/** No cause and no advice where the runs do not prove any. */
export function causeOf(trial: TrialResult, imbalance: Imbalance): { cause: string | null; advice: string[] } {
  const run = typicalRun(trial);
  const dispatch = run && dispatchIn(trial, run);
  if (!dispatch) return { cause: null, advice: [] };
  if (run.queues.length > 1 && (dispatch.kind !== "blind" || run.queues.every(({ workers }) => workers < 2)))
    return imbalance.isWaitedFor ? ofSeveralQueues(run) : { cause: null, advice: [] };
  const isHarmful = imbalance.isHeavyTogether || imbalance.isWaitedFor;
  if (dispatch.kind === "blind")
    return {
      cause: `${becauseOf(dispatch, trial, run)}, so ${effectOf(imbalance)}`,
      advice: isHarmful ? [adviceFor(dispatch)] : [],
    };
  if (trial.settings["ack"] === "early" && imbalance.isWaitedFor)
    return {
      cause: `acknowledged tasks do not count towards the prefetch, so up to ${counted(dispatch.prefetch, "task waits", "tasks wait")} in the buffer of a busy worker`,
      advice: ["Set --ack manual."],
    };
  if (dispatch.prefetch === 1 || !imbalance.isWaitedFor) return { cause: null, advice: [] };
  return {
    cause: `with prefetch ${dispatch.prefetch}, up to ${counted(dispatch.prefetch - 1, "task waits", "tasks wait")} in the buffer of a busy worker`,
    advice: [SET_PREFETCH],
  };
}

/** No worker takes a task from a queue that is not its own, whatever the prefetch. */
function ofSeveralQueues({ queues, workers }: RunResult): { cause: string; advice: string[] } {
  const isEven = workers.length % queues.length === 0 || queues.length % workers.length === 0;
  return {
    cause: "a worker consumes only from its own queues, so tasks wait there while workers of other queues are idle",
    advice: [isEven ? "Set --queues 1." : `Set --queues 1, or --workers to a multiple of ${queues.length}.`],
  };
}

const SET_PREFETCH = "Set --prefetch 1.";

/** Undefined for settings that a report cannot read. */
function dispatchIn({ settings }: TrialResult, { ledger }: RunResult): Dispatch | undefined {
  const { ack, prefetch, workers } = settings;
  const isReadable =
    (ack === "manual" || ack === "early" || ack === "auto") &&
    typeof prefetch === "number" &&
    typeof workers === "number";
  return isReadable ? dispatchOf({ ack, prefetch, workers }, ledger.attempted) : undefined;
}

function becauseOf(
  { because }: Extract<Dispatch, { kind: "blind" }>,
  { settings }: TrialResult,
  { ledger, workers }: RunResult,
): string {
  if (because === "unlimited") return "prefetch is unlimited";
  if (because === "auto-ack") return "automatic acknowledgement disables prefetch";
  return `prefetch ${Number(settings["prefetch"])} does not limit ${formatCount(ledger.attempted)} tasks on ${workers.length} workers`;
}

function effectOf({ isHeavyTogether, isWaitedFor, isJoined }: Imbalance): string {
  if (isJoined && isWaitedFor) return "the tasks were already in the prefetch buffers of the other workers";
  if (isHeavyTogether) return "heavy tasks queue behind heavy tasks";
  return isWaitedFor
    ? "tasks wait in the buffers of busy workers"
    : "RabbitMQ gives each task to the next worker in turn, busy or not";
}

const adviceFor = ({ because }: Extract<Dispatch, { kind: "blind" }>): string =>
  because === "auto-ack" ? "Set --ack manual and --prefetch 1." : SET_PREFETCH;
