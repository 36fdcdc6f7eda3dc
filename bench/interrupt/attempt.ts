// What one attempt does: which plan it starts, and which signal ends it when. Drawn from a seed, so that attempt 17 of
// a seed is the same one again, whichever were done before it.
import { createRandom } from "@fairhare/core";

export const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;

export interface Attempt {
  readonly number: number;
  readonly plan: string;
  readonly flags: readonly string[];
  readonly signal: (typeof SIGNALS)[number];
  /** The whole process group, as a Ctrl-C in a terminal does, or the command line's process alone. */
  readonly toGroup: boolean;
  readonly atMs: number;
  /** A second signal so long after the first one: the user who does not want to wait. Null for none. */
  readonly againAfterMs: number | null;
}

/** So many runs that none of the plans is through at the last moment that is drawn. */
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

/** None of them may lose a task, so whatever is measured is not a failure. */
const PLANS: Readonly<Record<string, readonly string[]>> = {
  "no fault": [],
  "two trials": ["--prefetch", "1,10"],
  "killed workers": ["--fault", "kill:worker@100ms,every=200ms"],
  "a frozen worker": ["--fault", "stop:worker@50ms,for=500ms"],
  "cut connections": ["--fault", "cut:connection@100ms"],
  "a restarted broker": ["--fault", "restart:broker@100ms"],
};
/** Needs root and a few tools. The queue is one that syncs what it confirms. */
const POWER_CUT: readonly string[] = ["--fault", "power-cut:broker@200ms", "--queue-type", "quorum"];

/** Shorter than this it may be the same Ctrl-C twice: npm passes on what the terminal sent already. */
const SECOND_SIGNAL_MS = { atLeast: 550, spread: 1_000 };

export interface Range {
  readonly seed: number;
  readonly withinMs: number;
  readonly withPowerCuts: boolean;
}

export function drawAttempt(number: number, { seed, withinMs, withPowerCuts }: Range): Attempt {
  // Far apart, so that neighbouring seeds do not share attempts.
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
