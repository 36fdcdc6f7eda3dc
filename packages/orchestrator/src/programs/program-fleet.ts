// All programs of the user in one run: their taps, their output, the guardian that ends them, and what their connections
// showed. In a run without such programs it starts Fairhare's own processes and nothing else.
import { appendFileSync } from "node:fs";
import type { Finding } from "@fairhare/findings";
import type { ChildPlan } from "@fairhare/protocol";
import type { ObservedClient } from "@fairhare/results";
import { type Tap, TaskNumbers } from "@fairhare/tap";
import type { TrialSettings } from "@fairhare/workload";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import type { Host, ProgramGuardian } from "../fleet/host.ts";
import { type Client, clientFindings, type RunEnd } from "./client-findings.ts";
import { observedClient } from "./observed-client.ts";
import { commandOf } from "./program-command.ts";
import { ProgramOutput } from "./program-output.ts";
import { tapTarget } from "./tap-target.ts";
import { ProgramProcess, type ProgramSurroundings } from "./program-process.ts";

export interface ProgramsPlan {
  readonly settings: TrialSettings;
  /** Path of the file for the output of a process. */
  readonly outputFile: (role: ChildPlan["role"], process: number, incarnation: number) => string;
  /** A complete line of a program's output. */
  readonly onLine: (source: Pick<ChildPlan, "role" | "process">, line: string) => void;
  /** The history is not complete; a clause without a full stop. */
  readonly onProblem: (problem: string) => void;
  /** No program runs any more. Not called in a run without programs. */
  readonly onClosed: (fleet: ProgramFleet) => void;
}

export class ProgramFleet implements AsyncDisposable {
  readonly #plan: ProgramsPlan;
  readonly #host: Host;
  /** Undefined in a run without programs. */
  readonly #guard: ProgramGuardian | undefined;
  readonly #taps = new Map<string, Promise<Tap>>();
  /** Each process once, in the order of its first start. */
  readonly #clients = new Map<string, Client>();
  readonly #numbers = new TaskNumbers();

  private constructor(plan: ProgramsPlan, host: Host, guard: ProgramGuardian | undefined) {
    this.#plan = plan;
    this.#host = host;
    this.#guard = guard;
  }

  static async open(plan: ProgramsPlan, host: Host): Promise<ProgramFleet> {
    const { workerCommand, producerCommand } = plan.settings;
    const isNeeded = workerCommand !== null || producerCommand !== null;
    return new ProgramFleet(plan, host, isNeeded ? await host.programs.startGuard() : undefined);
  }

  /** Starts a program for the roles that have a command, and Fairhare's own process for the other role. */
  readonly launch = (role: ChildPlan["role"], listener: ProcessListener, process: number): LaunchedProcess =>
    this.#guard === undefined || commandOf(role, this.#plan.settings) === null
      ? this.#host.launch(role, listener, process)
      : new ProgramProcess(this.#surroundings(this.#guard), listener);

  /** Nothing tells when a delivered task is done: no acknowledgement, and no line of the output. */
  get isSilentAboutWork(): boolean {
    return this.observed?.completions === "none";
  }

  /** How the worker programs consume, as far as it was seen; undefined if the workers are Fairhare's own. */
  get observed(): ObservedClient | undefined {
    return observedClient([...this.#clients.values()], this.#plan.settings);
  }

  findings(end: RunEnd): Finding[] {
    return clientFindings([...this.#clients.values()], this.#plan.settings, end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#guard === undefined) return;
    await this.#guard[Symbol.asyncDispose]();
    for (const opening of this.#taps.values())
      await opening.then((tap) => tap[Symbol.asyncDispose]()).catch(() => undefined);
    this.#plan.onClosed(this);
  }

  #surroundings(guard: ProgramGuardian): ProgramSurroundings {
    return {
      host: this.#host,
      start: this.#host.programs.start,
      guard,
      tapOf: (plan) => this.#tapOf(plan),
      outputOf: (plan, onLine) => this.#outputOf(plan, onLine),
      onStart: (plan) => this.#note(plan, (client) => client.starts++),
      onTerminate: (plan) =>
        this.#note(
          plan,
          (client) => (client.cancelledEarly = Math.max(client.cancelledEarly, client.facts.cancelledByClient)),
        ),
      onGraceUsed: (plan) => this.#note(plan, (client) => (client.ignoredSigterm = true)),
      onProblem: ({ role, process }, problem) =>
        this.#plan.onProblem(`the connection of ${role} ${process} could not be read: ${problem.replace(/\.$/, "")}`),
    };
  }

  #note(plan: ChildPlan, change: (client: Client) => unknown): void {
    const client = this.#clients.get(keyOf(plan));
    if (client !== undefined) change(client);
  }

  async #tapOf(plan: ChildPlan): Promise<Tap> {
    const { role, process, uri, settings } = plan;
    const key = keyOf(plan);
    let opening = this.#taps.get(key);
    if (opening === undefined) {
      opening = this.#host.programs.openTap({
        member: { role, process },
        slot: process,
        ...tapTarget(uri),
        clock: this.#host.clock,
        tasks: this.#numbers,
        hasDeadLetterQueue: settings.deadLetter,
        reportsDone: settings.donePattern !== null,
        isWorkless: settings.work === "none",
      });
      this.#taps.set(key, opening);
    }
    const tap = await opening;
    if (!this.#clients.has(key))
      this.#clients.set(key, { role, process, facts: tap.facts, starts: 0, cancelledEarly: 0, ignoredSigterm: false });
    return tap;
  }

  #outputOf({ role, process, incarnation }: ChildPlan, onLine: (line: string) => void): ProgramOutput {
    const file = this.#plan.outputFile(role, process, incarnation);
    let isWritable = true;
    const append = (text: string): void => {
      // A full disk loses the output, not the run.
      try {
        if (isWritable) appendFileSync(file, text);
      } catch {
        isWritable = false;
      }
    };
    return new ProgramOutput(append, (line) => {
      onLine(line);
      this.#plan.onLine({ role, process }, line);
    });
  }
}

const keyOf = ({ role, process }: Pick<ChildPlan, "role" | "process">): string => `${role} ${process}`;
