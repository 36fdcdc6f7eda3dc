// What a broker is to the rest of the tool, whoever provides it: local node, Docker container, or one that was there.
import type { ServerFacts } from "@fairhare/amqp";
import type { QueueSampler } from "./local/control/sampler.ts";

/** What a broker is asked to be able to, beyond serving; only a local node is made for it. */
export type BrokerNeed = "power-cut";

export type BrokerProvider = "external" | "local" | "docker";

/**
 * Resolves only when the server really serves: connected, a queue declared, a message confirmed and got back.
 * Rejects at the first thing that fails; who calls it decides whether to try again.
 */
export type BrokerProbe = (uri: string, signal: AbortSignal) => Promise<ServerFacts>;

export interface BrokerResources {
  /** User and system time of the broker's Erlang machine since the broker was opened, over all its restarts. */
  readonly cpuSeconds: number;
  /** The largest resident set that any of its incarnations had. */
  readonly peakRssBytes: number;
}

/** Lowered when it is disposed of: resolves when connections that it blocked go on. */
export type Alarm = AsyncDisposable;

/** A server that is ours to break: ports, credentials and data are kept over a stop, a kill and a start. */
export interface ManagedServer {
  /**
   * The directory the server keeps its data in; everything else of the node is beside it, not in it. On a node made for
   * power cuts only the server's own processes see what is in it.
   */
  readonly dataDir: string;
  readonly logFile: string;
  readonly running: boolean;
  /** Every process of the node now. Where `/proc` is missing: only the leaders of its process groups. */
  pids(): number[];
  /** Boots it; resolves when it really serves. */
  start(signal: AbortSignal): Promise<ServerFacts>;
  /** Graceful: queues are flushed and closed. No process is left when it resolves. */
  stop(signal: AbortSignal): Promise<void>;
  /**
   * What was declared so far is on the disk for good, as it has long been on a server of any age. A server answers a
   * declaration before that: killed within two seconds it forgets a durable queue, and with a power cut even later,
   * and the confirmed messages in it.
   */
  settle(signal: AbortSignal): Promise<void>;
  /** SIGKILL to everything of the node. No process is left when it resolves. */
  kill(): Promise<void>;
  /**
   * What a power cut of its machine does: everything that was not synced to the disk is lost, and no process of the
   * node is left when it resolves. The journal of the disk is replayed at the next start. Rejects on a node that was
   * not made for it (the need `power-cut`).
   */
  powerCut(signal: AbortSignal): Promise<void>;
  /**
   * Out of memory or disk space, as far as the server can tell: it stops reading from connections that publish. Not to
   * be aborted, as a limit that was moved has to be put back.
   */
  raiseAlarm(resource: "memory" | "disk"): Promise<Alarm>;
  /** Closes the connections of these names with 320 CONNECTION_FORCED; how many there were. */
  closeConnections(names: readonly string[], reason: string, signal: AbortSignal): Promise<number>;
  /** From now on the server tells of this queue of its default virtual host, four times a second; one queue at a time. */
  sampleQueue(queue: string): QueueSampler;
  /** Ends it as `kill` does and empties its data directory: the next start is a first one, with the same credentials. */
  wipe(signal: AbortSignal): Promise<void>;
}

export interface Broker extends AsyncDisposable {
  /** With the credentials in it: never print it, print `redactAmqpUri(uri)`. */
  readonly uri: string;
  readonly provider: BrokerProvider;
  readonly facts: ServerFacts;
  /** Only of a local node. */
  readonly server?: ManagedServer;
  /** `undefined` where it cannot be read: an external broker, a container, a system without `/proc`. */
  resources(): Promise<BrokerResources | undefined>;
  /** `rabbitmqctl` with these arguments against the broker; its standard output. Missing on an external broker. */
  readonly ctl?: (args: readonly string[], signal: AbortSignal) => Promise<string>;
}

/** What every provider is given. */
export interface BrokerPorts {
  readonly probe: BrokerProbe;
  readonly signal: AbortSignal;
  /** One sentence for the user about what is being done: a choice made, a boot begun. */
  readonly onNotice: (sentence: string) => void;
}

export type Environment = Readonly<Record<string, string | undefined>>;
