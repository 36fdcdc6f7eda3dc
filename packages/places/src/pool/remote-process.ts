// A process on an agent's host, as the fleet sees it. Its end is reported when its whole shard is here, or when the
// agent is lost.
import { deferred } from "@fairhare/core";
import type { ChildMessage, ParentMessage } from "@fairhare/protocol";
import type { ChildEnd, LaunchedProcess, ProcessListener } from "../place.ts";
import type { PoolMessage } from "../transport/messages.ts";
import { ShardReceiver } from "./shard-receiver.ts";

/** The agent of a process. */
interface ProcessAgent {
  /** The first words of a sentence. */
  readonly title: string;
  /** Nanoseconds. */
  readonly clockOffset: number;
  readonly send: (message: PoolMessage) => void;
  /** So many bytes of the shard are in its file. */
  readonly hasWritten: (bytes: number) => void;
}

export class RemoteProcess implements LaunchedProcess {
  readonly number: number;
  readonly started: Promise<void>;
  readonly #started = deferred();
  readonly #listener: ProcessListener;
  readonly #agent: ProcessAgent;
  #pid = 0;
  #shard: ShardReceiver | undefined;
  /** A sentence. */
  #problem: string | undefined;
  #isOver = false;

  constructor(number: number, listener: ProcessListener, agent: ProcessAgent) {
    this.number = number;
    this.#listener = listener;
    this.#agent = agent;
    this.started = this.#started.promise;
  }

  get pid(): number {
    return this.#pid;
  }

  send(message: ParentMessage): void {
    if (this.#isOver) return;
    if (message.type !== "configure") this.#agent.send({ type: "tell", process: this.number, message });
    else {
      this.#openShard(message.plan.shardFile);
      const plan = { ...message.plan, clockOffsetNs: this.#agent.clockOffset };
      this.#agent.send({ type: "tell", process: this.number, message: { ...message, plan } });
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#agent.send({ type: "kill", process: this.number, signal });
  }

  /** The agent has started it, or tried to. */
  hasStarted(pid: number): void {
    this.#pid = pid;
    this.#started.resolve();
  }

  said(message: ChildMessage): void {
    if (!this.#isOver) this.#listener.onMessage(message);
  }

  /** False if the bytes do not continue the shard. */
  takeShard(offset: number, bytes: Buffer): boolean {
    return this.#shard?.take(offset, bytes) ?? false;
  }

  /** The process has ended, and its agent has sent all `shardBytes` bytes. */
  async hasEnded(end: ChildEnd, shardBytes: number): Promise<void> {
    const isWhole = (this.#shard?.receivedBytes ?? 0) === shardBytes;
    const reason = this.#pid === 0 && end.reason !== undefined ? `${this.#agent.title}: ${end.reason}` : end.reason;
    await this.#finish({ ...end, reason, ...(isWhole ? {} : { isShardIncomplete: true }) });
  }

  /** Nothing more is known of the process; `reason` is a sentence. */
  async isLost(reason: string): Promise<void> {
    await this.#finish({ exitCode: null, signal: null, isGraceful: false, reason, isShardIncomplete: true });
  }

  async #finish(end: ChildEnd): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#started.resolve();
    await this.#shard?.close();
    const problem = this.#problem;
    this.#listener.onEnd(
      problem === undefined ? end : { ...end, isGraceful: false, reason: problem, isShardIncomplete: true },
    );
  }

  #openShard(path: string): void {
    this.#shard ??= new ShardReceiver(
      path,
      (bytes) => this.#agent.hasWritten(bytes),
      (problem) => {
        this.#problem = `Its history ${path} cannot be written: ${problem}.`;
        this.kill("SIGKILL");
      },
    );
  }
}
