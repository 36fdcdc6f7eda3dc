// Which faults can be done with a broker: for the parser, the rules, the command line and the doctor.
import { assertNever } from "@fairhare/core";
import {
  type BrokerProvider,
  type Fault,
  FAULT_KINDS,
  type FaultKind,
  type FaultRole,
  needsOwnBroker,
  needsProxy,
  ROLES_OF_KIND,
} from "@fairhare/workload";

/** A broker as it was opened: `auto` is one of the others by then. */
export type OpenedProvider = Exclude<BrokerProvider, "auto">;

/** A broker as it was opened. */
export interface OpenedBroker {
  readonly provider: OpenedProvider;
  readonly uri: string;
}

/** And its version, such as `4.3.6`: what it does differs between them. */
export interface KnownBroker extends OpenedBroker {
  readonly facts: { readonly version: string };
}

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

export const BROKER_FAULTS_HINT = "Use --broker local, which starts a private one.";

/** Why nothing can be put between the fleet and the broker at this address; null when it can. */
export const whyNoProxy = (uri: string): string | null =>
  /^amqps:/i.test(uri)
    ? "It takes a proxy before the broker, and its certificate names the server, not the proxy. Name the broker by amqp://."
    : null;

/** Why it cannot be done with this broker; null when it can. */
export function whyNotWith({ provider, uri }: OpenedBroker, fault: Pick<Fault, "kind" | "role">): string | null {
  if (needsProxy(fault)) return whyNoProxy(uri);
  const reason = needsOwnBroker(fault) ? whyBrokerIsSafe(provider) : null;
  return reason === null ? null : `${reason} ${BROKER_FAULTS_HINT}`;
}

export interface FaultAbility {
  /** `kill:worker`. */
  readonly fault: string;
  readonly isAvailable: boolean;
  /** Why not; null when it is available. */
  readonly reason: string | null;
}

export interface FaultSurroundings {
  /** Null when no broker could be opened. */
  readonly broker: OpenedBroker | null;
  /** Whether the system can freeze a process (SIGSTOP) and tell one to finish (SIGTERM). */
  readonly hasSignals: boolean;
  /** Why the machine cannot cut the power of a broker; null when it can. */
  readonly whyNoPowerCut: string | null;
}

/** Every fault that has a name, and whether it can be done here. */
export function faultAbilities({ broker, hasSignals, whyNoPowerCut }: FaultSurroundings): FaultAbility[] {
  return FAULT_KINDS.flatMap((kind) =>
    ROLES_OF_KIND[kind].map((role) => ability(`${kind}:${role}`, whyNot(kind, role))),
  );

  function whyNot(kind: FaultKind, role: FaultRole): string | null {
    if (role === "worker" || role === "producer")
      return hasSignals || kind === "kill" || kind === "add"
        ? null
        : "This system has no signals to stop or end a process with.";
    if (broker === null) return "There is no broker.";
    return whyNotWith(broker, { kind, role }) ?? (kind === "power-cut" ? whyNoPowerCut : null);
  }
}

const ability = (fault: string, reason: string | null): FaultAbility => ({
  fault,
  isAvailable: reason === null,
  reason,
});
