// What is broken on purpose during a run, and when. Reading it from text is parse-fault.ts; doing it is the
// orchestrator's.

export type FaultKind =
  /** SIGKILL; the target is started again after `restartAfterMs`. */
  | "kill"
  /** Frozen (SIGSTOP) for `forMs`; a broker is stopped in good order and started again after `forMs`. */
  | "stop"
  /** Told to finish (SIGTERM) and started again after `restartAfterMs`. Workers and producers only. */
  | "quit"
  /** Stopped in good order and started again at once. Broker only. */
  | "restart"
  /** `joins` more workers come, each into a slot of its own. Workers only. */
  | "add"
  /** What was not synced to the disk is lost; started again after `restartAfterMs`. Broker only. */
  | "power-cut"
  /** Runs out of memory or disk space, as far as it can tell, for `forMs`. Broker only. */
  | AlarmKind
  /** Connections only: what becomes of them on their way. */
  | ConnectionFaultKind;

/** The broker stops reading from connections that publish. */
type AlarmKind = "memory-alarm" | "disk-alarm";

type ConnectionFaultKind =
  /** Reset on both sides; with `forMs`, new ones are reset as well for so long. */
  | "cut"
  /** Not a byte passes for `forMs`, in either direction; the sockets stay open. */
  | "stall"
  /** For `forMs` every byte comes later, in either direction. */
  | "delay"
  /** For `forMs` so many bytes a second pass at most, in either direction. */
  | "throttle"
  /** Closed by the broker, which says why (320 CONNECTION_FORCED). */
  | "close";

export type FleetRole = "worker" | "producer";
export type FaultRole = FleetRole | "broker" | "connection";

/** What may be broken in which way. */
export const ROLES_OF_KIND: Readonly<Record<FaultKind, readonly FaultRole[]>> = {
  kill: ["worker", "producer", "broker"],
  stop: ["worker", "producer", "broker"],
  quit: ["worker", "producer"],
  restart: ["broker"],
  add: ["worker"],
  "power-cut": ["broker"],
  "memory-alarm": ["broker"],
  "disk-alarm": ["broker"],
  cut: ["connection"],
  stall: ["connection"],
  delay: ["connection"],
  throttle: ["connection"],
  close: ["connection"],
};

export const FAULT_KINDS = Object.keys(ROLES_OF_KIND) as readonly FaultKind[];
export const FAULT_ROLES: readonly FaultRole[] = ["worker", "producer", "broker", "connection"];

export const kindsOfRole = (role: FaultRole): FaultKind[] =>
  FAULT_KINDS.filter((kind) => ROLES_OF_KIND[kind].includes(role));

/** What only a fault of connections has. */
export interface ConnectionTarget {
  /** Whose; null is one of either. */
  readonly owner: FleetRole | null;
  /** What a delay adds on each way. */
  readonly byMs: number | null;
  /** What a throttle lets through on each way. */
  readonly bytesPerSecond: number | null;
}

export interface Fault {
  /** As it was written, for people. */
  readonly text: string;
  readonly kind: FaultKind;
  readonly role: FaultRole;
  /** Process number from 1, of connections their owner's; null is one of the living, picked by the seed each time, or for `add` the next new one. */
  readonly process: number | null;
  /** How many workers an `add` brings each time; the other kinds bring none. */
  readonly joins?: number;
  /** Since the start of the publishing; a worker's, in a backlog trial, since the workers' release. */
  readonly atMs: number;
  /** Again and again after so long while the producers publish, or while a burst is worked off; null is once. */
  readonly everyMs: number | null;
  /** How long it lasts; null for the kinds that have no length, and for a cut that is over at once. */
  readonly forMs: number | null;
  /** When a killed or quit process is started again; null is never. A broker is always started again. */
  readonly restartAfterMs: number | null;
  /** Only with the role `connection`. */
  readonly connection?: ConnectionTarget;
}

type FaultMatter = Pick<Fault, "kind" | "role" | "connection">;

export const isAlarm = ({ kind }: Pick<Fault, "kind">): boolean => kind === "memory-alarm" || kind === "disk-alarm";

/** The broker goes away with what it does not keep, and comes back. */
export const takesBrokerDown = (fault: Pick<Fault, "kind" | "role">): boolean =>
  fault.role === "broker" && !isAlarm(fault);

/** Nobody but a proxy between the fleet and the broker can do it. */
export const needsProxy = ({ kind, role }: Pick<Fault, "kind" | "role">): boolean =>
  role === "connection" && kind !== "close";

/** Only the broker can do it, by rabbitmqctl or by being ours to end and start. */
export const needsOwnBroker = ({ kind, role }: Pick<Fault, "kind" | "role">): boolean =>
  role === "broker" || kind === "close";

/** In a backlog trial it comes when the workers are at work, the others while the queue is filled. */
export const comesWithWorkers = ({ role, connection }: FaultMatter): boolean =>
  role === "worker" || (connection !== undefined && connection.owner !== "producer");
