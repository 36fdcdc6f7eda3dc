// A publish rate in words, read from results.json, where settings are any JSON.
import { formatCount } from "@fairhare/core";
import type { Rate, RatePhase } from "@fairhare/workload";

/** The producers have a rate, constant or by a schedule. */
export const isPaced = (rate: unknown): rate is Rate =>
  typeof rate === "number" || (typeof rate === "object" && rate !== null && "phases" in rate);

/** `1,000/s`, `100/s for 5 s, 100–2,000/s over 60 s`, `unlimited`. */
export function ratePhrase(rate: unknown): string {
  if (!isPaced(rate)) return "unlimited";
  return typeof rate === "number" ? perSecond(rate) : rate.phases.map(phasePhrase).join(", ");
}

const perSecond = (rate: number): string => `${formatCount(rate)}/s`;

function phasePhrase({ fromPerSecond, toPerSecond, seconds }: RatePhase): string {
  return fromPerSecond === toPerSecond
    ? `${perSecond(fromPerSecond)} for ${seconds} s`
    : `${formatCount(fromPerSecond)}–${perSecond(toPerSecond)} over ${seconds} s`;
}
