// Which faults there are, which a broker can take, and which are only planned: one table for the parser, the rules,
// the command line and the doctor.
import { assertNever } from "@fairhare/core";
import type { BrokerProvider, Experiment } from "./experiment.ts";
import type { Fault, FaultKind, FaultRole } from "./fault.ts";
import type { Mistake } from "./mistake.ts";

/** What may be broken in which way. */
export const ROLES_OF_KIND: Readonly<Record<FaultKind, readonly FaultRole[]>> = {
  kill: ["worker", "producer", "broker"],
  stop: ["worker", "producer", "broker"],
  quit: ["worker", "producer"],
  restart: ["broker"],
  "power-cut": ["broker"],
};

export const FAULT_KINDS: readonly FaultKind[] = ["kill", "stop", "quit", "restart", "power-cut"];
export const FAULT_ROLES: readonly FaultRole[] = ["worker", "producer", "broker"];

/** Known by name, so that asking for one is answered; by how they will be written. */
export const PLANNED_FAULTS: readonly string[] = ["cut:connection", "memory-alarm:broker", "disk-alarm:broker"];

export const WHAT_THERE_IS =
  "kill, stop or quit a worker or a producer, and kill, stop, restart or power-cut the broker";

export const kindsOfRole = (role: FaultRole): FaultKind[] =>
  FAULT_KINDS.filter((kind) => ROLES_OF_KIND[kind].includes(role));

/** A broker as it was opened: `auto` is one of the others by then. */
export type OpenedProvider = Exclude<BrokerProvider, "auto">;

/** Why the broker of this provider cannot be broken; null when it can. */
export function whyBrokerIsSafe(provider: OpenedProvider): string | null {
  switch (provider) {
    case "local":
      return null;
    case "external":
      return "An external broker is not ours to break.";
    case "docker":
      return "This version cannot break a broker in a container.";
    default:
      return assertNever(provider);
  }
}

export const BROKER_FAULTS_MEND = "Use --broker local, which starts a private one.";

/** What is wrong with the plan now that the broker is known; for `--broker auto`, which the rules cannot judge. */
export function brokerFaultMistakes({ trials }: Pick<Experiment, "trials">, provider: OpenedProvider): Mistake[] {
  const reason = whyBrokerIsSafe(provider);
  if (reason === null) return [];
  return textsOf(trials, ({ role }) => role === "broker").map((text) => ({
    place: `${text} on the ${provider} broker that was found`,
    message: `${reason} ${BROKER_FAULTS_MEND}`,
  }));
}

export const cutsPower = ({ trials }: Pick<Experiment, "trials">): boolean => textsOf(trials, isPowerCut).length > 0;

/** What is wrong with the plan on a machine that cannot cut a broker's power, for this reason; null when it can. */
export const powerCutMistakes = ({ trials }: Pick<Experiment, "trials">, reason: string | null): Mistake[] =>
  reason === null
    ? []
    : textsOf(trials, isPowerCut).map((text) => ({ place: `--fault ${text} on this machine`, message: reason }));

const isPowerCut = ({ kind }: Fault): boolean => kind === "power-cut";

/** Each once. */
const textsOf = (trials: Experiment["trials"], picks: (fault: Fault) => boolean): string[] => [
  ...new Set(trials.flatMap(({ settings }) => settings.faults.filter(picks)).map(({ text }) => text)),
];

export interface FaultAbility {
  /** `kill:worker`. */
  readonly fault: string;
  readonly isAvailable: boolean;
  /** Why not; null when it is available. */
  readonly reason: string | null;
}

export interface FaultSurroundings {
  /** Null when no broker could be opened. */
  readonly provider: OpenedProvider | null;
  /** Whether the system can freeze a process (SIGSTOP) and tell one to finish (SIGTERM). */
  readonly hasSignals: boolean;
  /** Why the machine cannot cut the power of a broker; null when it can. */
  readonly whyNoPowerCut: string | null;
}

/** Every fault that has a name, and whether it can be done here. */
export function faultAbilities({ provider, hasSignals, whyNoPowerCut }: FaultSurroundings): FaultAbility[] {
  const built = FAULT_KINDS.flatMap((kind) =>
    ROLES_OF_KIND[kind].map((role) => ability(`${kind}:${role}`, whyNot(kind, role))),
  );
  return [...built, ...PLANNED_FAULTS.map((fault) => ability(fault, "This version cannot do it yet."))];

  function whyNot(kind: FaultKind, role: FaultRole): string | null {
    if (role !== "broker")
      return hasSignals || kind === "kill" ? null : "This system has no signals to stop or end a process with.";
    if (provider === null) return "There is no broker.";
    const reason = whyBrokerIsSafe(provider);
    if (reason !== null) return `${reason} ${BROKER_FAULTS_MEND}`;
    return kind === "power-cut" ? whyNoPowerCut : null;
  }
}

const ability = (fault: string, reason: string | null): FaultAbility => ({
  fault,
  isAvailable: reason === null,
  reason,
});
