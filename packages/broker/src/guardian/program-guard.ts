// Keeps the programs of a user from outliving the run: each runs in its own process group with a marker in its
// environment, and a guardian ends all of them if this process is killed.
import { randomBytes } from "node:crypto";
import { endProcesses } from "./end-node.ts";
import { Guardian } from "./guardian.ts";
import { NODE_MARKER } from "./marked-processes.ts";

export class ProgramGuard implements AsyncDisposable {
  /** To be added to the environment of every program. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #id: string;
  readonly #guardian: Guardian;
  readonly #groups = new Set<number>();

  private constructor(id: string, guardian: Guardian) {
    this.#id = id;
    this.#guardian = guardian;
    this.environment = { [NODE_MARKER]: id };
  }

  /** Call before the first program starts. */
  static async start(): Promise<ProgramGuard> {
    const id = randomBytes(16).toString("hex");
    return new ProgramGuard(id, await Guardian.start({ type: "programs", id }));
  }

  started(group: number): void {
    this.#groups.add(group);
    this.#guardian.tell(`+${group}`);
  }

  /** No process of the group is left. */
  ended(group: number): void {
    this.#groups.delete(group);
    this.#guardian.tell(`-${group}`);
  }

  /** Also ends what a program has started in another process group. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const group of this.#groups) endGroup(group);
    const survivors = await endProcesses({ id: this.#id, groups: this.#groups });
    await this.#guardian.release();
    if (survivors.length > 0)
      throw new Error(`processes ${survivors.join(", ")} of a program did not end after SIGKILL`);
  }
}

/** Kills every process of the group; false if there is none. */
export function endGroup(group: number): boolean {
  try {
    process.kill(-group, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}
