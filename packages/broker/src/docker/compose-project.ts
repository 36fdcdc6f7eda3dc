// One compose project from `up` to `down`. However this process ends, no container, volume or network of the project
// stays in the Docker engine.
import { setTimeout as delay } from "node:timers/promises";
import { FairhareError, messageOf } from "@fairhare/core";
import { Guardian } from "../guardian/guardian.ts";
import { LATE_REQUEST_MS } from "../guardian/task.ts";
import { type Command, runCommand } from "../run-command.ts";
import { ctlCommand, type DockerProject, downCommand, logsCommand, upCommand } from "./docker-commands.ts";

/** Docker may have to pull the image: 150 MB over a slow network. */
const UP_TIMEOUT_MS = 600_000;
const DOWN_TIMEOUT_MS = 60_000;
/** Each call starts an Erlang machine in the container. */
const EXEC_TIMEOUT_MS = 60_000;

class DockerCleanUpError extends FairhareError {
  readonly code = "BROKER_REFUSED";
}

export class ComposeProject implements AsyncDisposable {
  readonly #project: DockerProject;
  readonly #guardian: Guardian;
  #isUp = false;

  private constructor(project: DockerProject, guardian: Guardian) {
    this.#project = project;
    this.#guardian = guardian;
  }

  /** Starts the guardian; nothing is created in the engine yet. */
  static async create(project: DockerProject): Promise<ComposeProject> {
    const guardian = await Guardian.start({ type: "command", subject: project.name, ...downCommand(project) });
    return new ComposeProject(project, guardian);
  }

  /** Resolves when the container is healthy. Throws CommandError, or the signal's reason. */
  async up(signal: AbortSignal): Promise<void> {
    let group = 0;
    await runCommand(upCommand(this.#project), UP_TIMEOUT_MS, signal, (started) => {
      group = started;
      this.#guardian.tell(`+${group}`);
    });
    this.#isUp = true;
    this.#guardian.tell(`-${group}`);
  }

  ctl(args: readonly string[], signal: AbortSignal): Promise<string> {
    return runCommand(ctlCommand(this.#project, args), EXEC_TIMEOUT_MS, signal);
  }

  /** The end of the container's log; empty if there is none. */
  log(): Promise<string> {
    return this.#settled(logsCommand(this.#project)).catch(() => "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#settled(downCommand(this.#project));
      if (!this.#isUp) {
        await delay(LATE_REQUEST_MS);
        await this.#settled(downCommand(this.#project));
      }
    } catch (cause) {
      const { name } = this.#project;
      throw new DockerCleanUpError(
        `Docker did not remove the container of project ${name}: ${messageOf(cause)}\n` +
          `Remove it with: docker compose --project-name ${name} down --volumes`,
        { cause },
      );
    }
    await this.#guardian.release();
  }

  /** Runs a command that must not be aborted, because it cleans up. */
  #settled(command: Command): Promise<string> {
    return runCommand(command, DOWN_TIMEOUT_MS, new AbortController().signal);
  }
}
