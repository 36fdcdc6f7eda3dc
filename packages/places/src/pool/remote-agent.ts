// An agent that has joined: a place whose processes run on another host. Relays their control messages and takes their
// shards; when the connection is lost, so are they.
import {
  abortable,
  deferred,
  type Deferred,
  FairhareError,
  type Nanoseconds,
  nanoseconds,
  type Timers,
} from "@fairhare/core";
import { bestExchange, type ChildPlan, offsetOf, type TimeExchange } from "@fairhare/protocol";
import type { LaunchedProcess, Place, ProcessListener } from "../place.ts";
import type { Connection } from "../transport/connection.ts";
import type { AgentFacts, AgentMessage, PoolMessage } from "../transport/messages.ts";
import { readShardFrame, WINDOW_BYTES } from "../transport/shard-frame.ts";
import { RemoteProcess } from "./remote-process.ts";

/** Round trips at joining; the shortest one gives the offset of the clock. */
const JOIN_EXCHANGES = 16;

/** Bytes of shards that are confirmed with one message: an eighth of the window of an agent, so that it never waits for less. */
const CONFIRMED_AT_ONCE = 128 * 1024;

export type AgentConnection = Connection<AgentMessage, PoolMessage>;

class AgentLostError extends FairhareError {
  readonly code = "FLEET_NOT_READY";
}

export class RemoteAgent implements Place, AgentFacts {
  /** From 1. */
  readonly number: number;
  /** Of the network; without the port. */
  readonly address: string;
  readonly name: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly nodeVersion: string;
  readonly bootId: string | null;
  readonly #connection: AgentConnection;
  readonly #clock: Timers;
  readonly #processes = new Map<number, RemoteProcess>();
  readonly #exchanges = new Map<number, { readonly t1: Nanoseconds; readonly done: Deferred<TimeExchange> }>();
  readonly #lost = new AbortController();
  readonly #lostListeners = new Set<(reason: string) => void>();
  #unconfirmed = 0;
  /** Bytes of shards that have arrived and are not in their files. */
  #unwritten = 0;
  #lastProcess = 0;
  #lastExchange = 0;
  #clockOffset = nanoseconds(0);
  #leavingReason: string | undefined;

  constructor(number: number, facts: AgentFacts, address: string, connection: AgentConnection, clock: Timers) {
    this.number = number;
    this.address = address;
    this.name = facts.name;
    this.cores = facts.cores;
    this.memoryBytes = facts.memoryBytes;
    this.platform = facts.platform;
    this.nodeVersion = facts.nodeVersion;
    this.bootId = facts.bootId;
    this.#connection = connection;
    this.#clock = clock;
  }

  get isConnected(): boolean {
    return !this.#lost.signal.aborted;
  }

  /** A time of the agent's clock minus this is the same time on the orchestrator's clock, as estimated at joining. */
  get clockOffset(): Nanoseconds {
    return this.#clockOffset;
  }

  /** The first words of a sentence: `Agent 2 (host-b)`. */
  get title(): string {
    return `Agent ${this.number} (${this.name})`;
  }

