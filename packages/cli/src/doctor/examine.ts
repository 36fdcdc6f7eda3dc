// Everything that the doctor looks at, the machine first.
import type { Experiment } from "@fairhare/workload";
import type { FaultAbility } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { createProgress } from "../run/progress.ts";
import { examineBroker, examineDocker, examineInstalledServer } from "./brokers.ts";
import { examineFaults, faultFindings } from "./faults.ts";
import type { DoctorFinding } from "./finding.ts";
import { examineMachine } from "./machine.ts";

export interface Examination {
  readonly findings: readonly DoctorFinding[];
  readonly faults: readonly FaultAbility[];
}

export async function examine(broker: Experiment["broker"], isQuiet: boolean, cli: Cli): Promise<Examination> {
  const { environment, interruption, terminal } = cli;
  const progress = createProgress({ channel: terminal.err, isShown: !isQuiet, now: () => performance.now() });
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
