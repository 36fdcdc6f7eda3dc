// The agents of an experiment: listens, lets those with the token and the same version join, and gives the number of a
// lost agent to one that joins later.
import type { IncomingMessage } from "node:http";
import {
  abortable,
  counted,
  deferred,
  FairhareError,
  formatBytes,
  messageOf,
  type Timers,
  within,
} from "@fairhare/core";
import type { WebSocket } from "ws";
import { Connection } from "../transport/connection.ts";
import type { AgentMessage, PoolMessage } from "../transport/messages.ts";
import { keyOfToken } from "../transport/psk.ts";
import { readAgentMessage } from "../transport/read-message.ts";
import type { Gate } from "./gate.ts";
import { readIntroduction } from "./introduction.ts";
import { addressOf, Refusals } from "./refusals.ts";
import { type AgentConnection, RemoteAgent } from "./remote-agent.ts";

export interface AgentPoolOptions {
  /** An IP address of this machine, or a name of it. */
  readonly address: string;
  /** 0 is any free port. */
  readonly port: number;
  /** As `readToken` reads it. */
  readonly token: string;
  /** Agents to wait for, at least 1. */
  readonly count: number;
  readonly joinTimeoutMs: number;
  /** A connection that is silent for this time is lost. */
  readonly agentTimeoutMs: number;
  /** Of Fairhare; agents of another one are refused. */
  readonly version: string;
  readonly clock: Timers;
  readonly signal: AbortSignal;
  /** Sentences for the user: refused connections, agents that join and are lost. */
  readonly onNotice: (sentence: string) => void;
  /** The pool listens, and begins to wait for its agents. */
  readonly onListening?: (pool: AgentPool) => void;
}

export class AgentsMissingError extends FairhareError {
  readonly code = "AGENTS_MISSING";
}

/** After the goodbye an agent closes the connection. */
const GOODBYE_MS = 2_000;
/** Bytes of one message of an agent: a part of a shard, or control. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** By its number; an agent whose clock is being compared holds it already. */
interface Seat {
  agent: RemoteAgent | undefined;
  isJoined: boolean;
}