  /**
   * Called once, with a sentence; the processes of the agent end after it. At once if the agent is lost already. The returned
   * function cancels the call.
   */
  onLost(listener: (reason: string) => void): () => void {
    if (this.isConnected) this.#lostListeners.add(listener);
    else listener(this.#lostReason);
    return () => void this.#lostListeners.delete(listener);
  }

  launch(role: ChildPlan["role"], listener: ProcessListener): LaunchedProcess {
    const number = ++this.#lastProcess;
    const remote = new RemoteProcess(number, listener, {
      title: this.title,
      clockOffset: this.#clockOffset,
      send: (message) => this.#connection.send(message),
      hasWritten: (bytes) => this.#confirm(bytes),
    });
    if (this.isConnected) {
      this.#processes.set(number, remote);
      this.#connection.send({ type: "launch", process: number, role });
    } else this.#clock.soon(() => void remote.isLost(this.#lostReason));
    return remote;
  }

  /** One round trip. @throws AgentLostError when the agent is lost before its answer. */
  async exchangeTime(): Promise<TimeExchange> {
    const id = ++this.#lastExchange;
    const done = deferred<TimeExchange>();
    this.#lost.signal.throwIfAborted();
    this.#exchanges.set(id, { t1: this.#clock.now(), done });
    this.#connection.send({ type: "time", id });
    return abortable(done.promise, this.#lost.signal);
  }

  /** Estimates the offset of the agent's clock. Keeps the one before if `signal` is aborted meanwhile. */
  async compareClocks(signal?: AbortSignal): Promise<void> {
    const exchanges: TimeExchange[] = [];
    for (let count = 0; count < JOIN_EXCHANGES; count++) exchanges.push(await this.exchangeTime());
    if (signal?.aborted === true) return;
    const best = bestExchange(exchanges);
    if (best !== undefined) this.#clockOffset = nanoseconds(offsetOf(best));
  }

  /** Handles a message of the agent. */
  receive(message: AgentMessage): void {
    switch (message.type) {
      case "started":
        this.#processes.get(message.process)?.hasStarted(message.pid);
        return;
      case "said":
        this.#processes.get(message.process)?.said(message.message);
        return;
      case "ended":
        void this.#processes.get(message.process)?.hasEnded(message.end, message.shardBytes);
        this.#processes.delete(message.process);
        return;
      case "time":
        this.#answer(message);
        return;
      case "leaving":
        this.#leavingReason = message.reason;
        return;
      case "hello":
        this.#connection.terminate("it introduced itself twice");
    }
  }

  /** Handles a binary message of the agent. */
  receiveFrame(message: Buffer): void {
    const frame = readShardFrame(message);
    const remote = frame === undefined ? undefined : this.#processes.get(frame.process);
    if (frame === undefined || remote?.takeShard(frame.offset, frame.bytes) !== true) {
      this.#connection.terminate("it sent a history out of order");
      return;
    }
    this.#unwritten += frame.bytes.length;
    // Parts that wait for the disk are in memory.
    if (this.#unwritten > WINDOW_BYTES) this.#connection.terminate("it sent more history than it may");
  }

  /** The connection has ended; `reason` is a clause. Returns the sentence that says so. */
  end(reason: string): string {
    const sentence = `${this.title} was lost: ${this.#leavingReason ?? reason}.`;
    this.#lost.abort(new AgentLostError(sentence));
    for (const listener of this.#lostListeners) listener(sentence);
    this.#lostListeners.clear();
    for (const remote of this.#processes.values()) void remote.isLost(sentence);
    this.#processes.clear();
    return sentence;
  }

  /** Its process and those that it started end with SIGKILL; `onLost` reports when the connection has ended. */
  crash(): void {
    this.#connection.send({ type: "crash" });
  }

  /** The experiment is over. Ends the connection without an answer after `graceMs`. */
  dismiss(graceMs: number): void {
    this.#connection.send({ type: "goodbye" });
    this.#connection.close("the experiment is over", graceMs);
  }

  #confirm(bytes: number): void {
    this.#unwritten -= bytes;
    this.#unconfirmed += bytes;
    if (this.#unconfirmed < CONFIRMED_AT_ONCE) return;
    this.#connection.send({ type: "written", bytes: this.#unconfirmed });
    this.#unconfirmed = 0;
  }

  get #lostReason(): string {
    return (this.#lost.signal.reason as Error).message;
  }

  #answer({ id, t2, t3 }: Extract<AgentMessage, { type: "time" }>): void {
    const t4 = this.#clock.now();
    const exchange = this.#exchanges.get(id);
    this.#exchanges.delete(id);
    exchange?.done.resolve({ t1: exchange.t1, t2, t3, t4 });
  }
}
