// Which queues the nodes of the simulated broker know. A node that is cut off has its own view, and with Mnesia changes it.
import type { Fate, Message } from "../message.ts";
import type { BrokerQueue } from "../queue.ts";
import type { Nodes } from "./nodes.ts";
import { Home } from "./queue-host.ts";

type Queues = Map<string, BrokerQueue>;

export class Metadata {
  readonly #nodes: Nodes;
  readonly #kind: "mnesia" | "khepri";
  readonly #onFate: (message: Message, fate: Fate) => void;
  /** Of the nodes that are not cut off. */
  #main: Queues = new Map();
  /** The views of nodes that are cut off. */
  readonly #views = new Map<number, Queues>();

  constructor(nodes: Nodes, kind: "mnesia" | "khepri", onFate: (message: Message, fate: Fate) => void) {
    this.#nodes = nodes;
    this.#kind = kind;
    this.#onFate = onFate;
  }

  /** All queues of all views. */
  get all(): readonly BrokerQueue[] {
    return [...new Set([this.#main, ...this.#views.values()].flatMap((queues) => [...queues.values()]))];
  }

  /** In the view of the majority without a node. */
  find(name: string, node: number | null): BrokerQueue | undefined {
    return this.#viewOf(node).get(name);
  }

  /** A change needs a majority with Khepri. */
  isWritable(node: number): boolean {
    return this.#kind === "mnesia" || this.#nodes.hasMajority(node);
  }

  add(queue: BrokerQueue, node: number): void {
    this.#viewOf(node).set(queue.spec.name, queue);
  }

  remove(name: string): void {
    this.#main.delete(name);
  }

  /** The queue is gone with its node. */
  forget(queue: BrokerQueue): void {
    if (queue.host instanceof Home) queue.host.isGone = true;
    for (const queues of [this.#main, ...this.#views.values()])
      if (queues.get(queue.spec.name) === queue) queues.delete(queue.spec.name);
  }

  /** The node is cut off. Each side deletes the transient queues of the other one, as those of a node that is down. */
  split(node: number): void {
    const view = new Map(this.#main);
    this.#views.set(node, view);
    for (const [name, { host, spec }] of view) {
      if (!(host instanceof Home) || spec.durable) continue;
      if (host.node === node) this.#main.delete(name);
      else if (this.#kind === "mnesia") view.delete(name);
    }
  }

  /** The nodes are connected again, and have the view of the winner. */
  merge(node: number, isWinner: boolean): void {
    const view = this.#views.get(node) ?? this.#main;
    this.#views.delete(node);
    const [kept, discarded] = isWinner ? [view, this.#main] : [this.#main, view];
    this.#main = kept;
    for (const queue of discarded.values()) {
      if ([...kept.values()].includes(queue)) continue;
      for (const message of queue.messages) this.#onFate(message, "partitioned");
      queue.drop();
      this.forget(queue);
    }
  }

  #viewOf(node: number | null): Queues {
    return (node === null ? undefined : this.#views.get(node)) ?? this.#main;
  }
}
