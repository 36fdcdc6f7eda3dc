// One incarnation of a program of the user in place of a child process: speaks the messages of a child, and reads off the
// wire and from the process what a child would report itself.
import type { ShardWriter } from "@fairhare/child";
import { messageOf, oneLine } from "@fairhare/core";
import { type ChildMessage, type ChildPlan, type ParentMessage, Role } from "@fairhare/protocol";
import type { Tap } from "@fairhare/tap";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import type { Host } from "../fleet/host.ts";
import { commandOf, programStart } from "./program-command.ts";
import type { ProgramOutput } from "./program-output.ts";
import type { ProgramEnd, RunningProgram, StartProgram } from "./start-program.ts";

/** After SIGKILL to the process group the kernel ends it at once. */
const KILL_TIMEOUT_MS = 2_000;
/** Lines of the output in a message about a failure. */
const QUOTED_LINES = 3;

/** What a program needs from its run. */
export interface ProgramSurroundings {
  readonly host: Pick<Host, "clock" | "pid" | "openShard">;
  readonly start: StartProgram;
  /** Opened once for all incarnations of a process. */
  readonly tapOf: (plan: ChildPlan) => Promise<Tap>;
  readonly guard: {
    readonly environment: Readonly<Record<string, string>>;
    started(group: number): void;
    ended(group: number): void;
  };
  readonly outputOf: (plan: ChildPlan, onLine: (line: string) => void) => ProgramOutput;
  /** A program is started. */
  readonly onStart: (plan: ChildPlan) => void;
  /** A program is asked to end. */
  readonly onTerminate: (plan: ChildPlan) => void;
  /** What a program sends or receives cannot be read, so the history is not complete. A sentence. */
  readonly onProblem: (plan: ChildPlan, problem: string) => void;
  /** A program did not end within the grace after SIGTERM. */
  readonly onGraceUsed: (plan: ChildPlan) => void;
}

export class ProgramProcess implements LaunchedProcess {
  /** The tap of this process writes the shard. */
  readonly pid: number;
  readonly #surroundings: ProgramSurroundings;
  readonly #listener: ProcessListener;
  readonly endsWithConsumers = true;
  #plan: ChildPlan | undefined;
  #tap: Tap | undefined;
  #shard: ShardWriter | undefined;
  #output: ProgramOutput | undefined;
  #program: RunningProgram | undefined;
  /** SIGTERM was sent, or there is nothing to end. */
  #isTerminated = false;
  /** The program ended itself, or could not be started. */
  #isKilled = false;
  #hasEnded = false;
  #cancelGrace: () => void = () => undefined;

  constructor(surroundings: ProgramSurroundings, listener: ProcessListener) {
    this.#surroundings = surroundings;
    this.#listener = listener;
    this.pid = surroundings.host.pid;
  }

