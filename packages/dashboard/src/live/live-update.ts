// The messages from the server of the live page to the page; without a Node module, since the browser imports it.
import type { LiveState } from "./live-state.ts";

/** What a page receives with each update. */
export interface LiveUpdate {
  readonly state: LiveState;
  readonly fleet: LiveFleet | null;
}

export interface LiveFleet {
  /** Messages ready in the queue at the last reading; null before. */
  readonly ready: number | null;
  readonly workers: readonly LiveWorkerLane[];
}

export interface LiveWorkerLane {
  readonly slot: number;
  readonly state: "busy" | "idle" | "down";
  readonly completed: number;
  /** A digit for each 250 ms, the oldest first: the busy share from 0 to 5 fifths. */
  readonly lane: string;
  /** The same for work on heavy tasks, a part of `lane`; empty while no heavy task is known, and for a large fleet. */
  readonly heavy: string;
}
