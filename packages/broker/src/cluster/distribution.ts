// The Erlang distribution between the nodes of a cluster, and cuts in it. Both ends of a cut connection expect another
// cookie than the peer sends, and close it. `rabbitmqctl` uses a node's own cookie and keeps working.
import { randomBytes } from "node:crypto";
import type { Member } from "./member.ts";

/** Restarting RabbitMQ in a running Erlang machine takes seconds. */
const RESTART_TIMEOUT_MS = 90_000;

export class Distribution {
  readonly #nodes: readonly Member[];
  readonly #cut = new Set<number>();

  constructor(nodes: readonly Member[]) {
    this.#nodes = nodes;
  }

  isCut(number: number): boolean {
    return this.#cut.has(number);
  }

  /**
   * Resolves when no node is connected with it. The disposal connects it with all nodes that are not cut off, and where
   * Mnesia keeps the nodes apart after a partition, it restarts RabbitMQ in the node, as an operator must.
   */
  async cut(node: Member, signal: AbortSignal): Promise<AsyncDisposable> {
    if (this.#cut.has(node.number)) throw new Error(`node ${node.number} is already cut off`);
    this.#cut.add(node.number);
    const restore = async (): Promise<void> => {
      this.#cut.delete(node.number);
      await this.#restore(node);
    };
    try {
      await this.cutAgain(signal);
      return { [Symbol.asyncDispose]: restore };
    } catch (error) {
      await restore();
      throw error;
    }
  }

  /** A node that was started again has its own cookie for all peers. */
  async cutAgain(signal: AbortSignal): Promise<void> {
    if (this.#cut.size === 0) return;
    await Promise.all(
      this.#running().map(async (node) => {
        const peers = this.#nodes.filter(
          (peer) => peer !== node && (this.isCut(peer.number) || this.isCut(node.number)),
        );
        await node.evaluate(cutExpression(peers.map(({ erlangName }) => erlangName)), signal);
      }),
    );
  }

  /** Cannot be aborted: the next run uses the same cluster. */
  async #restore(node: Member): Promise<void> {
    const { signal } = new AbortController();
    if (!node.running) return this.#restorePeers(node, signal);
    const peers = this.#running().filter((peer) => peer !== node && !this.isCut(peer.number));
    await this.#restorePeers(node, signal);
    await node.evaluate(restoreExpression(peers.map(({ erlangName }) => erlangName)), signal);
    await node.evaluate(connectExpression(peers.map(({ erlangName }) => erlangName)), signal);
    await node.evaluate(REJOIN, AbortSignal.timeout(RESTART_TIMEOUT_MS));
  }

  async #restorePeers(node: Member, signal: AbortSignal): Promise<void> {
    const peers = this.#running().filter((peer) => peer !== node && !this.isCut(peer.number));
    await Promise.all(peers.map((peer) => peer.evaluate(restoreExpression([node.erlangName]), signal)));
  }

  #running(): Member[] {
    return this.#nodes.filter(({ running }) => running);
  }
}

/** Every node gets another one for each peer, because two ends with the same wrong cookie would agree. */
const wrongCookie = (): string => randomBytes(12).toString("hex");

/** For a node: it refuses these peers, and closes the connections with them. */
function cutExpression(peers: readonly string[]): string {
  const cookies = peers.map((peer) => `{'${peer}', '${wrongCookie()}'}`).join(", ");
  return (
    `[erlang:set_cookie(Peer, Cookie) || {Peer, Cookie} <- [${cookies}]], ` +
    `[erlang:disconnect_node(Peer) || Peer <- ${list(peers)}].`
  );
}

/** For a node: it uses its own cookie with these peers again. */
const restoreExpression = (peers: readonly string[]): string =>
  `[erlang:set_cookie(Peer, erlang:get_cookie()) || Peer <- ${list(peers)}].`;

/** For a node: connects with these peers. Its value is the peers that do not answer. */
const connectExpression = (peers: readonly string[]): string =>
  `[Peer || Peer <- ${list(peers)}, net_kernel:connect_node(Peer) =/= true].`;

/**
 * For a node that is connected again. With `cluster_partition_handling = ignore`, Mnesia reports the partition and leaves
 * the nodes apart until one side restarts; with the other values, the nodes find together by themselves. Versions with
 * Khepri alone know no such partitions.
 */
const REJOIN =
  "case catch {application:get_env(rabbit, cluster_partition_handling), rabbit_node_monitor:partitions()} of " +
  "{{ok, ignore}, [_ | _]} -> ok = rabbit:stop(), ok = rabbit:start(); _ -> ok end.";

const list = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(", ")}]`;
