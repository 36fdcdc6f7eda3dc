// The replicas of a quorum queue in a simulated cluster. A command has an effect when the leader has it on a majority of the
// members; a new leader has some of the commands that the old one had not confirmed.
import type { Random } from "@fairhare/core";
import type { VirtualTime } from "../../virtual/time.ts";
import type { Nodes } from "./nodes.ts";
import type { Command, QueueHost } from "./queue-host.ts";

/** Milliseconds until a majority has written a command. */
const [LEAST_WRITE_MS, WRITE_SPREAD_MS] = [1, 4];
/** Milliseconds of an election after the leader is known to be away, and until a paused leader is missed. */
const [LEAST_ELECTION_MS, ELECTION_SPREAD_MS] = [150, 750];
const [LEAST_SILENCE_MS, SILENCE_SPREAD_MS] = [1_000, 4_000];

export interface GroupWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly nodes: Nodes;
  /** A channel that is opened while the node of the old leader is away asks that node, and gives up. */
  readonly asksOldLeader: boolean;
}

interface Entry {
  readonly command: Command;
  /** Written by a majority, if there was one. */
  isWritten: boolean;
}

export class QuorumGroup implements QueueHost {
  readonly isReplicated = true;
  readonly members: readonly number[];
  readonly #world: GroupWorld;
  /** The leader changed, or sees other nodes. */
  readonly #onView: () => void;
  #leader: number | null;
  /** Of which the leader does not know yet whether a majority has them. */
  #log: Entry[] = [];
  /** Commands for which there is no leader, or none that their node sees. */
  #waiting: Command[] = [];
  /** The last leader whose node went away, and when. */
  #old: { readonly node: number; readonly since: number } | null = null;
  #election: (() => void) | null = null;

  constructor(world: GroupWorld, members: readonly number[], leader: number, onView: () => void) {
    this.#world = world;
    this.members = members;
    this.#leader = leader;
    this.#onView = onView;
  }

  get leader(): number | null {
    return this.serves ? this.#leader : null;
  }

  get serves(): boolean {
    return this.#leader !== null && this.#isCandidate(this.#leader);
  }

  reaches(node: number): boolean {
    return this.#leader !== null && this.#world.nodes.areConnected(this.#leader, node);
  }

  submit(command: Command): void {
    const { nodes, asksOldLeader } = this.#world;
    const old = this.#old;
    const isAway = old !== null && !nodes.areConnected(old.node, command.from ?? old.node);
    if (asksOldLeader && isAway && command.from !== null && command.openedAt >= old.since) command.refused();
    else if (this.#leader !== null && (command.from === null || this.reaches(command.from))) this.#append(command);
    else this.#waiting.push(command);
  }

  changed(): void {
    const { nodes } = this.#world;
    const leader = this.#leader;
    if (leader !== null && (!nodes.isAwake(leader) || (nodes.isCut(leader) && !this.#isCandidate(leader)))) {
      this.#old = { node: leader, since: this.#world.time.elapsed };
      this.#leader = null;
    }
    if (this.#leader === null) return this.#callElection();
    this.#commit();
    this.#sendWaiting();
    this.#onView();
  }

  whenAnswering(node: number, go: () => void): void {
    if (this.serves && this.reaches(node)) go();
    else this.#waiting.push({ from: node, openedAt: 0, isAlive: () => true, run: go, refused: go });
  }

  #append(command: Command): void {
    const { time, random } = this.#world;
    const entry: Entry = { command, isWritten: false };
    this.#log.push(entry);
    time.after(LEAST_WRITE_MS + WRITE_SPREAD_MS * random.float(), () => {
      entry.isWritten = true;
      this.#commit();
    });
  }

  /** In the order of the log. */
  #commit(): void {
    while (this.serves && this.#log[0]?.isWritten === true) this.#log.shift()?.command.run();
  }

  #sendWaiting(): void {
    for (const command of this.#waiting.splice(0)) if (command.isAlive()) this.submit(command);
  }

  /** It runs, and sees a majority of the members that run. */
  #isCandidate(member: number): boolean {
    const { nodes } = this.#world;
    const others = this.members.filter((other) => nodes.isAwake(other) && nodes.areOnOneSide(member, other));
    return nodes.isAwake(member) && others.length > this.members.length / 2;
  }

  #callElection(): void {
    if (this.#election !== null) return;
    const { time, random, nodes } = this.#world;
    const isSilent = this.#old !== null && nodes.isPaused(this.#old.node);
    const wait = isSilent
      ? LEAST_SILENCE_MS + SILENCE_SPREAD_MS * random.float()
      : LEAST_ELECTION_MS + ELECTION_SPREAD_MS * random.float();
    this.#election = time.after(wait, () => {
      this.#election = null;
      this.#elect();
    });
  }

  #elect(): void {
    const { random } = this.#world;
    if (this.#leader !== null) return;
    const candidates = this.members.filter((member) => this.#isCandidate(member));
    // The next change of a node calls another election.
    if (candidates.length === 0) return;
    this.#leader = candidates[random.below(candidates.length)] ?? null;
    const log = this.#log.splice(0);
    const kept = random.below(log.length + 1);
    for (const { command } of log.slice(0, kept)) command.run();
    this.#waiting.unshift(...log.slice(kept).map(({ command }) => command));
    this.#sendWaiting();
    this.#onView();
  }
}
