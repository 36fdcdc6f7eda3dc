// One child process from fork to exit: its messages as promises, and an end that is always reached.
import { type ChildProcess, fork } from "node:child_process";
import { constants } from "node:os";
import { createRequire } from "node:module";
import { abortable, deferred, type Deferred, FairhareError } from "@fairhare/core";
import type { ChildMessage, ChildPlan, ParentMessage } from "@fairhare/protocol";

const resolve = createRequire(import.meta.url).resolve;
const PROGRAM = {
  producer: () => resolve("@fairhare/producer/main"),
  worker: () => resolve("@fairhare/worker/main"),
} as const;

/** Bytes of a child's standard error that are kept for the error message. */
const KEPT_STDERR = 2_000;

export interface ChildEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said before it went, if it said anything. */
  readonly reason: string | undefined;
}

export class FleetNotReadyError extends FairhareError {
  readonly code = "FLEET_NOT_READY";
}

export class Child {
  readonly plan: ChildPlan;
  readonly ended: Promise<ChildEnd>;
  /** Its end is wanted: the nemesis has its hand in it. */
  isDoomed = false;
  /** The incarnation after it: known when there is one, or when there will be none. */
  readonly successor = deferred<Child | undefined>();
  readonly #process: ChildProcess;
  readonly #said = new Map<ChildMessage["type"], Deferred<void>>();
  #end: ChildEnd | undefined;
  #hasFinished = false;

  constructor(plan: ChildPlan) {
    this.plan = plan;
    const child = fork(PROGRAM[plan.role](), { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
    this.#process = child;
    let reason: string | undefined;
    let errorText = "";
    child.stderr
      ?.setEncoding("utf8")
      .on("data", (text: string) => (errorText = (errorText + text).slice(-KEPT_STDERR)));
    child.on("message", (message: ChildMessage) => {
      if (message.type === "finished") this.#hasFinished = true;
      if (message.type === "failed") reason = message.message;
      else this.#saying(message.type).resolve();
    });
    this.ended = new Promise((settle) => {
      const end = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
        this.#end = { exitCode, signal, reason: reason ?? (errorText.trim() || undefined) };
        settle(this.#end);
      };
      child.on("error", (error) => {
        reason ??= error.message;
        if (child.pid === undefined) end(null, null);
      });
      child.on("exit", end);
    });
    this.#tell({ type: "configure", plan });
  }

  /** 0 when the process could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** A producer: all that it was told to publish is published. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** Resolves when the child has said so; rejects with a sentence when it ends or the signal aborts before. */
  async until(type: "ready" | "consuming" | "finished" | "ceased", signal: AbortSignal): Promise<void> {
    const ended = this.ended.then((end) => {
      throw new FleetNotReadyError(`${this.name} ended before it was ${type}: ${end.reason ?? describeEnd(end)}`);
    });
    await abortable(Promise.race([this.#saying(type).promise, ended]), signal);
  }

  get name(): string {
    return `The ${this.plan.role} process ${this.plan.process}`;
  }

  cease(): void {
    this.#tell({ type: "cease" });
  }

  begin(): void {
    this.#tell({ type: "begin" });
  }

  /** Asks it to finish; after the grace it is ended by SIGKILL. */
  async stop(graceMs: number): Promise<ChildEnd> {
    if (this.#end !== undefined) return this.#end;
    this.#tell({ type: "stop" });
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), graceMs);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  #saying(type: ChildMessage["type"]): Deferred<void> {
    let said = this.#said.get(type);
    if (said === undefined) {
      said = deferred();
      this.#said.set(type, said);
    }
    return said;
  }

  /** A message to a child that has just died is lost, which `ended` tells. */
  #tell(message: ParentMessage): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }
}

/** A phrase that completes "the process …". */
export function describeEnd({ exitCode, signal }: Pick<ChildEnd, "exitCode" | "signal">): string {
  return signal === null ? `ended with exit code ${exitCode ?? "unknown"}` : `was ended by ${signal}`;
}

export const signalNumber = (signal: NodeJS.Signals | null): number =>
  signal === null ? 0 : constants.signals[signal];
