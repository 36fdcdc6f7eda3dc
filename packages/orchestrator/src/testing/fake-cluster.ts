// A cluster without RabbitMQ for tests of the faults of nodes: it records what is done to its nodes, in virtual time.
import type { ClusterNode, ManagedCluster } from "@fairhare/broker";
import { type Nanoseconds, nanoseconds, sleep, type Timers } from "@fairhare/core";

/** Runs the next timer as soon as nothing else is to do. */
class HastyClock implements Timers {
  #now = 0;
  #timers: { readonly at: number; readonly act: () => void }[] = [];
  #isScheduled = false;

  now(): Nanoseconds {
    return nanoseconds(this.#now * 1e6);
  }

  after(milliseconds: number, act: () => void): () => void {
    const timer = { at: this.#now + milliseconds, act };
    this.#timers.push(timer);
    this.#schedule();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  soon(act: () => void): void {
    setImmediate(act);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const [next] = this.#timers.toSorted((a, b) => a.at - b.at);
      if (next === undefined) return;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      this.#schedule();
    });
  }
}

const BOOT_MS = 4_000;
const ELECTION_MS = 300;

/** Quorum queue on all nodes; another running node leads after an election. */
export class FakeCluster implements ManagedCluster {
  readonly clock = new HastyClock();
  /** `kill 2 at 1000`. */
  readonly acts: string[] = [];
  readonly nodes: readonly ClusterNode[];
  readonly #away = new Set<number>();
  #leader: number | null;

  constructor({ nodes, leader }: { readonly nodes: number; readonly leader: number | null }) {
    this.#leader = leader;
    this.nodes = Array.from({ length: nodes }, (_, index) => this.#node(index + 1));
  }

  get reachable(): readonly number[] {
    return this.nodes.map(({ number }) => number).filter((number) => !this.#away.has(number));
  }

  async leaderOf(): Promise<number | null> {
    return this.#leader;
  }

  async membersOf(): Promise<{ leader: number | null; members: number[]; online: number[] }> {
    const members = this.nodes.map(({ number }) => number);
    return { leader: this.#leader, members, online: members.filter((number) => !this.#away.has(number)) };
  }

  async isolate(number: number): Promise<AsyncDisposable> {
    this.#leave("isolate", number);
    return { [Symbol.asyncDispose]: async () => this.#comeBack("join", number) };
  }

  async pause(number: number): Promise<AsyncDisposable> {
    this.#leave("pause", number);
    return { [Symbol.asyncDispose]: async () => this.#comeBack("resume", number) };
  }

  async untilWhole(): Promise<void> {
    if (this.#away.size > 0) throw new Error("a node is away");
  }

  #node(number: number): ClusterNode {
    const isAway = (): boolean => this.#away.has(number);
    const part: Pick<ClusterNode, "number" | "running" | "kill" | "stop" | "powerCut" | "start"> = {
      number,
      get running() {
        return !isAway();
      },
      kill: async () => this.#leave("kill", number),
      stop: async () => this.#leave("stop", number),
      powerCut: async () => this.#leave("power-cut", number),
      start: async (signal) => {
        await sleep(this.clock, BOOT_MS, signal);
        this.#comeBack("start", number);
        return { product: "RabbitMQ", version: "4.3.6", erlang: "27", queueTypes: [], heartbeatSeconds: 60 };
      },
    };
    // The faults use nothing else of a node.
    return part as ClusterNode;
  }

  #act(what: string, number: number): void {
    this.acts.push(`${what} ${number} at ${Math.round(this.clock.now() / 1e6)}`);
  }

  #leave(what: string, number: number): void {
    this.#act(what, number);
    this.#away.add(number);
    if (this.#leader === number) this.#leader = null;
    this.clock.after(ELECTION_MS, () => this.#elect());
  }

  #comeBack(what: string, number: number): void {
    this.#act(what, number);
    this.#away.delete(number);
    this.clock.after(ELECTION_MS, () => this.#elect());
  }

  #elect(): void {
    const here = this.nodes.map(({ number }) => number).filter((number) => !this.#away.has(number));
    if (this.#leader === null && here.length > this.nodes.length / 2) this.#leader = here[0] ?? null;
  }
}
