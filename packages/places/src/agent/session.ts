// One experiment of an agent: starts the processes that the orchestrator asks for, relays their messages, sends their
// shards, and ends all of them with the connection.
import { rm } from "node:fs";
import { join } from "node:path";
import { assertNever, deferred, type Timers } from "@fairhare/core";
import type { ParentMessage } from "@fairhare/protocol";
import type { ChildEnd, LaunchedProcess, Place } from "../place.ts";
import type { AgentMessage, PoolMessage } from "../transport/messages.ts";
import { ShardSender } from "./shard-sender.ts";
import { ShardTail } from "./shard-tail.ts";

export interface SessionPorts {
  readonly place: Place;
  /** For the shards; it exists. */
  readonly directory: string;
  readonly clock: Timers;
  readonly send: (message: AgentMessage) => void;
  readonly sendFrame: (frame: Buffer) => void;
  /** Ends this process without any clean-up. */
  readonly crash: () => void;
}

type ProcessMessage = Extract<
  PoolMessage,
  { readonly type: "launch" | "tell" | "kill" | "written" | "time" | "crash" }
>;

interface Hosted {
  readonly process: LaunchedProcess;
  readonly shardFile: string;
}

export class Session {
  readonly #ports: SessionPorts;
  readonly #sender: ShardSender;
  readonly #processes = new Map<number, Hosted>();
  readonly #isEmpty = deferred();
  #isEnding = false;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#sender = new ShardSender(ports.clock, ports.sendFrame);
  }

  /** Processes that run. */
  get size(): number {
    return this.#processes.size;
  }

  /** False if the message would replace a running process. */
  receive(message: ProcessMessage): boolean {
    switch (message.type) {
      case "launch":
        if (this.#processes.has(message.process)) return false;
        this.#launch(message);
        return true;
      case "tell":
        this.#tell(message.process, message.message);
        return true;
      case "kill":
        this.#processes.get(message.process)?.process.kill(message.signal);
        return true;
      case "written":
        this.#sender.written(message.bytes);
        return true;
      case "crash":
        for (const { process } of this.#processes.values()) process.kill("SIGKILL");
        this.#ports.crash();
        return true;
      case "time": {
        const t2 = this.#ports.clock.now();
        this.#ports.send({ type: "time", id: message.id, t2, t3: this.#ports.clock.now() });
        return true;
      }
      default:
        return assertNever(message);
    }
  }

  /**
   * Kills every process: without the orchestrator nothing that they still do is of use. Resolves when all have ended.
   */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#sender[Symbol.dispose]();
    for (const { process } of this.#processes.values()) process.kill("SIGKILL");
    if (this.#processes.size > 0) await this.#isEmpty.promise;
  }

  #launch({ process: number, role }: Extract<ProcessMessage, { type: "launch" }>): void {
    const { place, send, directory } = this.#ports;
    const shardFile = join(directory, `${number}.shard`);
    const tail = new ShardTail(number, shardFile);
    const sendRest = this.#sender.follow(tail, () => this.#processes.get(number)?.process.kill("SIGKILL"));
    const process = place.launch(role, {
      onMessage: (message) => send({ type: "said", process: number, message }),
      onEnd: (end) => {
        this.#processes.delete(number);
        if (this.#isEnding && this.#processes.size === 0) this.#isEmpty.resolve();
        sendRest(() => {
          send({ type: "ended", process: number, end: endWith(tail, end), shardBytes: tail.offset });
          // Of what cannot be removed now, the end of the session removes the directory.
          rm(shardFile, { force: true }, () => undefined);
        });
      },
    });
    this.#processes.set(number, { process, shardFile });
    send({ type: "started", process: number, pid: process.pid });
  }

  #tell(number: number, message: ParentMessage): void {
    const hosted = this.#processes.get(number);
    if (message.type !== "configure") hosted?.process.send(message);
    else if (hosted !== undefined)
      hosted.process.send({ ...message, plan: { ...message.plan, shardFile: hosted.shardFile } });
  }
}

/** A shard that could not be read says less than its process has done. */
const endWith = ({ problem }: ShardTail, end: ChildEnd): ChildEnd =>
  problem === undefined
    ? end
    : {
        ...end,
        isGraceful: false,
        reason: `Its history cannot be read on its host: ${problem}.`,
        isShardIncomplete: true,
      };
