// Where the numbers of a run come from, and the settings of the user's programs as they were observed.
import type { EvidenceSources, ObservedClient } from "@fairhare/results";
import { resolvedOn, type TrialSettings } from "@fairhare/workload";
import type { CheckSettings } from "../checker.ts";

/** `client`: how the user's worker programs consumed; null if the workers are Fairhare's own, or none of them consumed. */
export function checkSettingsOf(
  planned: TrialSettings,
  client: ObservedClient | null,
  rest: Omit<CheckSettings, "trial" | "sources" | "agents"> & Partial<Pick<CheckSettings, "agents">>,
): CheckSettings {
  const trial = settingsWith(client, resolvedOn(planned, rest.brokerVersion));
  return { agents: [], ...rest, trial, sources: sourcesOf(client, trial) };
}

/** A program decides itself how it acknowledges and how many messages it holds. */
function settingsWith(client: ObservedClient | null, settings: TrialSettings): TrialSettings {
  if (client === null) return settings;
  const { ack, prefetch } = client;
  return {
    ...settings,
    ack: ack === "auto" ? "auto" : "manual",
    prefetch: ack === "auto" ? 0 : (prefetch ?? settings.prefetch),
  };
}

const sourcesOf = (
  client: ObservedClient | null,
  { workerCommand, producerCommand }: TrialSettings,
): EvidenceSources => ({
  published: producerCommand === null ? "own" : "wire",
  delivered: workerCommand === null ? "own" : "wire",
  completed: workerCommand === null ? "own" : (client?.completions ?? "wire"),
});
