// Which faults are possible with a broker and on a machine. Used by the rules and by the doctor.
import { assertNever, splitUris } from "@fairhare/core";
import {
  type BrokerProvider,
  type Fault,
  FAULT_KINDS,
  hitsNodes,
  type FaultKind,
  type FaultRole,
  needsOwnBroker,
  needsProxy,
  ROLES_OF_KIND,
} from "@fairhare/workload";

/** The provider of an opened broker: `auto` has been resolved. */
export type OpenedProvider = Exclude<BrokerProvider, "auto">;

/** A broker after it was opened. */
export interface OpenedBroker {
  readonly provider: OpenedProvider;
  readonly uri: string;
  /** Only for a private cluster. */
  readonly cluster?: { readonly nodes: readonly unknown[] };
}

/** An opened broker with its version, such as `4.3.6`, on which its behaviour depends. */
export interface KnownBroker extends OpenedBroker {
  readonly facts: { readonly version: string };
}

const BROKER_FAULTS_HINT = "Use --broker local or --broker docker, which start a private broker.";
const NODES_HINT = "Use --nodes 3 with --broker local or --broker docker, which starts a private cluster.";

/** Why a broker of this provider cannot have the fault, and what to do; null when it can. */
export function whyBrokerIsSafe(provider: OpenedProvider, fault: Pick<Fault, "kind" | "role">): string | null {
  if (!needsOwnBroker(fault)) return null;
  switch (provider) {
    case "local":
      return null;
    case "external":
      return `Fairhare does not inject faults into an external broker. ${hitsNodes(fault) ? NODES_HINT : BROKER_FAULTS_HINT}`;
    case "docker":
      return fault.kind === "power-cut"
        ? "A container shares its disk with the machine, so its power cannot be cut. Use --broker local."
        : null;
    default:
      return assertNever(provider);
  }
}

/** Why no proxy can stand between the fleet and the broker at this URI; null when it can. */
export const whyNoProxy = (uri: string): string | null =>
  splitUris(uri).length > 1
    ? "This fault needs a proxy, and a proxy leads to a single broker. Use one URI without a list."
    : null;

export const NO_NODES = `This fault hits single nodes of a cluster, and the broker has one node. ${NODES_HINT}`;

/** Why the fault is not possible with this broker, and what to do; null when it is. */
export function whyNotWith(
  { provider, uri, cluster }: OpenedBroker,
  fault: Pick<Fault, "kind" | "role">,
): string | null {
  if (needsProxy(fault)) return whyNoProxy(uri);
  const reason = whyBrokerIsSafe(provider, fault);
  if (reason !== null || !hitsNodes(fault)) return reason;
  return (cluster?.nodes.length ?? 1) < 2 ? NO_NODES : null;
}

export interface FaultAbility {
  /** `kill:worker`. */
  readonly fault: string;
  readonly isAvailable: boolean;
  /** Why the fault is not available; null when it is. */
  readonly reason: string | null;
}

export interface FaultSurroundings {
  /** Null when no broker could be opened. */
  readonly broker: OpenedBroker | null;
  /** Whether the operating system can pause a process (SIGSTOP) and terminate it gracefully (SIGTERM). */
  readonly hasSignals: boolean;
  /** Why the machine cannot simulate a power cut; null when it can. */
  readonly whyNoPowerCut: string | null;
}

/** Every combination of kind and target, and whether it is available here. */
export function faultAbilities({ broker, hasSignals, whyNoPowerCut }: FaultSurroundings): FaultAbility[] {
  return FAULT_KINDS.flatMap((kind) =>
    ROLES_OF_KIND[kind]
      // Agents are of a plan, not of this machine.
      .filter((role) => role !== "agent")
      .map((role) => ability(`${kind}:${role}`, whyNot(kind, role))),
  );

  function whyNot(kind: FaultKind, role: FaultRole): string | null {
    if (role === "worker" || role === "producer")
      return hasSignals || kind === "kill" || kind === "add"
        ? null
        : "This operating system has no signals to pause or terminate a process.";
    if (broker === null) return "No broker is available.";
    return whyNotWith(broker, { kind, role }) ?? (kind === "power-cut" ? whyNoPowerCut : null);
  }
}

const ability = (fault: string, reason: string | null): FaultAbility => ({
  fault,
  isAvailable: reason === null,
  reason,
});
