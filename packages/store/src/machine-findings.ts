// Findings about the machine during a run: CPU time that a hypervisor or other programs took.
import { type Finding, finding } from "@fairhare/findings";
import type { RunResult } from "@fairhare/results";
import type { MachineLoad } from "./run-record.ts";

/** Shorter measurements have too few ticks of 10 ms. */
const SHORTEST_SECONDS = 0.5;
/** Of all CPU time; less does not change a median. */
const RELEVANT_STEAL = 0.02;
/** Of all cores, and at least a quarter of a core: the system itself needs some time. */
const RELEVANT_SHARE = 0.1;
const RELEVANT_CORES = 0.25;

/**
 * The rest of the busy time is of other programs: without the fleet, the broker and the orchestrator. The fleet's time
 * includes its start, before the measurement, so the rest is rather too small. Without the broker's time, for a broker that
 * is not Fairhare's own, the rest is not known.
 */
export function machineFindings(
  { cores, seconds, busySeconds, stealSeconds, ownSeconds }: MachineLoad,
  { clientCpuSeconds, brokerCpuSeconds }: Pick<RunResult["cost"], "clientCpuSeconds" | "brokerCpuSeconds">,
): Finding[] {
  if (seconds < SHORTEST_SECONDS) return [];
  const stolen = stealSeconds / (cores * seconds);
  const findings = stolen >= RELEVANT_STEAL ? [finding("cpu-stolen", { percent: 100 * stolen })] : [];
  if (clientCpuSeconds === null || brokerCpuSeconds === null) return findings;
  const busyCores = Math.max(0, busySeconds - ownSeconds - clientCpuSeconds - brokerCpuSeconds) / seconds;
  const isRelevant = busyCores >= Math.max(RELEVANT_CORES, RELEVANT_SHARE * cores);
  return isRelevant ? [...findings, finding("other-load", { busyCores, ofCores: cores })] : findings;
}
