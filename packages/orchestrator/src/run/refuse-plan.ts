// Refuses a valid plan that this machine or the opened broker cannot perform.
import { type Broker, canPowerCut } from "@fairhare/broker";
import { redactSecrets } from "@fairhare/core";
import {
  agentMistakes,
  type AgentSettings,
  brokerMistakes,
  cutsPower,
  InvalidPlanError,
  powerCutMistakes,
} from "@fairhare/plan";
import { type Experiment, splitCommand } from "@fairhare/workload";
import { whyNotExecutable } from "../programs/find-program.ts";
import { commandOf } from "../programs/program-command.ts";

/** Call it before anything is started or written. @throws InvalidPlanError */
export function refusePowerCuts(experiment: Experiment): void {
  if (!cutsPower(experiment)) return;
  const mistakes = powerCutMistakes(experiment, canPowerCut().reason);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}

/** Commands whose program does not exist. Call it before anything is started or written. @throws InvalidPlanError */
export function refusePrograms({ trials }: Experiment): void {
  const mistakes = new Map<string, string>();
  for (const { settings } of trials)
    for (const role of ["worker", "producer"] as const) {
      const command = commandOf(role, settings);
      const [file] = command === null || settings.shell ? [] : (splitCommand(command).words ?? []);
      const message = file === undefined ? undefined : whyNotExecutable(file);
      if (message !== undefined) mistakes.set(`--${role}-command ${redactSecrets(command ?? "")}`, message);
    }
  if (mistakes.size > 0) throw new InvalidPlanError([...mistakes].map(([place, message]) => ({ place, message })));
}

/** Provider and version are known only after the broker is opened. @throws InvalidPlanError */
export function refuseOn(broker: Broker, experiment: Experiment, agents: AgentSettings | null = null): void {
  const mistakes = [...brokerMistakes(experiment, broker), ...(agents === null ? [] : agentMistakes(agents, broker))];
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}
