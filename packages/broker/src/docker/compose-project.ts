// One compose project over its life. However this process ends, no container, volume or network of the project stays in
// the Docker engine.
import { setTimeout as delay } from "node:timers/promises";
import { FairhareError, messageOf } from "@fairhare/core";
import { Guardian } from "../guardian/guardian.ts";
import { LATE_REQUEST_MS } from "../guardian/task.ts";
import { type Command, runCommand } from "../run-command.ts";
import {
  createCommand,
  type DockerProject,
  downCommand,
  logsCommand,
  STOP_TIMEOUT_SECONDS,
  waitCommand,
} from "./docker-commands.ts";

/** Docker may have to pull the image: 150 MB over a slow network. */
const CREATE_TIMEOUT_MS = 600_000;
const DOWN_TIMEOUT_MS = 60_000;
/** A busy engine needs seconds; a graceful stop has its own time. */
const COMMAND_TIMEOUT_MS = STOP_TIMEOUT_SECONDS * 1_000 + 30_000;
/** The longest timer of Node.js: 25 days. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

class DockerCleanUpError extends FairhareError {
  readonly code = "BROKER_REFUSED";
}

/** A running container. */
export interface ContainerLife {
  readonly isOver: boolean;
  /** Resolves when it has ended, with the exit code of its first process; null if Docker does not say it. */
  readonly ended: Promise<number | null>;
}

export class ComposeProject implements AsyncDisposable {
  readonly #project: DockerProject;
  readonly #guardian: Guardian;
  readonly #over = new AbortController();
  /** Commands that run, failed or were aborted: the engine may complete them later. */
  #unsettled = 0;

  private constructor(project: DockerProject, guardian: Guardian) {
    this.#project = project;
    this.#guardian = guardian;
  }

  /** Starts the guardian; nothing is created in the engine yet. */
  static async open(project: DockerProject): Promise<ComposeProject> {
    const guardian = await Guardian.start({ type: "command", subject: project.name, ...downCommand(project) });
    return new ComposeProject(project, guardian);
  }

  /** Creates the containers of these nodes, and what they need. Throws CommandError, or the signal's reason. */
  create(numbers: readonly number[], signal: AbortSignal): Promise<string> {
    return this.#run(createCommand(this.#project, numbers), CREATE_TIMEOUT_MS, signal);
  }

  /** Runs a command that changes a container. Throws CommandError, or the signal's reason. */
  change(
    command: (project: DockerProject, number: number) => Command,
    number: number,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#run(command(this.#project, number), COMMAND_TIMEOUT_MS, signal);
  }

  /** Of a container that was started. */
  watch(number: number): ContainerLife {
    let isOver = false;
    const ended = runCommand(waitCommand(this.#project, number), NO_TIMEOUT_MS, this.#over.signal)
      .then((code) => Number(code))
      .catch(() => null)
      .finally(() => (isOver = true));
    return {
      ended,
      get isOver() {
        return isOver;
      },
    };
  }

  /** The end of the log of a container; empty if there is none. */
  log(number: number): Promise<string> {
    return runCommand(logsCommand(this.#project, number), DOWN_TIMEOUT_MS, this.#over.signal).catch(() => "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(new Error("the containers are being removed"));
    try {
      await this.#down();
      if (this.#unsettled > 0) {
        await delay(LATE_REQUEST_MS);
        await this.#down();
      }
    } catch (cause) {
      const { name } = this.#project;
      throw new DockerCleanUpError(
        `Docker did not remove the containers of project ${name}: ${messageOf(cause)}\n` +
          `Remove them with: docker compose --project-name ${name} down --volumes`,
        { cause },
      );
    }
    await this.#guardian.release();
  }

  /** The guardian ends the command if this process is killed meanwhile, since it would undo the clean-up. */
  async #run(command: Command, timeoutMs: number, signal: AbortSignal): Promise<string> {
    let group = 0;
    this.#unsettled++;
    const output = await runCommand(command, timeoutMs, signal, (started) => {
      group = started;
      this.#guardian.tell(`+${group}`);
    });
    this.#unsettled--;
    this.#guardian.tell(`-${group}`);
    return output;
  }

  /** Not aborted, because it cleans up. */
  #down(): Promise<string> {
    return runCommand(downCommand(this.#project), DOWN_TIMEOUT_MS, new AbortController().signal);
  }
}