export class AgentPool implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly #options: AgentPoolOptions;
  readonly #gate: Gate;
  readonly #refusals: Refusals;
  readonly #seats: readonly Seat[];
  readonly #isComplete = deferred();
  #isOver = false;

  private constructor(options: AgentPoolOptions, gate: Gate, refusals: Refusals) {
    this.address = gate.address;
    this.port = gate.port;
    this.#options = options;
    this.#gate = gate;
    this.#refusals = refusals;
    this.#seats = Array.from({ length: options.count }, () => ({ agent: undefined, isJoined: false }));
  }

  /**
   * Resolves when all agents have joined. Listens until it is disposed, so that a lost agent can be replaced.
   * @throws AgentsMissingError when they do not join in time, ListenError when the address cannot be used.
   */
  static async listen(options: AgentPoolOptions): Promise<AgentPool> {
    const { token, clock, signal, joinTimeoutMs, onNotice, onListening } = options;
    const [{ WebSocketServer }, { openGate }] = await Promise.all([import("ws"), import("./gate.ts")]);
    const refusals = new Refusals(onNotice);
    const gate = await openGate(keyOfToken(token), options, clock, refusals);
    const pool = new AgentPool(options, gate, refusals);
    new WebSocketServer({ server: gate.server, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES })
      .on("connection", (socket, request) => pool.#meet(socket, request))
      // Such as no file descriptor for a new connection: those that exist are not affected.
      .on("error", (error) => onNotice(`An agent could not connect: ${messageOf(error)}.`));
    onListening?.(pool);
    try {
      await within(clock, joinTimeoutMs, abortable(pool.#isComplete.promise, signal), () => pool.#missing());
      return pool;
    } catch (error) {
      await pool[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Every agent that has joined, by number. One that was lost stays until another takes its number. */
  get agents(): readonly RemoteAgent[] {
    return this.#seats.flatMap(({ agent, isJoined }) => (agent !== undefined && isJoined ? [agent] : []));
  }

  /** Dismisses the agents, which end what still runs, and ends listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const ended = this.#seats.flatMap(({ agent }) => (agent === undefined ? [] : [untilEnded(agent)]));
    for (const { agent } of this.#seats) agent?.dismiss(GOODBYE_MS);
    await Promise.all(ended);
    await this.#gate.close();
    this.#refusals.summarize();
  }

  #meet(socket: WebSocket, { socket: raw }: IncomingMessage): void {
    const address = addressOf(raw);
    let agent: RemoteAgent | undefined;
    let isRefused = false;
    const connection = new Connection<AgentMessage, PoolMessage>(socket, this.#options.clock, {
      read: readAgentMessage,
      onMessage: (message) => {
        if (agent !== undefined) agent.receive(message);
        else if (!isRefused) {
          this.#gate.admit(raw);
          agent = this.#introduce(message, address, connection);
          isRefused = agent === undefined;
        }
      },
      onFrame: (frame) => {
        if (agent === undefined) connection.terminate("it did not introduce itself");
        else agent.receiveFrame(frame);
      },
      onEnd: (reason) => {
        // The gate counts those that end without an introduction.
        if (agent !== undefined) this.#lose(agent, reason);
      },
    });
  }

  /** Undefined if the agent was refused. */
  #introduce(message: AgentMessage, address: string, connection: AgentConnection): RemoteAgent | undefined {
    const introduction = readIntroduction(message, this.#options.version);
    const { count, agentTimeoutMs, clock } = this.#options;
    const index = this.#isOver ? -1 : this.#seats.findIndex(({ agent }) => agent?.isConnected !== true);
    const seat = this.#seats[index];
    if ("refused" in introduction || seat === undefined) {
      const { refused: kind, reason } =
        "refused" in introduction
          ? introduction
          : { refused: "complete" as const, reason: `It has its ${counted(count, "agent")} already.` };
      this.#refusals.add(kind, address, kind === "version" ? reason : undefined);
      connection.send({ type: "refused", reason, isFinal: kind !== "complete" });
      connection.close("it was refused", GOODBYE_MS);
      return undefined;
    }
    const agent = new RemoteAgent(index + 1, introduction.facts, address, connection, clock);
    seat.agent = agent;
    seat.isJoined = false;
    connection.send({ type: "welcome", number: agent.number, count, timeoutMs: agentTimeoutMs });
    connection.watch(agentTimeoutMs);
    void this.#complete(seat, agent);
    return agent;
  }

  async #complete(seat: Seat, agent: RemoteAgent): Promise<void> {
    try {
      await agent.compareClocks();
    } catch {
      // It was lost meanwhile; its end is reported, and its seat is free again.
      return;
    }
    seat.isJoined = true;
    const { cores, memoryBytes, address } = agent;
    const joined = this.#seats.filter(({ agent: one, isJoined }) => isJoined && one?.isConnected === true).length;
    this.#options.onNotice(
      `${agent.title} joined from ${address}: ${counted(cores, "core")}, ${formatBytes(memoryBytes)} (${joined} of ${this.#options.count}).`,
    );
    if (joined === this.#options.count) this.#isComplete.resolve();
  }

  #lose(agent: RemoteAgent, reason: string): void {
    const sentence = agent.end(reason);
    if (!this.#isOver) this.#options.onNotice(sentence);
  }

  #missing(): Error {
    const { count, joinTimeoutMs } = this.#options;
    const joined = this.agents.filter(({ isConnected }) => isConnected).length;
    return new AgentsMissingError(
      `${joined} of ${counted(count, "agent")} joined within ${joinTimeoutMs / 1e3} s. Start \`agent --join\` with the address of this machine, port ${this.port}, and the same token on each host, or raise --join-timeout.`,
    );
  }
}

const untilEnded = (agent: RemoteAgent): Promise<void> => new Promise((resolve) => agent.onLost(() => resolve()));