  get signalTarget(): number {
    return -(this.#program?.group ?? 0);
  }

  get stopMs(): number {
    return (this.#plan?.settings.graceMs ?? 0) + KILL_TIMEOUT_MS;
  }

  send(message: ParentMessage): void {
    if (this.#hasEnded) return;
    switch (message.type) {
      case "configure":
        void this.#configure(message.plan);
        return;
      case "begin":
        this.#begin();
        return;
      case "cancelConsumers":
      case "stop":
        this.kill("SIGTERM");
        return;
      default:
    }
  }

  /** SIGTERM is followed by SIGKILL after the grace. */
  kill(signal: NodeJS.Signals): void {
    if (this.#program === undefined) {
      this.#isTerminated = true;
      // Nothing runs yet: the end of an unused seat.
      if (this.#tap !== undefined) void this.#end({ exitCode: 0, signal: null });
      return;
    }
    if (signal === "SIGKILL") this.#isKilled = true;
    else if (this.#isTerminated) return;
    else {
      this.#isTerminated = true;
      if (this.#plan !== undefined) this.#surroundings.onTerminate(this.#plan);
      this.#cancelGrace = this.#surroundings.host.clock.after(this.#plan?.settings.graceMs ?? 0, () => {
        if (this.#plan !== undefined) this.#surroundings.onGraceUsed(this.#plan);
        this.#program?.signal("SIGKILL");
      });
    }
    this.#program.signal(signal);
  }

  /** For a program that does not begin to consume in time. */
  get detail(): string {
    const { connections = 0, consumers = 0, gets = 0, emptyGets = 0 } = this.#tap?.facts ?? {};
    const polls = gets + emptyGets > 0 ? " It polls with basic.get; only basic.consume is measured." : "";
    const did =
      connections === 0
        ? "It did not connect to the address in AMQP_URL."
        : `It connected to the broker${consumers === 0 ? "" : ", but its consumer ended"}, and did not consume from the queue in FAIRHARE_QUEUE.${polls}`;
    return ` (${this.#command}). ${did} ${this.#lastWords()}`.trimEnd();
  }

  async #configure(plan: ChildPlan): Promise<void> {
    this.#plan = plan;
    try {
      this.#tap = await this.#surroundings.tapOf(plan);
      if (this.#isTerminated) await this.#end({ exitCode: 0, signal: null });
      else this.#tell({ type: "ready" });
    } catch (error) {
      await this.#end({ exitCode: null, signal: null, problem: messageOf(error) });
    }
  }

  #begin(): void {
    const { host, start, guard, outputOf } = this.#surroundings;
    const plan = this.#plan;
    const tap = this.#tap;
    if (plan === undefined || tap === undefined || this.#program !== undefined || this.#isTerminated) return;
    const { role, process, incarnation, settings } = plan;
    const header = { role: Role[role], process, incarnation, pid: this.pid, openedAt: host.clock.now() };
    this.#shard = host.openShard(plan.shardFile, header);
    tap.begin(this.#shard, {
      onConsuming: () => this.#tell({ type: "consuming" }),
      onProblem: (problem) => this.#surroundings.onProblem(plan, problem),
    });
    const pattern = settings.donePattern === null ? undefined : new RegExp(settings.donePattern, "u");
    this.#output = outputOf(plan, (line) => {
      if (pattern?.test(line) === true && role === "worker") tap.reportDone(host.clock.now());
    });
    const command = programStart(plan, tap.uri);
    this.#surroundings.onStart(plan);
    const environment = { ...command.environment, ...guard.environment };
    this.#program = start({ ...command, environment }, this.#output);
    if (this.#program.group > 0) guard.started(this.#program.group);
    void this.#program.ended.then((end) => this.#end(end));
  }

  async #end(end: ProgramEnd): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelGrace();
    const { guard } = this.#surroundings;
    const { exitCode, signal } = end;
    const isClean = exitCode === 0 && this.#program !== undefined;
    if (this.#program !== undefined && this.#program.group > 0) guard.ended(this.#program.group);
    if (this.#shard !== undefined) await this.#tap?.processEnded({ isClean });
    this.#output?.close();
    if (isClean && this.#plan?.role === "producer") this.#tell({ type: "finished" });
    this.#tell({ type: "consumersCancelled" });
    this.#listener.onEnd({
      exitCode,
      signal,
      isGraceful: exitCode === 0 || this.#isTerminated,
      reason:
        this.#isTerminated || this.#isKilled || (isClean && this.#plan?.role === "producer")
          ? undefined
          : this.#reason(end),
    });
  }

  #tell(message: ChildMessage): void {
    this.#listener.onMessage(message);
  }

  get #command(): string {
    const { role, settings } = this.#plan ?? {};
    return oneLine(role === undefined || settings === undefined ? "" : (commandOf(role, settings) ?? ""));
  }

  #reason({ exitCode, signal, problem }: ProgramEnd): string {
    if (problem !== undefined) return `the command ${this.#command} did not start: ${problem}`;
    const how = signal === null ? `exited with code ${exitCode ?? "unknown"}` : `was ended by ${signal}`;
    return `the command ${this.#command} ${how}. ${this.#lastWords()}`;
  }

  #lastWords(): string {
    const lines = this.#output?.tail(QUOTED_LINES) ?? [];
    return lines.length === 0
      ? "It printed nothing."
      : `Its output ended with: ${lines.map((line) => oneLine(line).trim()).join(" | ")}.`;
  }
}
