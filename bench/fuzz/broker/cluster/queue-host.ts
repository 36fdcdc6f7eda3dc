// Where a queue of the simulated broker is, and how the commands of channels reach it: the one node of a classic queue, or
// of any queue of a single node. quorum-group.ts has the replicas of a quorum queue in a cluster.
import type { Nodes } from "./nodes.ts";

/** What a channel wants of a queue. */
export interface Command {
  /** The node of the channel; null for a command of the broker itself. */
  readonly from: number | null;
  /** When its channel was opened; milliseconds. */
  readonly openedAt: number;
  /** Its channel still exists, and would send the command again. */
  readonly isAlive: () => boolean;
  readonly run: () => void;
  /** The node of the channel cannot reach the queue, and gives up. */
  readonly refused: () => void;
}

export interface QueueHost {
  /** The node that holds or leads the queue and answers; null when none does. */
  readonly leader: number | null;
  readonly members: readonly number[];
  /** Its content is on several nodes: a command that has run survives everything. */
  readonly isReplicated: boolean;
  /** Deliveries happen. */
  readonly serves: boolean;
  /** Whether the queue sees the channels of this node. */
  reaches(node: number): boolean;
  /** Runs the command now or later, in the order of the channel. */
  submit(command: Command): void;
  /** Nodes have changed. */
  changed(): void;
  /** Calls `go` when the queue can answer a question of this node, or at once when it will not. */
  whenAnswering(node: number, go: () => void): void;
}

export class Home implements QueueHost {
  readonly isReplicated = false;
  readonly node: number;
  /** The queue does not exist any more, as far as the others know. */
  isGone = false;
  readonly #nodes: Nodes;
  /** Commands that wait until the node is not paused any more. */
  #held: Command[] = [];

  constructor(nodes: Nodes, node: number) {
    this.#nodes = nodes;
    this.node = node;
  }

  get leader(): number | null {
    return this.serves ? this.node : null;
  }

  get members(): readonly number[] {
    return [this.node];
  }

  get serves(): boolean {
    return this.#nodes.isAwake(this.node) && !this.isGone;
  }

  reaches(node: number): boolean {
    return !this.isGone && this.#nodes.areConnected(this.node, node);
  }

  submit(command: Command): void {
    if (!this.reaches(command.from ?? this.node)) command.refused();
    else if (this.#nodes.isPaused(this.node)) this.#held.push(command);
    else command.run();
  }

  changed(): void {
    if (this.serves) for (const command of this.#held.splice(0)) command.run();
    else if (!this.#nodes.serves(this.node)) for (const command of this.#held.splice(0)) command.refused();
  }

  whenAnswering(node: number, go: () => void): void {
    if (this.reaches(node) && this.#nodes.isPaused(this.node))
      this.#held.push({ from: null, openedAt: 0, isAlive: () => true, run: go, refused: go });
    else go();
  }
}
