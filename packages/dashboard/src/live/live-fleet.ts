// What each worker does while a run goes on, read from the growing history as the terminal's display reads it. Nothing
// is read while no page is open.
import type { RunFollower } from "@fairhare/store";
import type { TrialSettings } from "@fairhare/workload";
import type { LiveFleet } from "./live-update.ts";

const PIECE_NS = 250e6;
/** A lane grows with the run between these numbers of pieces. */
const SHORTEST_LANE = 20;
const LANE_LENGTH = 120;
const LANE_LEVELS = 5;

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
  read(now: number): LiveFleet | null {
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
    const { ready, workers } = this.#follower.view(now, Math.min(LANE_LENGTH, Math.max(SHORTEST_LANE, pieces)));
    return {
      ready,
      workers: workers.map(({ slot, state, completed, lane }) => ({
        slot,
        state,
        completed,
        lane: lane.map((share) => Math.round(Math.min(1, share) * LANE_LEVELS)).join(""),
      })),
    };
  }

  [Symbol.dispose](): void {
    this.#follower?.[Symbol.dispose]();
    this.#follower = undefined;
  }
}
