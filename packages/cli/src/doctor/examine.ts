// The examination of `doctor`: machine, brokers, and which faults are available.
import { platform } from "node:os";
import { canPowerCut } from "@fairhare/broker";
import { type FaultAbility, faultAbilities, type OpenedBroker } from "@fairhare/plan";
import type { Experiment } from "@fairhare/workload";
import type { Cli } from "../cli.ts";
import { createProgress } from "../run/progress/progress.ts";
import { examineBroker, examineDocker, examineInstalledServer } from "./brokers.ts";
import { absent, type DoctorFinding, ok } from "./finding.ts";
import { examineMachine } from "./machine.ts";

export interface Examination {
  readonly findings: readonly DoctorFinding[];
  readonly faults: readonly FaultAbility[];
}

export async function examine(broker: Experiment["broker"], isQuiet: boolean, cli: Cli): Promise<Examination> {
  const { environment, interruption, terminal } = cli;
  const progress = createProgress({ channel: terminal.err, isShown: !isQuiet });
  try {
    const machine = await examineMachine();
    const brokers = [examineInstalledServer(environment), await examineDocker(interruption.signal)];
    const opened = await examineBroker(broker, cli, (sentence) => progress.wait(sentence));
    const faults = examineFaults(opened.broker);
    return { findings: [...machine, ...brokers, ...opened.findings, ...faultFindings(faults)], faults };
  } finally {
    progress.end();
  }
}

const examineFaults = (broker: OpenedBroker | null): FaultAbility[] =>
  faultAbilities({ broker, hasSignals: platform() !== "win32", whyNoPowerCut: canPowerCut().reason });

/** The available faults in one line, then one line for every reason why faults are not available. */
export function faultFindings(abilities: readonly FaultAbility[]): DoctorFinding[] {
  const available = abilities.filter(({ isAvailable }) => isAvailable);
  const reasons = new Set(abilities.flatMap(({ reason }) => reason ?? []));
  return [
    ok("Faults", names(available)),
    ...[...reasons].map((reason) =>
      absent("Not available", `${names(abilities.filter((ability) => ability.reason === reason))}: ${reason}`),
    ),
  ];
}

const names = (abilities: readonly FaultAbility[]): string => abilities.map(({ fault }) => fault).join(", ");
