// The types of a broker, independent of its provider: external broker, private node or Docker container.
import type { ServerFacts } from "@fairhare/amqp";
import type { QueueSampler } from "./control/sampler.ts";

/** A special ability that a run needs; only a private node of this machine can provide it. */
export type BrokerNeed = "power-cut";

export type BrokerProvider = "external" | "local" | "docker";

/**
 * Resolves when the server is ready: connected, a queue declared, a message confirmed and delivered. Rejects at the
 * first failure; the caller decides whether to try again.
 */
export type BrokerProbe = (uri: string, signal: AbortSignal) => Promise<ServerFacts>;

export interface BrokerResources {
  /** User and system time of the broker's Erlang machine since the broker was opened, including all restarts. */
  readonly cpuSeconds: number;
  /** The largest resident set of all its incarnations; of a cluster, the sum over its nodes. */
  readonly peakRssBytes: number;
  /** Bytes that the Erlang machine has caused to be written to a disk (not to memory as /dev/shm); null if unknown. */
  readonly diskBytes: number | null;
}

/** An active memory or disk alarm. The disposal ends it, and resolves when the blocked connections continue. */
export type Alarm = AsyncDisposable;

/** A server that Fairhare may break: ports, credentials and data stay the same after a stop or kill and a new start. */
export interface ManagedServer {
  /**
   * The directory of the server's data; the other files of the node are beside it. On a node for power cuts, only the
   * processes of the server see its content. Null when it is inside a container.
   */
  readonly dataDir: string | null;
  readonly running: boolean;
  /** All current processes of the node; none of a container. Without `/proc`, only the leaders of its process groups. */
  pids(): number[];
  /** Starts the server; resolves when it is ready. */
  start(signal: AbortSignal): Promise<ServerFacts>;
  /** Graceful shutdown: queues are flushed and closed. No process is left when it resolves. */
  stop(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when all declarations so far are on the disk. A server answers a declaration earlier: when it is killed
   * within the next two seconds (or in a power cut, even later), it loses a durable queue and the confirmed messages in
   * it. A server that has been running for some time has long written its declarations.
   */
  settle(signal: AbortSignal): Promise<void>;
  /** SIGKILL to all processes of the node. No process is left when it resolves. */
  kill(): Promise<void>;
  /**
   * Has the effect of a power cut of the machine: everything that was not synced to the disk is lost. No process of the
   * node is left when it resolves. The next start replays the journal of the disk. Rejects on a node that was created
   * without the need `power-cut`, and in a container.
   */
  powerCut(signal: AbortSignal): Promise<void>;
  /**
   * The server behaves as if memory or disk space had run out: it stops reading from connections that publish. Cannot
   * be aborted, because a changed limit must be restored.
   */
  raiseAlarm(resource: "memory" | "disk"): Promise<Alarm>;
  /** Closes the connections with these names with 320 CONNECTION_FORCED; returns their number. */
  closeConnections(names: readonly string[], reason: string, signal: AbortSignal): Promise<number>;
  /** Starts samples of the sum over these queues in the default virtual host, four per second; one sampler at a time. */
  sampleQueues(queues: readonly string[]): QueueSampler;
  /**
   * Ends the server as `kill` does and empties its data directory: the next start is a first start, with the same
   * credentials.
   */
  wipe(signal: AbortSignal): Promise<void>;
}

/** One node of a cluster. `powerCut`, `kill`, `stop`, `start` and `wipe` affect it alone. */
export interface ClusterNode extends ManagedServer {
  /** From 1. */
  readonly number: number;
  /** The name of its Erlang machine. */
  readonly erlangName: string;
  /** As of its last start; undefined before the first. */
  readonly facts: ServerFacts | undefined;
  /** Contains the credentials. */
  readonly uri: string;
}

/** Where a queue is in a cluster, by the numbers of the nodes. */
export interface QueueMembers {
  /** The node that leads a quorum queue or holds a classic queue; null when no node leads it now. */
  readonly leader: number | null;
  /** The nodes with a replica; of a classic queue, its only node. */
  readonly members: readonly number[];
  /** The members whose replica runs and is reachable from the majority of the cluster. */
  readonly online: readonly number[];
}

/** A cluster of private nodes or containers that Fairhare may break. */
export interface ManagedCluster {
  /** By number − 1. */
  readonly nodes: readonly ClusterNode[];
  /** Numbers of the nodes that run, are not paused and not cut off; if all are cut off, those. */
  readonly reachable: readonly number[];
  /**
   * The number of the node that leads (quorum) or holds (classic) the queue now; null when none does. The leader of a
   * quorum queue counts only when it has just confirmed with a majority that it leads.
   */
  leaderOf(queue: string, signal: AbortSignal): Promise<number | null>;
  /** `undefined` when no node knows the queue. */
  membersOf(queue: string, signal: AbortSignal): Promise<QueueMembers | undefined>;
  /**
   * Cuts the Erlang distribution between the node and all others, both ways, until disposal; clients keep their
   * connections. The nodes notice the cut at once, as after a closed connection; dropped packets would be noticed only
   * after the net tick time (60 s). Resolves when every node has lost the others. A node that is down is cut as well.
   */
  isolate(node: number, signal: AbortSignal): Promise<AsyncDisposable>;
  /** Freezes all processes of the node until disposal. */
  pause(node: number): Promise<AsyncDisposable>;
  /**
   * Resolves when all nodes run, are connected with each other and accept clients; starts none. Throws
   * BrokerStartError after a minute.
   */
  untilWhole(signal: AbortSignal): Promise<void>;
}

export interface Broker extends AsyncDisposable {
  /** Contains the credentials: print only `redactAmqpUri(uri)`. Of a cluster: the list of all nodes in their order. */
  readonly uri: string;
  readonly provider: BrokerProvider;
  readonly facts: ServerFacts;
  /** Absent for an external broker; of a cluster, it acts on all nodes. */
  readonly server?: ManagedServer;
  /** Only for a private cluster. */
  readonly cluster?: ManagedCluster;
  /** `undefined` if unknown: for an external broker, a container, or a system without `/proc`. */
  resources(): Promise<BrokerResources | undefined>;
  /** Runs `rabbitmqctl` with these arguments; returns its standard output. Absent for an external broker. */
  readonly ctl?: (args: readonly string[], signal: AbortSignal) => Promise<string>;
}

/** The ports of every provider. */
export interface BrokerPorts {
  readonly probe: BrokerProbe;
  readonly signal: AbortSignal;
  /** Receives one sentence for the user about the current action, such as a start. */
  readonly onNotice: (sentence: string) => void;
}

export type Environment = Readonly<Record<string, string | undefined>>;
