// A cluster of private nodes on the loopback interface: creates, starts and observes them, cuts them off and pauses
// them. cluster-server.ts acts on all nodes at once.
import { setTimeout as delay } from "node:timers/promises";
import type { ServerFacts } from "@fairhare/amqp";
import type { BrokerNeed, BrokerProbe, Environment, ManagedCluster, QueueMembers } from "../../broker.ts";
import { freePorts } from "../../free-ports.ts";
import type { FoundServer } from "../installed/find-server.ts";
import { newIdentity, newSharedIdentity } from "../layout/layout.ts";
import { SharedEpmd } from "../lifecycle/epmd.ts";
import { BrokerStartError } from "../lifecycle/start-failure.ts";
import { ManagedNode } from "../managed-node.ts";
import type { Membership } from "../node-options.ts";
import { clusterConfig, type ClusterOptions } from "./cluster-options.ts";
import { Distribution } from "./distribution.ts";
import { placeExpression, readPlace } from "./queue-place.ts";

/** Nodes that start at the same time share the cores, and join each other. */
const BOOT_TIMEOUT_MS = 180_000;
/** Nodes whose versions do not fit together wait for each other until the end of this time. */
const MIXED_BOOT_TIMEOUT_MS = 60_000;
/** Nodes that run connect within a second; one that Mnesia restarts after a partition needs several. */
const WHOLE_TIMEOUT_MS = 60_000;
const WHOLE_POLL_MS = 200;
/** A node that is stopped or overloaded does not answer; another one may. */
const ANSWER_TIMEOUT_MS = 3_000;

/** Its value is the nodes that run RabbitMQ and that this node is connected with; the function was renamed in 4.0. */
const RUNNING =
  "case erlang:function_exported(rabbit_nodes, list_running, 0) of true -> rabbit_nodes:list_running(); _ -> rabbit_nodes:all_running() end.";

export interface LocalClusterOptions extends ClusterOptions {
  /** One for each node. */
  readonly servers: readonly FoundServer[];
  readonly probe: BrokerProbe;
  readonly env: Environment;
  readonly needs: readonly BrokerNeed[];
  readonly signal: AbortSignal;
}

export class LocalCluster implements ManagedCluster, AsyncDisposable {
  readonly nodes: readonly ManagedNode[];
  readonly #epmd: SharedEpmd;
  readonly #distribution: Distribution;
  readonly #paused = new Set<number>();
  /** Nodes that were wiped and have no replicas of the quorum queues. */
  readonly #empty = new Set<number>();

  private constructor(nodes: ManagedNode[], epmd: SharedEpmd) {
    this.nodes = nodes;
    this.#epmd = epmd;
    this.#distribution = new Distribution(nodes);
  }

