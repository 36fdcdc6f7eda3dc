// Everything that the doctor looks at, the machine first.
import type { Experiment } from "@fairhare/experiment";
import type { Cli } from "../cli.ts";
import { createProgress } from "../run/progress.ts";
import { examineBroker, examineDocker, examineInstalledServer } from "./brokers.ts";
import type { DoctorFinding } from "./finding.ts";
import { examineMachine } from "./machine.ts";

export async function examine(broker: Experiment["broker"], isQuiet: boolean, cli: Cli): Promise<DoctorFinding[]> {
  const { environment, interruption, terminal } = cli;
  const progress = createProgress({ channel: terminal.err, isShown: !isQuiet, now: () => performance.now() });
  try {
    return [
      ...(await examineMachine()),
      examineInstalledServer(environment),
      await examineDocker(interruption.signal),
      ...(await examineBroker(broker, cli, (sentence) => progress.wait(sentence))),
    ];
  } finally {
    progress.end();
  }
}
