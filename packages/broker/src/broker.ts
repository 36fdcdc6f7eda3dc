// The types of a broker, independent of its provider: external broker, private node or Docker container.
import type { ServerFacts } from "@fairhare/amqp";
import type { QueueSampler } from "./local/control/sampler.ts";

/** A special ability that a run needs; only a private node can provide it. */
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
  /** The largest resident set of all its incarnations. */
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
   * processes of the server see its content.
   */
  readonly dataDir: string;
  readonly logFile: string;
  readonly running: boolean;
  /** All current processes of the node. Without `/proc`, only the leaders of its process groups. */
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
   * without the need `power-cut`.
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

/** One node of a private cluster. */
export interface ClusterNode extends ManagedServer {
  /** From 1. */
  readonly number: number;
  /** `name@host` of the Erlang machine. */
  readonly erlangName: string;
  /** Contains the credentials. */
  readonly uri: string;
}

/** A private cluster, whose nodes Fairhare may break one by one. */
export interface ManagedCluster {
  /** By number − 1. */
  readonly nodes: readonly ClusterNode[];
  /** Number of the node that leads (quorum) or holds (classic) the queue now; null when none answers. */
  leaderOf(queue: string, signal: AbortSignal): Promise<number | null>;
  /** Of a quorum queue; undefined when no node answers. */
  membersOf(
    queue: string,
    signal: AbortSignal,
  ): Promise<
    | { readonly leader: number | null; readonly members: readonly number[]; readonly online: readonly number[] }
    | undefined
  >;
  /** Cuts the Erlang distribution between the node and all others, both ways, until disposal. */
  isolate(node: number, signal: AbortSignal): Promise<AsyncDisposable>;
  /** SIGSTOP of all processes of the node until disposal (or the orchestrator's end). */
  pause(node: number): Promise<AsyncDisposable>;
}

export interface Broker extends AsyncDisposable {
  /** Contains the credentials: print only `redactAmqpUri(uri)`. */
  readonly uri: string;
  readonly provider: BrokerProvider;
  readonly facts: ServerFacts;
  /** Only for a private node. Of a cluster, it acts on all nodes. */
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
