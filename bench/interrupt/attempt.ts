// Draws one attempt from a seed: the plan to start, and the signal to send at which time. Attempt 17 of a seed is
// always the same, whichever attempts ran before.
import { createRandom } from "@fairhare/core";

export const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;

export interface Attempt {
  readonly number: number;
  readonly plan: string;
  readonly flags: readonly string[];
  readonly signal: (typeof SIGNALS)[number];
  /** Signal the whole process group, as Ctrl-C in a terminal does, or only the process of the command line. */
  readonly toGroup: boolean;
  readonly atMs: number;
  /** Time between the first signal and a second one, from an impatient user; null for one signal only. */
  readonly againAfterMs: number | null;
}

/** High enough that no plan ends before the last moment that is drawn. */
const REPEAT = 12;
const COMMON = [
  ["--broker", "local"],
  ["--workers", "2"],
  ["--tasks", "60"],
  ["--heavy", "20ms"],
  ["--light", "1ms"],
  ["--repeat", String(REPEAT)],
  ["--durability", "confirmed"],
].flat();

/** No plan may lose a task, so that the measured part of a run never fails. */
const PLANS: Readonly<Record<string, readonly string[]>> = {
  "no fault": [],
  "two trials": ["--prefetch", "1,10"],
  "killed workers": ["--fault", "kill:worker@100ms,every=200ms"],
  "a frozen worker": ["--fault", "stop:worker@50ms,for=500ms"],
  "cut connections": ["--fault", "cut:connection@100ms"],
  "a restarted broker": ["--fault", "restart:broker@100ms"],
};
/** Needs root and some tools. A quorum queue syncs messages before it confirms them. */
const POWER_CUT: readonly string[] = ["--fault", "power-cut:broker@200ms", "--queue-type", "quorum"];

/** A shorter time may be the same Ctrl-C twice: npm forwards a signal that the terminal has already sent. */
const SECOND_SIGNAL_MS = { atLeast: 550, spread: 1_000 };

export interface Range {
  readonly seed: number;
  readonly withinMs: number;
  readonly withPowerCuts: boolean;
}

export function drawAttempt(number: number, { seed, withinMs, withPowerCuts }: Range): Attempt {
  // A large factor, so that neighbouring seeds share no attempts.
  const random = createRandom(seed * 100_003 + number);
  const plans = Object.entries(withPowerCuts ? { ...PLANS, "a power cut": POWER_CUT } : PLANS);
  const [plan, flags] = plans[random.below(plans.length)] ?? ["no fault", []];
  const signal = SIGNALS[random.below(SIGNALS.length)] ?? "SIGKILL";
  const toGroup = random.below(2) === 1;
  const atMs = random.below(withinMs);
  const isImpatient = signal !== "SIGKILL" && random.below(3) === 0;
  const againAfterMs = isImpatient ? SECOND_SIGNAL_MS.atLeast + random.below(SECOND_SIGNAL_MS.spread) : null;
  return { number, plan, flags: [...COMMON, ...flags], signal, toGroup, atMs, againAfterMs };
}

export function describeAttempt({ plan, signal, toGroup, atMs, againAfterMs }: Attempt): string {
  const again = againAfterMs === null ? "" : `, again after ${againAfterMs} ms`;
  return `${signal} to the ${toGroup ? "group" : "process"} at ${(atMs / 1_000).toFixed(2)} s${again}; ${plan}`;
}
