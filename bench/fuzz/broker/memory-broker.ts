// RabbitMQ in memory, in several versions: its queues, and one node or a cluster, whose nodes can be stopped, killed,
// power-cut, paused, cut off and started again. Connections, queues and the metadata are in files of their own.
import type { Headers, QueueSpec } from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import type { VirtualTime } from "../virtual/time.ts";
import type { BrokerRules } from "../plan/broker-rules.ts";
import { Metadata } from "./cluster/metadata.ts";
import { Nodes, type PartitionHandling } from "./cluster/nodes.ts";
import { placeQueue } from "./cluster/place-queue.ts";
import { Home } from "./cluster/queue-host.ts";
import { Connections } from "./connections.ts";
import type { DeathReason, Message, Outage } from "./message.ts";
import { BrokerQueue } from "./queue.ts";
import type { QueuePorts } from "./queue-ports.ts";
import type { SessionBroker } from "./session.ts";
import type { Truth } from "./truth.ts";

export const isDeadLetterQueue = (name: string): boolean => name.endsWith(".dead");

export interface BrokerWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly truth: Truth;
  readonly cluster?: { readonly nodes: number; readonly handling: PartitionHandling };
}

/** RabbitMQ starts again in a node that a partition stopped. */
const [LEAST_REJOIN_MS, REJOIN_SPREAD_MS] = [500, 1_500];

export class MemoryBroker implements SessionBroker {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly truth: Truth;
  readonly nodes: Nodes;
  readonly connections: Connections;
  readonly #metadata: Metadata;
  /** Dead letters on their way to a queue. */
  readonly #moving = new Set<{ readonly task: number; readonly to: string }>();

  constructor({ time, random, rules, truth, cluster = { nodes: 1, handling: "ignore" } }: BrokerWorld) {
    this.time = time;
    this.random = random;
    this.rules = rules;
    this.truth = truth;
    this.nodes = new Nodes(cluster.nodes, cluster.handling);
    this.connections = new Connections(time, this.nodes);
    this.#metadata = new Metadata(this.nodes, rules.metadata, ({ task }, fate) => truth.fate(task, fate));
  }

  /** As the metadata of the node has it, of the majority by default. */
  queue(name: string, node: number | null = null): BrokerQueue | undefined {
    return this.#metadata.find(name, node);
  }

