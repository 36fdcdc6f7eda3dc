// Derives the progress events of a running experiment from its directory, for a process that does not perform it.
import type { Observer, PhaseName } from "@fairhare/orchestrator";
import { type PlannedRun, schedule } from "@fairhare/plan";
import { type ExperimentDirectory, type LivePhase, type LiveView, RunFollower } from "@fairhare/store";

const POLL_MS = 250;
/** Milliseconds. A run records the depth of its queue several times per second. */
const SILENCE_MS = 10_000;

export interface WatchPorts {
  readonly observer: Observer;
  readonly isAlive: (pid: number) => boolean;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** `gone`: the process that performed the runs has ended, and there are no results. */
export type WatchEnd = "ended" | "gone" | "interrupted";

/** Throws RunNotFoundError, StoredFileInvalidError and StoredFileDamagedError. */
export async function watchRuns(
  stored: ExperimentDirectory,
  { observer, isAlive, now, sleep, signal }: WatchPorts,
): Promise<WatchEnd> {
  const runs = schedule(stored.readPlan().experiment);
  let watched: WatchedRun | undefined;
  let latestAt = 0;
  let grownAt = now();
  try {
    for (;;) {
      // Asked before the last records are read, which are older than the results.
      const hasEnded = stored.hasResults;
      const index = newestBegun(stored, runs);
      if (index !== undefined && index !== watched?.index) {
        watched?.[Symbol.dispose]();
        watched = new WatchedRun(stored, runs, index, observer);
        grownAt = now();
      }
      watched?.poll();
      if (hasEnded) return "ended";
      if (signal.aborted) return "interrupted";
      if (watched !== undefined && watched.follower.latestAt !== latestAt)
        [latestAt, grownAt] = [watched.follower.latestAt, now()];
      const pid = watched?.follower.orchestrator;
      if (now() - grownAt > SILENCE_MS && (pid === undefined || !isAlive(pid))) return "gone";
      await sleep(POLL_MS);
    }
  } finally {
    watched?.[Symbol.dispose]();
  }
}

/** The runs are performed in their order; directories of warm-ups may be missing again. */
function newestBegun(stored: ExperimentDirectory, runs: readonly PlannedRun[]): number | undefined {
  const index = runs.findLastIndex((run) => stored.run(run).hasBegun);
  return index < 0 ? undefined : index;
}

class WatchedRun implements Disposable {
  readonly index: number;
  readonly follower: RunFollower;
  readonly #run: PlannedRun;
  readonly #observer: Observer;
  #phase: PhaseName | undefined;
  #faults = 0;

  constructor(stored: ExperimentDirectory, runs: readonly PlannedRun[], index: number, observer: Observer) {
    const run = runs[index];
    if (run === undefined) throw new Error(`there is no run ${index}`);
    const directory = stored.run(run).path;
    this.index = index;
    this.#run = run;
    this.#observer = observer;
    this.follower = new RunFollower(directory, run.trial.settings);
    observer({ type: "run-began", ...this.#identity, index: index + 1, total: runs.length, schedule: runs, directory });
  }

  poll(): void {
    this.follower.poll();
    const view = this.follower.view(this.follower.latestAt, 0);
    const { settings } = this.#run.trial;
    const phase = phaseName(view.phase, settings.backlog);
    if (phase !== this.#phase) this.#observer({ type: "phase", phase });
    this.#phase = phase;
    this.#tellFaults(view);
    const elapsedMs = view.publishingAt === null ? 0 : (this.follower.latestAt - view.publishingAt) / 1e6;
    if (view.publishingAt !== null)
      this.#observer({ type: "counts", ...view.counts, expected: settings.tasks, elapsedMs });
  }

  [Symbol.dispose](): void {
    this.#observer({ type: "run-ended", ...this.#identity });
    this.follower[Symbol.dispose]();
  }

  get #identity() {
    const { trial, number, warmup } = this.#run;
    return { trial, run: number, warmup };
  }

  #tellFaults({ faults, faultCount }: LiveView): void {
    const fresh = faultCount - this.#faults;
    this.#faults = faultCount;
    if (fresh === 0) return;
    for (const { text, target } of faults.slice(-fresh))
      this.#observer({ type: "fault", message: `Fault: ${text}${target === "" ? "" : ` → ${target}`}.` });
  }
}

function phaseName(phase: LivePhase | null, isBacklog: boolean): PhaseName {
  switch (phase) {
    case "publishing":
      return isBacklog ? "filling" : "publishing";
    case "released":
      return "publishing";
    case "draining":
      return "draining";
    case "drained":
    case "cutShort":
    case "ended":
      return "stopping";
    default:
      return "starting";
  }
}