  /** Creates the nodes and starts none of them. A failure leaves nothing behind. */
  static async create(options: LocalClusterOptions): Promise<LocalCluster> {
    const [epmdPort = 0, ...ports] = await freePorts(1 + 2 * options.nodes);
    const shared = newSharedIdentity();
    const identities = Array.from({ length: options.nodes }, (_, index) =>
      newIdentity([ports[2 * index] ?? 0, ports[2 * index + 1] ?? 0, epmdPort], shared),
    );
    const configuration = clusterConfig(identities, options);
    const epmd = await SharedEpmd.start(epmdPort, options.env);
    const nodes: ManagedNode[] = [];
    const cluster = new LocalCluster(nodes, epmd);
    try {
      for (const [index, identity] of identities.entries()) {
        const server = options.servers[index];
        if (server === undefined) throw new Error(`node ${index + 1} has no server`);
        const member = cluster.#membership(index + 1, identity, epmd);
        const bootTimeoutMs = isMixed(options.servers) ? MIXED_BOOT_TIMEOUT_MS : BOOT_TIMEOUT_MS;
        const settings = { ...options, server, configuration, member, bootTimeoutMs };
        nodes.push(await ManagedNode.create(settings));
      }
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts the nodes that do not run, all at the same time; resolves when the cluster is whole. */
  async start(signal: AbortSignal): Promise<ServerFacts> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const starting = this.nodes.filter(({ running }) => !running).map((node) => node.start(either));
    try {
      const [facts] = await Promise.all(starting);
      await this.untilWhole(signal);
      if (facts === undefined) throw new Error("every node of the cluster is already running");
      return facts;
    } catch (error) {
      failed.abort(error);
      await Promise.allSettled(starting);
      throw error;
    }
  }

  /** The nodes that serve clients and see the majority, in their order; else those that run at all. */
  get available(): readonly ManagedNode[] {
    const awake = this.nodes.filter(({ running, number }) => running && !this.#paused.has(number));
    const connected = awake.filter(({ number }) => !this.#distribution.isCut(number));
    return connected.length > 0 ? connected : awake;
  }

  get uri(): string {
    return this.nodes.map(({ uri }) => uri).join(",");
  }

  get reachable(): readonly number[] {
    return this.available.map(({ number }) => number);
  }

  /** Runs `rabbitmqctl` on the first node that can serve clients. */
  ctl(args: readonly string[], signal: AbortSignal): Promise<string> {
    return (this.available[0] ?? this.#node(1)).ctl(args, signal);
  }

  async leaderOf(queue: string, signal: AbortSignal): Promise<number | null> {
    return (await this.membersOf(queue, signal))?.leader ?? null;
  }

  /** The first node that answers decides: the others know the same. */
  async membersOf(queue: string, signal: AbortSignal): Promise<QueueMembers | undefined> {
    let found: QueueMembers | undefined;
    for (const node of this.available) {
      const value = await this.#ask(node, placeExpression(queue), signal);
      found = value === undefined ? undefined : readPlace(value, (name) => this.#numberOf(name));
      if (found !== undefined) break;
    }
    return found;
  }

  async isolate(node: number, signal: AbortSignal): Promise<AsyncDisposable> {
    return this.#distribution.cut(this.#node(node), signal);
  }

  pause(number: number): Promise<AsyncDisposable> {
    const node = this.#node(number);
    const pids = node.pids();
    this.#paused.add(number);
    for (const pid of pids) signalQuietly(pid, "SIGSTOP");
    const resume = (): Promise<void> => {
      this.#paused.delete(number);
      for (const pid of pids) signalQuietly(pid, "SIGCONT");
      return Promise.resolve();
    };
    return Promise.resolve({ [Symbol.asyncDispose]: resume });
  }

  async untilWhole(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + WHOLE_TIMEOUT_MS;
    for (;;) {
      const seen = await Promise.all(this.nodes.map((node) => this.#ask(node, RUNNING, signal)));
      if (seen.every((value) => this.nodes.every(({ erlangName }) => value?.includes(`'${erlangName}'`) === true)))
        return;
      if (performance.now() > deadline)
        throw new BrokerStartError(
          `The nodes of the local cluster are not all connected after ${WHOLE_TIMEOUT_MS / 1000} s. Run again; if it happens again, use fewer nodes (--nodes).`,
        );
      await delay(WHOLE_POLL_MS, undefined, { signal });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = await Promise.allSettled(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await this.#epmd[Symbol.asyncDispose]();
    for (const result of ended) if (result.status === "rejected") throw result.reason;
  }

  #membership(number: number, identity: Membership["identity"], epmd: SharedEpmd): Membership {
    return {
      number,
      identity,
      epmd,
      onWiped: async (signal) => {
        const other = this.available.find((node) => node.number !== number);
        // When the whole cluster is wiped, no node is left that remembers this one.
        if (other === undefined) return;
        await other.ctl(["forget_cluster_node", identity.erlangName], signal);
        this.#empty.add(number);
      },
      onReady: async (signal) => {
        await this.#distribution.cutAgain(signal);
        if (!this.#empty.delete(number)) return;
        const node = this.#node(number);
        await node.evaluate(growExpression(identity.erlangName), signal);
      },
    };
  }

  /** `undefined` when the node does not run or does not answer in time. */
  async #ask(node: ManagedNode, expression: string, signal: AbortSignal): Promise<string | undefined> {
    if (!node.running || this.#paused.has(node.number)) return undefined;
    try {
      return await node.evaluate(expression, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]));
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  #numberOf(name: string): number | undefined {
    return this.nodes.find(({ erlangName }) => erlangName === name)?.number;
  }

  #node(number: number): ManagedNode {
    const node = this.nodes[number - 1];
    if (node === undefined) throw new Error(`the cluster has no node ${number}`);
    return node;
  }
}

const isMixed = (servers: readonly FoundServer[]): boolean => new Set(servers.map(({ path }) => path)).size > 1;

/** As `rabbitmq-queues grow NODE all`. */
const growExpression = (name: string): string => `rabbit_quorum_queue:grow('${name}', <<".*">>, <<".*">>, all).`;

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended meanwhile.
  }
}
