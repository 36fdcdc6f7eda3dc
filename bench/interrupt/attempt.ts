// Draws one attempt: the plan, the signal that ends it, and the time of the signal. An attempt depends on the seed and its
// number only, so a single attempt can be repeated.
import { createRandom } from "@fairhare/core";

export const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;

export interface Attempt {
  readonly number: number;
  readonly plan: string;
  readonly flags: readonly string[];
  readonly signal: (typeof SIGNALS)[number];
  /** True: the signal goes to the process group, like Ctrl-C in a terminal; false: only to the command line's process. */
  readonly toGroup: boolean;
  readonly atMs: number;
  /** Time from the first signal to a second one, for an impatient user. Null for none. */
  readonly againAfterMs: number | null;
}

/** Enough runs that no plan is complete at the latest time drawn. */
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

/** None of them can lose a task, so no measured run fails. */
const PLANS: Readonly<Record<string, readonly string[]>> = {
  "no fault": [],
  "two trials": ["--prefetch", "1,10"],
  "killed workers": ["--fault", "kill:worker@100ms,every=200ms"],
  "a frozen worker": ["--fault", "stop:worker@50ms,for=500ms"],
  "cut connections": ["--fault", "cut:connection@100ms"],
  "a restarted broker": ["--fault", "restart:broker@100ms"],
};
/** Needs root and a few tools. The queue type is one that syncs a message before it confirms it. */
const POWER_CUT: readonly string[] = ["--fault", "power-cut:broker@200ms", "--queue-type", "quorum"];

/** A signal before this time can be the same Ctrl-C: npm forwards a signal that the terminal has already sent. */
const SECOND_SIGNAL_MS = { atLeast: 550, spread: 1_000 };

export interface Range {
  readonly seed: number;
  readonly withinMs: number;
  readonly withPowerCuts: boolean;
}

export function drawAttempt(number: number, { seed, withinMs, withPowerCuts }: Range): Attempt {
  // A large factor, so that neighbouring seeds do not share attempts.
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
