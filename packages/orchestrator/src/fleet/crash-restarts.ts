// Restarts the worker processes that a task has crashed (--on-error crash), as a supervisor does. The nemesis restarts the
// processes that a fault ends.
import type { Child } from "./child.ts";
import type { Fleet } from "./fleet.ts";

interface CrashPorts {
  readonly fleet: Pick<Fleet, "expecting" | "replace" | "workers">;
  /** Whether the history of this process ends with a crash. */
  readonly hasCrashed: (child: Child) => boolean;
  readonly signal: AbortSignal;
  /** A restarted worker did not connect or consume in time. */
  readonly onFailure: (error: unknown) => void;
}

const NEW = { alreadyAttempted: 0, epoch: null } as const;

export class CrashRestarts {
  readonly #ports: CrashPorts;
  readonly #active = new Set<Promise<void>>();
  #isOver = false;

  constructor(ports: CrashPorts) {
    this.#ports = ports;
  }

  hasCrashed(child: Child): boolean {
    return this.#ports.hasCrashed(child);
  }

  /** Returns false when the process has ended for another reason than a crash. */
  take(child: Child): boolean {
    if (!this.hasCrashed(child)) return false;
    if (this.#isOver || this.#ports.signal.aborted) return true;
    const restart = this.#ports.fleet.expecting(this.#restart(child));
    this.#active.add(restart);
    void restart.finally(() => this.#active.delete(restart));
    return true;
  }

  /** Restarts no more workers; resolves when the restarts that have begun are over. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#active);
  }

  async #restart(child: Child): Promise<void> {
    const { fleet, signal, onFailure } = this.#ports;
    try {
      await fleet.replace(child, NEW, signal);
    } catch (error) {
      // The next task may crash the new process before it reports that it consumes; its exit then comes here as well.
      const isGone = fleet.workers[child.plan.process - 1]?.isAlive !== true;
      if (!signal.aborted && !isGone) onFailure(error);
    }
  }
}
