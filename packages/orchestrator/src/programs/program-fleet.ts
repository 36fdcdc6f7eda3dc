// All programs of the user in one run: their taps, their output, the guardian that ends them, and what their connections
// showed at the end of the run.
import { appendFileSync } from "node:fs";
import type { Finding } from "@fairhare/findings";
import type { ChildPlan } from "@fairhare/protocol";
import { type Tap, TaskNumbers } from "@fairhare/tap";
import type { TrialSettings } from "@fairhare/workload";
import type { Host, LaunchedProcess, ProcessListener } from "../fleet/host.ts";
import { type Client, clientFindings } from "./client-findings.ts";
import { commandOf } from "./program-command.ts";
import { ProgramOutput } from "./program-output.ts";
import { ProgramProcess } from "./program-process.ts";

export interface ProgramsPlan {
  readonly settings: TrialSettings;
  /** Path of the file for the output of a process. */
  readonly outputFile: (role: ChildPlan["role"], process: number, incarnation: number) => string;
  /** A complete line of a program's output. */
  readonly onLine: (source: Pick<ChildPlan, "role" | "process">, line: string) => void;
}

type Guard = Awaited<ReturnType<Host["programs"]["startGuard"]>>;

export class ProgramFleet implements AsyncDisposable {
  readonly #plan: ProgramsPlan;
  readonly #host: Host;
  readonly #guard: Guard;
  readonly #taps = new Map<string, Promise<Tap>>();
  /** Each process once, in the order of its first start. */
  readonly #clients = new Map<string, Client>();
  readonly #numbers = new TaskNumbers();

  private constructor(plan: ProgramsPlan, host: Host, guard: Guard) {
    this.#plan = plan;
    this.#host = host;
    this.#guard = guard;
  }

  static async open(plan: ProgramsPlan, host: Host): Promise<ProgramFleet> {
    return new ProgramFleet(plan, host, await host.programs.startGuard());
  }

  /** Starts a program for the roles that have a command, and Fairhare's own process for the other role. */
  readonly launch = (role: ChildPlan["role"], listener: ProcessListener): LaunchedProcess => {
    if (commandOf(role, this.#plan.settings) === null) return this.#host.launch(role, listener);
    const surroundings = {
      host: this.#host,
      start: this.#host.programs.start,
      guard: this.#guard,
      tapOf: (plan: ChildPlan) => this.#tapOf(plan),
      outputOf: (plan: ChildPlan, onLine: (line: string) => void) => this.#outputOf(plan, onLine),
      onGraceUsed: ({ role: of, process }: ChildPlan) => {
        const client = this.#clients.get(`${of} ${process}`);
        if (client !== undefined) client.ignoredSigterm = true;
      },
    };
    return new ProgramProcess(surroundings, listener);
  };

  /** What the connections of all programs showed so far. */
  get clients(): readonly Client[] {
    return [...this.#clients.values()];
  }

  findings(): Finding[] {
    return clientFindings(this.clients, this.#plan.settings);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#guard[Symbol.asyncDispose]();
    for (const tap of this.#taps.values()) await tap.then((opened) => opened[Symbol.asyncDispose]()).catch(() => undefined);
  }

  async #tapOf(plan: ChildPlan): Promise<Tap> {
    const { role, process, uri, settings } = plan;
    const key = `${role} ${process}`;
    let opening = this.#taps.get(key);
    if (opening === undefined) {
      opening = this.#host.programs.openTap({
        member: { role, process },
        slot: process,
        brokerUri: uri,
        clock: this.#host.clock,
        tasks: this.#numbers,
        hasDeadLetterQueue: settings.deadLetter,
        reportsDone: settings.donePattern !== null,
      });
      this.#taps.set(key, opening);
    }
    const tap = await opening;
    if (!this.#clients.has(key)) this.#clients.set(key, { role, process, facts: tap.facts, ignoredSigterm: false });
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
