// When a worker begins to consume: at once, after a random time (--start-jitter), or in its turn (--ramp-up). Times count
// from the start of the consumers, with --backlog the release of the queue; only workers that start with the run wait.
import { hashedUniform } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

type DelaySettings = Pick<TrialSettings, "workers" | "startJitterMs" | "rampUpMs" | "seed">;

const START_STREAM = 6;

/**
 * Milliseconds that the worker of this slot (from 1) waits: with a ramp-up, worker i of N (from 0) i/N of its duration;
 * with a jitter, uniform below it, drawn by the seed. 0 for workers that join the running fleet.
 */
export function startDelayMs({ workers, startJitterMs, rampUpMs, seed }: DelaySettings, slot: number): number {
  if (slot > workers) return 0;
  if (rampUpMs > 0) return ((slot - 1) / workers) * rampUpMs;
  return startJitterMs > 0 ? startJitterMs * hashedUniform(seed, slot, START_STREAM) : 0;
}

/** Some workers may begin to consume later than others. */
export const hasStartDelays = ({
  startJitterMs,
  rampUpMs,
}: Pick<DelaySettings, "startJitterMs" | "rampUpMs">): boolean => startJitterMs > 0 || rampUpMs > 0;

/** No worker waits longer than this, milliseconds. */
export const longestStartDelayMs = ({
  startJitterMs,
  rampUpMs,
}: Pick<DelaySettings, "startJitterMs" | "rampUpMs">): number => Math.max(startJitterMs, rampUpMs);

/**
 * The worker takes part from the registration of its consumer on, not from the beginning of the measurement: it joined the
 * running fleet, or it waited first.
 */
export const beginsLate = (settings: DelaySettings, slot: number): boolean =>
  slot > settings.workers || startDelayMs(settings, slot) > 0;
