// A cluster of private nodes: starts and observes them, cuts them off and pauses them, whether they are processes or
// containers. The providers create the nodes; cluster-server.ts acts on all of them at once.
import { setTimeout as delay } from "node:timers/promises";
import type { ServerFacts } from "@fairhare/amqp";
import { BrokerStartError } from "../broker-errors.ts";
import type { ManagedCluster, QueueMembers } from "../broker.ts";
import { Distribution } from "./distribution.ts";
import { firstClear, type Question } from "./first-clear.ts";
import type { Member, MemberEvents } from "./member.ts";
import { atomsIn, placeExpression, readPlace } from "./queue-place.ts";

/** Nodes that run connect within a second; one that Mnesia restarts after a partition needs several. */
const WHOLE_TIMEOUT_MS = 60_000;
const WHOLE_POLL_MS = 200;
/** A node that is stopped or overloaded does not answer; another one may. */
const ANSWER_TIMEOUT_MS = 3_000;

/** Its value is the nodes that run RabbitMQ and that this node is connected with; the function was renamed in 4.0. */
const RUNNING =
  "case erlang:function_exported(rabbit_nodes, list_running, 0) of true -> rabbit_nodes:list_running(); _ -> rabbit_nodes:all_running() end.";

export class NodeCluster<Node extends Member = Member> implements ManagedCluster, AsyncDisposable {
  readonly nodes: readonly Node[];
  readonly #shared: AsyncDisposable;
  readonly #distribution: Distribution;
  readonly #paused = new Set<number>();
  /** Nodes that were wiped and have no replicas of the quorum queues. */
  readonly #empty = new Set<number>();

  /** `nodes` may be filled later, in the order of their numbers. `shared` is disposed of after all nodes. */
  constructor(nodes: readonly Node[], shared: AsyncDisposable) {
    this.nodes = nodes;
    this.#shared = shared;
    this.#distribution = new Distribution(nodes);
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

  /** What the node with this number reports to this cluster. */
  eventsOf(number: number): MemberEvents {
    return {
      onWiped: async (signal) => {
        const other = this.available.find((node) => node.number !== number);
        // When the whole cluster is wiped, no node is left that remembers this one.
        if (other === undefined) return;
        await other.ctl(["forget_cluster_node", this.#node(number).erlangName], signal);
        this.#empty.add(number);
      },
      onReady: async (signal) => {
        await this.#distribution.cutAgain(signal);
        if (!this.#empty.delete(number)) return;
        const node = this.#node(number);
        await node.evaluate(growExpression(node.erlangName), signal);
      },
    };
  }

  /** The nodes that serve clients and see the majority, in their order; else those that run at all. */
  get available(): readonly Node[] {
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

  /** A node that names the leader decides: it has confirmed this with a majority. */
  membersOf(queue: string, signal: AbortSignal): Promise<QueueMembers | undefined> {
    const question: Question<Node, QueueMembers> = {
      nodes: this.available,
      ask: async (node, until) => {
        const value = await this.#ask(node, placeExpression(queue), until);
        return value === undefined ? undefined : readPlace(value, (name) => this.#numberOf(name));
      },
      isClear: ({ leader }) => leader !== null,
    };
    return firstClear(question, signal);
  }

  async isolate(node: number, signal: AbortSignal): Promise<AsyncDisposable> {
    return this.#distribution.cut(this.#node(node), signal);
  }

  async pause(number: number): Promise<AsyncDisposable> {
    this.#paused.add(number);
    try {
      const frozen = await this.#node(number).freeze();
      return {
        [Symbol.asyncDispose]: async () => {
          await frozen[Symbol.asyncDispose]();
          this.#paused.delete(number);
        },
      };
    } catch (error) {
      this.#paused.delete(number);
      throw error;
    }
  }

  async untilWhole(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + WHOLE_TIMEOUT_MS;
    for (;;) {
      const seen = await Promise.all(this.nodes.map((node) => this.#ask(node, RUNNING, signal)));
      const running = seen.map((value) => new Set(atomsIn(value ?? "")));
      if (running.every((names) => this.nodes.every(({ erlangName }) => names.has(erlangName)))) return;
      if (performance.now() > deadline)
        throw new BrokerStartError(
          `The nodes of the private cluster are not all connected after ${WHOLE_TIMEOUT_MS / 1000} s. Run again; if it happens again, use fewer nodes (--nodes).`,
        );
      await delay(WHOLE_POLL_MS, undefined, { signal });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = await Promise.allSettled(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await this.#shared[Symbol.asyncDispose]();
    for (const result of ended) if (result.status === "rejected") throw result.reason;
  }

  /** `undefined` when the node does not run or does not answer in time. */
  async #ask(node: Node, expression: string, signal: AbortSignal): Promise<string | undefined> {
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

  #node(number: number): Node {
    const node = this.nodes[number - 1];
    if (node === undefined) throw new Error(`the cluster has no node ${number}`);
    return node;
  }
}

/** As `rabbitmq-queues grow NODE all`. */
const growExpression = (name: string): string => `rabbit_quorum_queue:grow('${name}', <<".*">>, <<".*">>, all).`;
