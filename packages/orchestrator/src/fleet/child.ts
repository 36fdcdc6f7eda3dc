// One child process from its start to its exit: its messages as promises, and an exit that always happens.
import { constants } from "node:os";
import { abortable, deferred, type Deferred } from "@fairhare/core";
import type { ChildMessage, ChildPlan } from "@fairhare/protocol";
import type { ChildEnd, LaunchedProcess, ProcessListener } from "@fairhare/places";
import type { FleetAgent } from "./fleet-agents.ts";
import type { Host } from "./host.ts";
import { FleetNotReadyError } from "./not-ready.ts";

export class Child {
  readonly plan: ChildPlan;
  readonly ended: Promise<ChildEnd>;
  /** Where it runs; undefined on the orchestrator's own host. */
  readonly agent: FleetAgent | undefined;
  /** A fault is ending this process, so its exit is expected. */
  isExitExpected = false;
  /** It registers its consumers; whoever waits for that learns of its end. */
  isBeginning = false;
  /** The process will be restarted as a new incarnation. */
  hasSuccessor = false;
  /** Resolves with the next incarnation, or with undefined when there will be none. */
  readonly successor = deferred<Child | undefined>();
  readonly #host: Host;
  readonly #process: LaunchedProcess;
  readonly #said = new Map<ChildMessage["type"], Deferred<void>>();
  #end: ChildEnd | undefined;
  #hasFinished = false;
  #isHopeless = false;

  constructor(plan: ChildPlan, host: Host) {
    this.plan = plan;
    this.#host = host;
    const ended = deferred<ChildEnd>();
    this.ended = ended.promise;
    let reason: string | undefined;
    const listener: ProcessListener = {
      onMessage: (message) => {
        if (message.type === "finished") this.#hasFinished = true;
        if (message.type === "failed") {
          reason = message.message;
          this.#isHopeless = message.isHopeless;
        } else this.#saying(message.type).resolve();
      },
      onEnd: (end) => {
        this.#end = { ...end, reason: reason ?? end.reason };
        ended.resolve(this.#end);
      },
    };
    this.#process = host.launch(plan.role, listener, plan.process);
    this.agent = host.agentOf?.(plan.role, plan.process);
    this.#process.send({ type: "configure", plan });
  }

  /** Resolves when `pid` is final; undefined if it is so already. */
  get started(): Promise<void> | undefined {
    return this.#process.started;
  }

  /** 0 when the process could not be started. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Where signals go: a process, or, as a negative number, a process group. */
  get signalTarget(): number {
    return this.#process.signalTarget ?? this.#process.pid;
  }

  /** Time from a stop to the end that the process may take by itself; undefined: the fleet's default. */
  get stopMs(): number | undefined {
    return this.#process.stopMs;
  }

  /** What a process does that does not become ready; empty when nothing is known. */
  get detail(): string {
    return this.#process.detail ?? "";
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** A producer has published its whole share. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** The process failed for a reason that affects every other process too. */
  get isHopeless(): boolean {
    return this.#isHopeless;
  }

  /** Resolves when the child has sent this message; rejects when it exits or the signal aborts first. */
  async until(type: "ready" | "consuming" | "finished" | "consumersCancelled", signal: AbortSignal): Promise<void> {
    const ended = this.ended.then((end) => {
      throw new FleetNotReadyError(`${this.name} ended before it was ${type}: ${end.reason ?? describeEnd(end)}`);
    });
    await abortable(Promise.race([this.#saying(type).promise, ended]), signal);
  }

  get name(): string {
    const { role, process } = this.plan;
    return `${role === "worker" ? "Worker" : "Producer"} process ${process}`;
  }

  cancelConsumers(): void {
    if (this.#process.endsWithConsumers === true) this.isExitExpected = true;
    this.#process.send({ type: "cancelConsumers" });
  }

  begin(): void {
    this.#process.send({ type: "begin" });
  }

  /** Asks the child to shut down gracefully; after `graceMs` it is killed with SIGKILL. */
  async stop(graceMs: number): Promise<ChildEnd> {
    if (this.#end !== undefined) return this.#end;
    this.#process.send({ type: "stop" });
    const cancel = this.#host.clock.after(graceMs, () => this.kill("SIGKILL"));
    try {
      return await this.ended;
    } finally {
      cancel();
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
}

/** A phrase that completes "the process …". */
export function describeEnd({ exitCode, signal }: Pick<ChildEnd, "exitCode" | "signal">): string {
  return signal === null ? `exited with code ${exitCode ?? "unknown"}` : `was ended by ${signal}`;
}

export const signalNumber = (signal: NodeJS.Signals | null): number =>
  signal === null ? 0 : constants.signals[signal];
