// How many slots a run had in the end: those of its settings, and those of the workers that joined.
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { Role, type ShardReader } from "@fairhare/protocol";
import type { OrchestratorLog } from "./orchestrator-log.ts";

export function fleetSize(
  { processes }: Pick<OrchestratorLog, "processes">,
  workers: readonly ShardReader[],
  settings: Pick<TrialSettings, "workers" | "workersPerProcess" | "faults">,
): number {
  // Without a plan to add any, a number beyond the settings is a damaged record, not a worker.
  if (!settings.faults.some(({ kind }) => kind === "add")) return settings.workers;
  const spawned = processes.filter(({ role }) => role === Role.worker).map(({ process }) => process);
  const last = Math.max(1, ...spawned, ...workers.map(({ header }) => header.process));
  return Math.max(settings.workers, ...slotsOfProcess(last, settings));
}
