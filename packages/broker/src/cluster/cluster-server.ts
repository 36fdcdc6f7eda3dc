// Acts on all nodes of a private cluster at once, as on one server: kill, stop, power cut, start, alarms and samples.
import type { ServerFacts } from "@fairhare/amqp";
import type { Alarm, ManagedServer } from "../broker.ts";
import type { QueueSampler } from "../control/sampler.ts";
import { sampleCluster } from "./cluster-sampler.ts";
import type { Member } from "./member.ts";
import type { NodeCluster } from "./node-cluster.ts";

export class ClusterServer implements ManagedServer {
  readonly #cluster: NodeCluster;

  constructor(cluster: NodeCluster) {
    this.#cluster = cluster;
  }

  /** Of the first node; the others have their own. */
  get dataDir(): string | null {
    return this.#first.dataDir;
  }

  /** Whether all nodes run. */
  get running(): boolean {
    return this.#cluster.nodes.every(({ running }) => running);
  }

  pids(): number[] {
    return this.#cluster.nodes.flatMap((node) => node.pids());
  }

  start(signal: AbortSignal): Promise<ServerFacts> {
    return this.#cluster.start(signal);
  }

  stop(signal: AbortSignal): Promise<void> {
    return this.#each((node) => node.stop(signal));
  }

  settle(signal: AbortSignal): Promise<void> {
    return this.#each((node) => node.settle(signal));
  }

  kill(): Promise<void> {
    return this.#each((node) => node.kill());
  }

  powerCut(signal: AbortSignal): Promise<void> {
    return this.#each((node) => node.powerCut(signal));
  }

  /** One node in alarm blocks the publishers of all nodes. */
  raiseAlarm(resource: "memory" | "disk"): Promise<Alarm> {
    return this.#available.raiseAlarm(resource);
  }

  /** Every node knows the connections of all nodes. */
  closeConnections(names: readonly string[], reason: string, signal: AbortSignal): Promise<number> {
    return this.#available.closeConnections(names, reason, signal);
  }

  sampleQueues(queues: readonly string[]): QueueSampler {
    return sampleCluster(this.#cluster, queues);
  }

  /** All nodes end first, so that none remembers another. */
  async wipe(signal: AbortSignal): Promise<void> {
    await this.kill();
    await this.#each((node) => node.wipe(signal));
  }

  get #first(): Member {
    const [first] = this.#cluster.nodes;
    if (first === undefined) throw new Error("the cluster has no nodes");
    return first;
  }

  get #available(): Member {
    return this.#cluster.available[0] ?? this.#first;
  }

  async #each(act: (node: Member) => Promise<void>): Promise<void> {
    const done = await Promise.allSettled(this.#cluster.nodes.map(act));
    for (const result of done) if (result.status === "rejected") throw result.reason;
  }
}
