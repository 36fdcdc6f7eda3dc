// The faults that a run injects, and when. The package plan reads them from text; the orchestrator injects them.

export type FaultKind =
  /** SIGKILL; restarts the target after `restartAfterMs`. An agent ends with all of its processes and stays away. */
  | "kill"
  /** Freezes a process (SIGSTOP) for `forMs`. Shuts a broker down gracefully and restarts it after `forMs`. */
  | "stop"
  /** Graceful shutdown (SIGTERM); restarts the target after `restartAfterMs`. Workers and producers only. */
  | "quit"
  /** Graceful shutdown and immediate restart. Broker and its nodes only. */
  | "restart"
  /** Restarts the nodes of a cluster gracefully, one after another. Broker only. */
  | "rolling-restart"
  /** Freezes all processes of a node (SIGSTOP) for `forMs`. Nodes only. */
  | "pause"
  /** Cuts the traffic between a node and all other nodes for `forMs`, in both directions. Nodes only. */
  | "partition"
  /** Adds `joins` workers, each in its own slot. Workers only. */
  | "add"
  /** Loses everything that was not synced to the disk; restarts after `restartAfterMs`. Broker and its nodes only. */
  | "power-cut"
  /** Raises an alarm for `forMs`, as if the broker had run out of memory or disk space. Broker only. */
  | AlarmKind
  /** Connections only. */
  | ConnectionFaultKind;

/** During an alarm, the broker stops reading from connections that publish. */
type AlarmKind = "memory-alarm" | "disk-alarm";

type ConnectionFaultKind =
  /** Resets both sides; with `forMs`, also resets new connections during that time. */
  | "cut"
  /** Forwards no byte for `forMs` in either direction; the sockets stay open. */
  | "stall"
  /** Delays every byte for `forMs`, in each direction. */
  | "delay"
  /** Limits the bytes per second for `forMs`, in each direction. */
  | "throttle"
  /** The broker closes the connection with a reason (320 CONNECTION_FORCED). */
  | "close";

export type FleetRole = "worker" | "producer";
/** `broker` is the whole cluster, `node` some nodes of it. */
export type FaultRole = FleetRole | "broker" | "node" | "connection" | "agent";

/**
 * Nodes of a cluster by their part in the run's queue when the fault occurs. `leader`: the node with the leader of a quorum
 * queue, or with a classic queue. `follower`: one of the others. `majority`: more than half of all nodes, among them the
 * leader.
 */
export type NodePart = "leader" | "follower" | "majority";
export const NODE_PARTS: readonly NodePart[] = ["leader", "follower", "majority"];

/** The possible targets of each kind of fault. */
export const ROLES_OF_KIND: Readonly<Record<FaultKind, readonly FaultRole[]>> = {
  kill: ["worker", "producer", "broker", "node", "agent"],
  stop: ["worker", "producer", "broker", "node"],
  quit: ["worker", "producer"],
  restart: ["broker", "node"],
  "rolling-restart": ["broker"],
  pause: ["node"],
  partition: ["node"],
  add: ["worker"],
  "power-cut": ["broker", "node"],
  "memory-alarm": ["broker"],
  "disk-alarm": ["broker"],
  cut: ["connection"],
  stall: ["connection"],
  delay: ["connection"],
  throttle: ["connection"],
  close: ["connection"],
};

export const FAULT_KINDS = Object.keys(ROLES_OF_KIND) as readonly FaultKind[];
export const FAULT_ROLES: readonly FaultRole[] = ["worker", "producer", "broker", "node", "connection", "agent"];

export const kindsOfRole = (role: FaultRole): FaultKind[] =>
  FAULT_KINDS.filter((kind) => ROLES_OF_KIND[kind].includes(role));

/** The settings of connection faults only. */
export interface ConnectionTarget {
  /** The role that owns the connection; null is any of the two. */
  readonly owner: FleetRole | null;
  /** Added by a delay in each direction. */
  readonly byMs: number | null;
  /** Limit of a throttle in each direction. */
  readonly bytesPerSecond: number | null;
}

export interface Fault {
  /** The text of the fault as the user wrote it. */
  readonly text: string;
  readonly kind: FaultKind;
  readonly role: FaultRole;
  /**
   * Process number from 1; for connections, the number of their owner; for nodes and agents, their number. Null selects a
   * running process or node with the seed, each time anew; for `add` it is the next new number.
   */
  readonly process: number | null;
  /** Selects nodes by their part instead of a number; only with the role `node`. */
  readonly part?: NodePart;
  /** Number of workers that an `add` starts each time; absent for other kinds. */
  readonly joins?: number;
  /** From the start of publishing; for workers in a backlog trial, from their release. */
  readonly atMs: number;
  /** Period of repetition while the producers publish or the workers drain a burst; null is once. */
  readonly everyMs: number | null;
  /** Duration; null for kinds without a duration, and for a cut that ends immediately. */
  readonly forMs: number | null;
  /** Delay before a killed or quit process is restarted; null is never. A broker is always restarted. */
  readonly restartAfterMs: number | null;
  /** Only with the role `connection`. */
  readonly connection?: ConnectionTarget;
}

type FaultMatter = Pick<Fault, "kind" | "role" | "connection">;

export const isAlarm = ({ kind }: Pick<Fault, "kind">): boolean => kind === "memory-alarm" || kind === "disk-alarm";

/** The fault stops and restarts the whole broker, which loses everything that is not durable. */
export const takesBrokerDown = (fault: Pick<Fault, "kind" | "role">): boolean =>
  fault.role === "broker" && !isAlarm(fault) && fault.kind !== "rolling-restart";

/** The fault hits single nodes of a cluster, while others go on. */
export const hitsNodes = ({ kind, role }: Pick<Fault, "kind" | "role">): boolean =>
  role === "node" || kind === "rolling-restart";

/** The fault stops and restarts nodes of a cluster: their connections end, and what is not durable on them is lost. */
export const takesNodesDown = (fault: Pick<Fault, "kind" | "role">): boolean =>
  hitsNodes(fault) && fault.kind !== "pause" && fault.kind !== "partition";

/** The fault needs the proxy between the fleet and the broker. */
export const needsProxy = ({ kind, role }: Pick<Fault, "kind" | "role">): boolean =>
  role === "connection" && kind !== "close";

/** The fault needs a broker of our own: it uses rabbitmqctl, or it stops and starts the broker. */
export const needsOwnBroker = ({ kind, role }: Pick<Fault, "kind" | "role">): boolean =>
  role === "broker" || role === "node" || kind === "close";

/** In a backlog trial, these faults count from the release of the workers, all others from the start of publishing. */
export const comesWithWorkers = ({ role, connection }: FaultMatter): boolean =>
  role === "worker" || (connection !== undefined && connection.owner !== "producer");
