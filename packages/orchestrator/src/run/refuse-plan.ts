// Refuses a valid plan that this machine or the opened broker cannot perform.
import { type Broker, canPowerCut } from "@fairhare/broker";
import { brokerMistakes, cutsPower, InvalidPlanError, powerCutMistakes } from "@fairhare/plan";
import type { Experiment } from "@fairhare/workload";

/** Call it before anything is started or written. @throws InvalidPlanError */
export function refusePowerCuts(experiment: Experiment): void {
  if (!cutsPower(experiment)) return;
  const mistakes = powerCutMistakes(experiment, canPowerCut().reason);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}

/** Provider and version are known only after the broker is opened. @throws InvalidPlanError */
export function refuseOn(broker: Broker, experiment: Experiment): void {
  const mistakes = brokerMistakes(experiment, broker);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}