  /** Returns false when the node cannot create it now. */
  declare(spec: QueueSpec, node: number): boolean {
    const { time, random, rules, truth } = this;
    const existing = this.queue(spec.name, node);
    if (existing !== undefined) return existing.host.isReplicated || existing.host.reaches(node);
    if (!this.#metadata.isWritable(node)) return false;
    const onDeadLetter = (message: Message, to: string, reason: DeathReason): void =>
      this.#deadLetter(message, to, reason);
    const onFate: QueuePorts["onFate"] = ({ task }, fate) => truth.fate(task, fate);
    const onRequeue: QueuePorts["onRequeue"] = ({ task }, reason) => {
      if (!isDeadLetterQueue(spec.name)) truth.requeued(task, reason);
    };
    const hostOf: QueuePorts["hostOf"] = (queue) => placeQueue(queue, node, this);
    this.#metadata.add(new BrokerQueue(spec, { time, random, rules, hostOf, onFate, onRequeue, onDeadLetter }), node);
    return true;
  }

  delete(name: string): void {
    const left = this.queue(name)?.drop() ?? [];
    this.#metadata.remove(name);
    if (isDeadLetterQueue(name)) return;
    // The retry queue is deleted first, and its messages may be on their way to this queue.
    const arriving = [...this.#moving].filter(({ to }) => to === name).map(({ task }) => task);
    this.truth.left = [...(this.truth.left ?? []), ...left, ...arriving];
  }

  takeDown(node: number, how: Outage): void {
    this.nodes.set(node, "down", true);
    this.#leave(node, how);
  }

  bringUp(node: number): void {
    this.nodes.set(node, "down", false);
    this.#changed();
  }

  pause(node: number, isPaused: boolean): void {
    this.connections.hold(node, isPaused);
    this.nodes.set(node, "paused", isPaused);
    this.#changed();
  }

  /** Cuts the node off from the others. */
  isolate(node: number): void {
    this.#metadata.split(node);
    this.nodes.set(node, "cut", true);
    this.#changed();
  }

  /** Connects the node with the others again; those that lose the partition restart. */
  heal(node: number): void {
    const { rules, nodes } = this;
    const isAutomatic = rules.metadata === "mnesia" && nodes.handling === "autoheal";
    const isWinner = isAutomatic && this.random.float() < 0.5;
    this.#metadata.merge(node, isWinner);
    nodes.set(node, "cut", false);
    if (rules.metadata === "mnesia" && nodes.handling !== "pause-minority")
      for (const loser of nodes.numbers) if (nodes.serves(loser) && (loser !== node) === isWinner) this.#restart(loser);
    this.#changed();
  }

  /** Plants a bug: after `afterMs`, one message of the run's queue is removed or duplicated. */
  plantBug(how: "forget" | "repeat", afterMs: number): void {
    this.time.after(afterMs, () => {
      const queue = this.#metadata.all.find(({ spec }) => !isDeadLetterQueue(spec.name));
      const task = queue?.misplaceOne(how) ?? null;
      if (task !== null && how === "repeat") this.truth.repeated.add(task);
    });
  }

  /** RabbitMQ in this node has ended, and with it the queues and sessions there. */
  #leave(node: number, how: Outage): void {
    if (!this.nodes.numbers.some((other) => this.nodes.isUp(other))) this.connections.forgetAlarms();
    for (const queue of this.#metadata.all)
      if (queue.host instanceof Home && queue.host.node === node && !queue.recover(how)) this.#metadata.forget(queue);
    this.connections.end(node, how);
    this.#changed();
  }

  #restart(node: number): void {
    this.nodes.set(node, "suspended", true);
    this.#leave(node, "partitioned");
    this.#rejoin(node);
  }

  #rejoin(node: number): void {
    this.time.after(LEAST_REJOIN_MS + REJOIN_SPREAD_MS * this.random.float(), () => {
      if (this.#isPaused(node)) return;
      this.nodes.set(node, "suspended", false);
      this.#changed();
    });
  }

  /** By `pause-minority`: the node stops while it does not see a majority. */
  #isPaused(node: number): boolean {
    const { rules, nodes } = this;
    return rules.metadata === "mnesia" && nodes.handling === "pause-minority" && !nodes.hasMajority(node);
  }

  #changed(): void {
    const { nodes, truth, time } = this;
    truth.nodesChangedAt.push(time.elapsed);
    for (const node of nodes.numbers) {
      if (!nodes.isUp(node)) nodes.set(node, "suspended", false);
      else if (!nodes.isSuspended(node) && this.#isPaused(node)) {
        nodes.set(node, "suspended", true);
        return this.#leave(node, nodes.numbers.some((one) => nodes.isCut(one)) ? "partitioned" : "minority-stopped");
      } else if (nodes.isSuspended(node) && !this.#isPaused(node)) this.#rejoin(node);
    }
    for (const queue of this.#metadata.all) {
      queue.host.changed();
      if (!queue.host.isReplicated) queue.forsake((other) => !queue.host.reaches(other));
    }
    this.connections.giveUpLostQueues();
    for (const queue of this.#metadata.all) queue.dispatch();
  }

  #deadLetter({ task, body, headers, isPersistent, priority }: Message, to: string, reason: DeathReason): void {
    const queue = this.queue(to);
    // A queue that is not durable is missing after a restart, until a client declares it again.
    if (queue === undefined) return this.truth.fate(task, reason === "rejected" ? "rejected" : "queue-not-durable");
    const death: Headers = { ...headers, "x-first-death-reason": headers?.["x-first-death-reason"] ?? reason };
    // The broker itself publishes the dead letter, a moment later.
    const move = { task, to };
    this.#moving.add(move);
    this.time.after(0.5 + 3 * this.random.float(), () => {
      this.#moving.delete(move);
      if (queue.host.serves) queue.enqueue({ task, body, headers: death, isPersistent, priority }, () => undefined);
      else this.truth.fate(task, "rejected");
    });
  }
}
