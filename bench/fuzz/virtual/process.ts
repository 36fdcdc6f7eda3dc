// A process in virtual time that can be frozen, stopped and killed at any moment. Its pending timers end with it.
import { CommandLoop, type ChildHost, type Profession, ShardWriter } from "@fairhare/child";
import { type Clock, deferred, type Random, type Timers } from "@fairhare/core";
import type { MemoryShards } from "@fairhare/orchestrator/testing";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import type { ChildPlan } from "@fairhare/protocol";
import type { VirtualTime } from "./time.ts";

/** A resource that must learn of the end of its process: a socket. */
export interface Belonging {
  /** The process has ended; the system closes the resource. */
  orphaned(): void;
  /** The process is frozen or runs again. */
  frozen(isFrozen: boolean): void;
}

export class VirtualProcess implements LaunchedProcess {
  readonly pid: number;
  readonly timers: Timers;
  readonly #time: VirtualTime;
  readonly #listener: ProcessListener | null;
  readonly #random: Random;
  readonly #belongings = new Set<Belonging>();
  #loop: { receive: CommandLoop<ChildPlan>["receive"]; stop: () => Promise<void> } | undefined;
  #isDead = false;
  /** Actions that became due while the process was frozen; null when it runs. */
  #missed: (() => void)[] | null = null;
  readonly #started = deferred();

  /** Without a listener it is the orchestrator's process, which has no command loop and is never killed. `clock`: of its host. */
  constructor(pid: number, time: VirtualTime, random: Random, listener: ProcessListener | null, clock: Clock = time) {
    this.pid = pid;
    this.#time = time;
    this.#random = random;
    this.#listener = listener;
    this.timers = {
      now: () => clock.now(),
      after: (milliseconds, act) => time.after(milliseconds, () => this.run(act)),
      soon: (act) => time.soon(() => this.run(act)),
    };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Starts the program of the process. */
  boot<Plan extends ChildPlan>(profession: Profession<Plan>, shards: Pick<MemoryShards, "create">): void {
    const host: ChildHost = {
      clock: this.timers,
      random: () => this.#random.float(),
      pid: this.pid,
      openShard: (path, header) => new ShardWriter(shards.create(path), header),
      sampleLoad: () => ({ sample: () => undefined, [Symbol.dispose]: () => undefined }),
      tell: (message, sent) => {
        const { pid } = this;
        this.#time.after(this.#hop(), () => {
          if (this.pid === pid) this.#listener?.onMessage(message);
        });
        if (sent) this.timers.after(this.#hop(), sent);
      },
      exit: (code) => this.#die(code, null),
    };
    this.#time.after(20 + 60 * this.#random.float(), () => {
      if (this.#isDead) return;
      this.#loop = new CommandLoop(profession, host);
      this.#started.resolve();
    });
  }

  send(message: Parameters<CommandLoop<ChildPlan>["receive"]>[0]): void {
    void this.#started.promise.then(() =>
      this.#time.after(this.#hop(), () => this.run(() => this.#loop?.receive(message))),
    );
  }

  kill(signal: NodeJS.Signals): void {
    if (signal === "SIGKILL") this.#die(null, signal);
    else if (this.#loop === undefined) this.#die(null, signal);
    else this.#time.after(this.#hop(), () => this.run(() => void this.#loop?.stop()));
  }

  freeze(): void {
    if (this.#isDead) return;
    this.#missed ??= [];
    for (const belonging of this.#belongings) belonging.frozen(true);
  }

  wake(): void {
    const missed = this.#missed ?? [];
    this.#missed = null;
    for (const belonging of this.#belongings) belonging.frozen(false);
    for (const act of missed) this.run(act);
  }

  owns(belonging: Belonging): void {
    this.#belongings.add(belonging);
    if (this.#missed) belonging.frozen(true);
  }

  disowns(belonging: Belonging): void {
    this.#belongings.delete(belonging);
  }

  /** Acts at once, after the freeze, or never when the process has ended. */
  run(act: () => void): void {
    if (this.#isDead) return;
    if (this.#missed) this.#missed.push(act);
    else act();
  }

  #die(exitCode: number | null, signal: NodeJS.Signals | null): void {
    if (this.#isDead) return;
    this.#isDead = true;
    for (const belonging of this.#belongings) belonging.orphaned();
    this.#time.after(0.5 + 3 * this.#random.float(), () =>
      this.#listener?.onEnd({ exitCode, signal, isGraceful: exitCode === 0, reason: undefined }),
    );
  }

  #hop(): number {
    return 0.05 + 0.2 * this.#random.float();
  }
}
