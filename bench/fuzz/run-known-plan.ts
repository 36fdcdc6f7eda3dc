// Runs a plan of known outcome on the simulated broker. The invariants of every run must hold for it as well.
import { expect } from "vitest";
import { violationsOf } from "./invariants.ts";
import { type Version, VERSIONS } from "./plan/broker-rules.ts";
import type { Flags } from "./plan/random-flags.ts";
import { planOf } from "./plan/fuzz-plan.ts";
import { simulate, type Simulated } from "./simulate.ts";

type Options = Parameters<typeof planOf>[2] & Parameters<typeof simulate>[1];

export const OLDEST = VERSIONS[0];
/** 600 publishes. */
export const PACED: Flags = { time: ["6s"], rate: ["100"], work: ["none"] };

export async function runKnown(flags: Flags, version: Version = OLDEST, options: Options = {}): Promise<Simulated> {
  const plan = planOf(flags, version, options);
  const simulated = await simulate(plan, options);
  expect(violationsOf(plan, simulated)).toEqual([]);
  return simulated;
}
