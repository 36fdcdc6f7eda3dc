// Asks a cluster which node leads the run's queue, and records each change while a fault lasts.
import { nanoseconds, sleep } from "@fairhare/core";
import { EventKind } from "@fairhare/protocol";
import type { NodePorts } from "./nemesis-ports.ts";

/** Between the end of one question and the next. */
const INTERVAL_MS = 50;
/** A leader that is known before a fault is known at once. */
const PATIENCE_BEFORE_MS = 5_000;

/** In place of the number of a node. */
const NO_LEADER = 0;

/** The disposal asks a last time and ends the questions. */
export class LeaderWatch implements AsyncDisposable {
  readonly #ports: NodePorts;
  readonly #over = new AbortController();
  /** As of the last reading. */
  #last: number | undefined;
  #watching: Promise<void> = Promise.resolve();

  private constructor(ports: NodePorts) {
    this.#ports = ports;
  }

  /** Records the current leader, and from now on each change. */
  static async open(ports: NodePorts): Promise<LeaderWatch> {
    const watch = new LeaderWatch(ports);
    const until = AbortSignal.any([ports.signal, watch.#over.signal]);
    await watch.#ask(until);
    watch.#watching = watch.#poll(until).catch(() => undefined);
    return watch;
  }

  /** The leader, asked and recorded until a node knows it; null when none does for five seconds. */
  async known(): Promise<number | null> {
    const { host, signal } = this.#ports;
    const deadline = host.clock.now() + PATIENCE_BEFORE_MS * 1e6;
    for (;;) {
      await this.#ask(signal);
      signal.throwIfAborted();
      if (this.#last !== NO_LEADER || host.clock.now() > deadline) return this.#last || null;
      await sleep(host.clock, INTERVAL_MS, signal);
    }
  }

  async #poll(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await sleep(this.#ports.host.clock, INTERVAL_MS, until);
      await this.#ask(until);
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { broker, queue, host, log } = this.#ports;
    const askedAt = host.clock.now();
    const leader = (await broker.cluster?.leaderOf(queue, signal).catch(() => null)) ?? NO_LEADER;
    if (leader === this.#last || this.#over.signal.aborted || signal.aborted) return;
    this.#last = leader;
    log.record(EventKind.leaderSeen, { at: askedAt, slot: leader, other: nanoseconds(host.clock.now()) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A last reading: the leader of the healed queue.
    await this.#ask(this.#ports.signal);
    this.#over.abort(new Error("the fault is over"));
    await this.#watching;
  }
}
