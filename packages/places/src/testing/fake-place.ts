// A place without processes: a test writes the shard of each one, sends its messages and ends it.
import { appendFileSync } from "node:fs";
import type { ChildMessage, ChildPlan, ParentMessage } from "@fairhare/protocol";
import type { LaunchedProcess, Place, ProcessListener } from "../place.ts";

export class FakeProcess implements LaunchedProcess {
  readonly pid: number;
  readonly received: ParentMessage[] = [];
  readonly signals: NodeJS.Signals[] = [];
  readonly #listener: ProcessListener;

  constructor(pid: number, listener: ProcessListener) {
    this.pid = pid;
    this.#listener = listener;
  }

  get plan(): ChildPlan {
    const [first] = this.received;
    if (first?.type !== "configure") throw new Error("the process is not configured");
    return first.plan;
  }

  send(message: ParentMessage): void {
    this.received.push(message);
  }

  /** Only SIGKILL and SIGTERM end it, as those of a real process would. */
  kill(signal: NodeJS.Signals): void {
    this.signals.push(signal);
    if (signal === "SIGKILL" || signal === "SIGTERM") setImmediate(() => this.end(null, signal));
  }

  write(bytes: Uint8Array): void {
    appendFileSync(this.plan.shardFile, bytes);
  }

  say(message: ChildMessage): void {
    this.#listener.onMessage(message);
  }

  end(exitCode: number | null, signal: NodeJS.Signals | null = null): void {
    this.#listener.onEnd({ exitCode, signal, isGraceful: exitCode === 0, reason: undefined });
  }
}

export class FakePlace implements Place {
  readonly processes: FakeProcess[] = [];

  launch(_role: ChildPlan["role"], listener: ProcessListener): FakeProcess {
    const started = new FakeProcess(1_000 + this.processes.length, listener);
    this.processes.push(started);
    return started;
  }
}
