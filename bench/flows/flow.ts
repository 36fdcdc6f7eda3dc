// The flows that are compared: for each the flags of Fairhare, from which the bare loop takes its settings as well, and
// what is demanded of the ratio.
import type { TrialSettings } from "@fairhare/workload";
import { type Flags, planOf } from "../micro/plan.ts";

export interface Flow {
  readonly name: string;
  readonly title: string;
  /** For a run of about two seconds on two cores. */
  readonly tasks: number;
  readonly flags: Flags;
  readonly targets: Targets;
}

/** Ratios of Fairhare to the bare loop. */
interface Targets {
  readonly throughput: number;
  /** Null demands nothing. */
  readonly clientCpu: number | null;
}

/** Demanded of every flow, MB. */
export const LARGEST_WORKER_MB = 60;

const FASTER: Targets = { throughput: 1.25, clientCpu: 0.7 };
const AS_FAST: Targets = { throughput: 1, clientCpu: null };

export const FLOWS: readonly Flow[] = [
  {
    name: "F1",
    title: "automatic ack",
    tasks: 160_000,
    flags: { ack: ["auto"], durability: ["transient"] },
    targets: AS_FAST,
  },
  {
    name: "F2",
    title: "prefetch 100",
    tasks: 80_000,
    flags: { prefetch: ["100"], durability: ["transient"] },
    targets: FASTER,
  },
  {
    name: "F3",
    title: "persistent, confirm window 100, prefetch 100",
    tasks: 50_000,
    flags: { prefetch: ["100"], durability: ["persistent"], confirm: ["100"] },
    targets: FASTER,
  },
  {
    name: "F4",
    title: "prefetch 1",
    tasks: 12_000,
    flags: { prefetch: ["1"], durability: ["transient"] },
    targets: AS_FAST,
  },
  {
    name: "F5",
    title: "4 producers, 4 workers, prefetch 100",
    tasks: 80_000,
    flags: { producers: ["4"], workers: ["4"], prefetch: ["100"], durability: ["transient"] },
    targets: AS_FAST,
  },
  {
    name: "F6",
    title: "bodies of 10 kB, prefetch 100",
    tasks: 25_000,
    flags: { prefetch: ["100"], durability: ["transient"], size: ["10000"] },
    targets: AS_FAST,
  },
];

/** The plan of one run with this many tasks. */
export function experimentOf({ flags }: Flow, tasks: number): ReturnType<typeof planOf> {
  return planOf({ workers: ["1"], work: ["none"], tasks: [`${tasks}`], ...flags });
}

export function settingsOf(flow: Flow, tasks: number): TrialSettings {
  const settings = experimentOf(flow, tasks).trials[0]?.settings;
  if (settings === undefined) throw new Error(`${flow.name}: the plan has no trial`);
  return settings;
}
