// The nodes of the simulated broker as a cluster that Fairhare manages: where its queues are, and the faults of its nodes.
import {
  BrokerStartError,
  type ClusterNode,
  type ManagedCluster,
  type ManagedServer,
  type QueueMembers,
} from "@fairhare/broker";
import { sleep } from "@fairhare/core";
import type { MemoryBroker } from "../memory-broker.ts";

/** Milliseconds of an answer about a queue, and of one while its leader does not answer. */
const [LEAST_ANSWER_MS, ANSWER_SPREAD_MS, SILENCE_MS] = [1, 15, 1_000];
const CUT_MS = 25;
const WHOLE_POLL_MS = 200;
const WHOLE_TIMEOUT_MS = 60_000;

export class VirtualCluster implements ManagedCluster {
  readonly nodes: readonly ClusterNode[];
  readonly #broker: MemoryBroker;

  constructor(broker: MemoryBroker, serverOf: (node: number) => ManagedServer) {
    this.#broker = broker;
    this.nodes = broker.nodes.numbers.map((number) => nodeOf(number, serverOf(number)));
  }

  get reachable(): readonly number[] {
    return this.#broker.nodes.available;
  }

  async leaderOf(queue: string, signal: AbortSignal): Promise<number | null> {
    return (await this.membersOf(queue, signal))?.leader ?? null;
  }

  async membersOf(name: string, signal: AbortSignal): Promise<QueueMembers | undefined> {
    const { time, random, nodes } = this.#broker;
    const asked = nodes.available.find((node) => nodes.isAwake(node));
    const host = asked === undefined ? undefined : this.#broker.queue(name, asked)?.host;
    const isAnswering = asked !== undefined && host?.serves === true && host.reaches(asked);
    const answerMs = LEAST_ANSWER_MS + ANSWER_SPREAD_MS * random.float();
    // The answer is as of the question.
    const leader = isAnswering ? host.leader : null;
    const online = host?.members.filter(
      (member) => asked !== undefined && nodes.isAwake(member) && nodes.areConnected(asked, member),
    );
    await sleep(time, host !== undefined && !isAnswering ? SILENCE_MS * random.float() : answerMs, signal);
    return host === undefined ? undefined : { leader, members: host.members, online: online ?? [] };
  }

  async isolate(node: number, signal: AbortSignal): Promise<AsyncDisposable> {
    const { time, random } = this.#broker;
    await sleep(time, CUT_MS * random.float(), signal);
    this.#broker.isolate(node);
    const heal = async (): Promise<void> => {
      this.#broker.heal(node);
      while (this.#broker.nodes.isSuspended(node)) await sleep(time, WHOLE_POLL_MS);
    };
    return { [Symbol.asyncDispose]: heal };
  }

  async pause(node: number): Promise<AsyncDisposable> {
    this.#broker.pause(node, true);
    return { [Symbol.asyncDispose]: async () => this.#broker.pause(node, false) };
  }

  async untilWhole(signal: AbortSignal): Promise<void> {
    const { time, nodes } = this.#broker;
    const deadline = time.elapsed + WHOLE_TIMEOUT_MS;
    while (!nodes.isWhole) {
      if (time.elapsed > deadline) throw new BrokerStartError("the nodes are not all connected");
      await sleep(time, WHOLE_POLL_MS, signal);
    }
  }
}

/** Adds the identity of the node to its server. */
function nodeOf(number: number, server: ManagedServer): ClusterNode {
  const uri = `amqp://virtual/node-${number}`;
  return Object.assign(server, { number, erlangName: `virtual@${number}`, facts: undefined, uri });
}
