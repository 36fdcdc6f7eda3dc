// The examination of `doctor`: machine, brokers, and which faults are available.
import { platform } from "node:os";
import { canPowerCut } from "@fairhare/broker";
import { type FaultAbility, faultAbilities, type OpenedBroker } from "@fairhare/plan";
import { type Experiment, workerProcesses } from "@fairhare/workload";
import type { Cli } from "../cli.ts";
import { createProgress } from "../run/progress/progress.ts";
import { examineBroker, examineDocker, examineInstalledServer } from "./brokers.ts";
import { absent, type DoctorFinding, ok } from "./finding.ts";
import type { MachineFacts } from "./machine/facts.ts";
import type { Fleet } from "./machine/fleet.ts";
import { machineFindings } from "./machine/machine-findings.ts";
import { readMachineFacts } from "./machine/read-facts.ts";

export interface Examination {
  readonly findings: readonly DoctorFinding[];
  readonly faults: readonly FaultAbility[];
  readonly machine: MachineFacts;
}

/** The machine is compared with the needs of the largest fleet of the experiment. */
export async function examine(experiment: Experiment, isQuiet: boolean, cli: Cli): Promise<Examination> {
  const { environment, interruption, terminal } = cli;
  const progress = createProgress({ channel: terminal.err, isShown: !isQuiet });
  try {
    progress.wait("Measuring CPU, clock and disk …");
    const machine = await readMachineFacts(interruption.signal);
    const fleet = largestFleet(experiment);
    const brokers = [examineInstalledServer(environment), await examineDocker(interruption.signal)];
    const opened = await examineBroker(experiment.broker, fleet, cli, (sentence) => progress.wait(sentence));
    const faults = examineFaults(opened.broker);
    return {
      findings: [...machineFindings(machine, fleet), ...brokers, ...opened.findings, ...faultFindings(faults)],
      faults,
      machine,
    };
  } finally {
    progress.end();
  }
}

function largestFleet({ trials }: Experiment): Fleet {
  const fleets = trials.map(({ settings }) => settings);
  const workers = Math.max(...fleets.map((fleet) => fleet.workers));
  // The trial with the most workers need not be the one with the most processes.
  const processes = Math.max(1, ...fleets.map(workerProcesses));
  const producers = Math.max(...fleets.map((fleet) => fleet.producers));
  return { workers, producers, workersPerProcess: Math.max(1, Math.floor(workers / processes)) };
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
