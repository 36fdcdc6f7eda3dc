// What each worker does while a run goes on, read from the growing history as the terminal's display reads it. Nothing
// is read while no page is open.
import type { RunFollower } from "@fairhare/store";
import type { TrialSettings } from "@fairhare/workload";
import type { FaultSpan } from "./live-state.ts";
import type { LiveFleet } from "./live-update.ts";

const PIECE_NS = 250e6;
/** A lane grows with the run between these numbers of pieces. */
const SHORTEST_LANE = 20;
const LANE_LENGTH = 120;
const LANE_LEVELS = 5;
/** The lanes of more workers are too thin to show heavy and light work apart. */
const SPLIT_AT_MOST = 40;

export interface FleetReading {
  readonly fleet: LiveFleet;
  /** The newest ones. */
  readonly faults: readonly FaultSpan[];
  readonly faultCount: number;
}

export type Follower = Pick<RunFollower, "poll" | "view" | typeof Symbol.dispose>;
export type Follow = (directory: string, settings: TrialSettings) => Follower;

export class FleetWatch implements Disposable {
  readonly #follow: Follow;
  #follower: Follower | undefined;

  constructor(follow: Follow) {
    this.#follow = follow;
  }

  begin(directory: string, settings: TrialSettings): void {
    this[Symbol.dispose]();
    this.#follower = this.#follow(directory, settings);
  }

  /** `now`: nanoseconds on the clock of the history. Null without a run, and when its history cannot be read. */
  read(now: number): FleetReading | null {
    if (this.#follower === undefined) return null;
    try {
      this.#follower.poll();
    } catch {
      // A page must not end a run: the measurement goes on without it.
      this[Symbol.dispose]();
      return null;
    }
    const { startedAt } = this.#follower.view(now, 0);
    const pieces = startedAt === null ? 0 : Math.floor((now - startedAt) / PIECE_NS);
    const length = Math.min(LANE_LENGTH, Math.max(SHORTEST_LANE, pieces));
    const { ready, workers, faults, faultCount } = this.#follower.view(now, length);
    return {
      fleet: {
        ready,
        workers: workers.map(({ slot, state, completed, lane, heavy }) => ({
          slot,
          state,
          completed,
          lane: digitsOf(lane),
          heavy: workers.length > SPLIT_AT_MOST ? "" : digitsOf(heavy),
        })),
      },
      faults,
      faultCount,
    };
  }

  [Symbol.dispose](): void {
    this.#follower?.[Symbol.dispose]();
    this.#follower = undefined;
  }
}

/** A digit for each share from 0 to 1. */
const digitsOf = (shares: readonly number[]): string =>
  shares.map((share) => Math.round(Math.min(1, share) * LANE_LEVELS)).join("");
