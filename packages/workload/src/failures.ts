// Which executions of a handler fail: a pure function of the settings, so that every process agrees on the
// poisoned tasks without talking to each other.
import { brokerRules, hashedUniform } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

const POISON_STREAM = 3;
/** Streams above this one are those of single executions. */
const EXECUTION_STREAM = 1_000;

export type FailureSettings = Pick<TrialSettings, "fail" | "tasks" | "seed">;

export interface Failures {
  /** The handler fails on this task every time. */
  readonly isPoison: (task: number) => boolean;
  /** Whether this execution fails; `execution` tells those of one task apart. */
  readonly fails: (task: number, execution: number) => boolean;
}

const never = (): boolean => false;

export function createFailures({ fail, tasks, seed }: FailureSettings): Failures {
  switch (fail.kind) {
    case "random":
      return {
        isPoison: never,
        fails: (task, execution) => hashedUniform(seed, task, EXECUTION_STREAM + execution) < fail.probability,
      };
    case "poison": {
      const isPoison = (task: number): boolean => isPicked(task, fail.tasks, tasks ?? 0, seed);
      return { isPoison, fails: isPoison };
    }
    default:
      return { isPoison: never, fails: never };
  }
}

/** One of every tasks / picks: the run is cut into as many stretches as there are picks, and the seed picks in each. */
function isPicked(task: number, picks: number, tasks: number, seed: number): boolean {
  if (task < 1 || task > tasks) return false;
  const stretch = Math.floor(((task - 1) * picks) / tasks);
  const first = Math.ceil((stretch * tasks) / picks) + 1;
  const next = Math.ceil(((stretch + 1) * tasks) / picks) + 1;
  return task === first + Math.floor(hashedUniform(seed, stretch, POISON_STREAM) * (next - first));
}

type LimitSettings = Pick<TrialSettings, "queueType" | "deliveryLimit">;
type RequeueSettings = LimitSettings & Pick<TrialSettings, "onError" | "requeueBy">;

/** Counted deliveries that came back; null is no limit. */
export function deliveryLimitOn({ queueType, deliveryLimit }: LimitSettings, brokerVersion: string): number | null {
  if (queueType !== "quorum" || deliveryLimit === "unlimited") return null;
  return deliveryLimit ?? brokerRules(brokerVersion).defaultDeliveryLimit;
}

/** Whether a failed task that its handler gives back counts towards the limit. A lost channel's deliveries always do. */
export const countsRequeues = ({ requeueBy }: Pick<TrialSettings, "requeueBy">, brokerVersion: string): boolean =>
  requeueBy === "reject" || brokerRules(brokerVersion).nackCountsAsDelivery;

/** Whether a task that fails each time is given back each time, for as long as its queue lives. */
export const requeuesForEver = (settings: RequeueSettings, brokerVersion: string): boolean =>
  settings.onError === "requeue" &&
  (deliveryLimitOn(settings, brokerVersion) === null || !countsRequeues(settings, brokerVersion));
