// Which slots a worker process fills. Of those that start with the run, process p of k slots each has slots
// (p − 1)·k + 1 … p·k. Who joins later has one slot, and both numbers go on where the others end.
import type { TrialSettings } from "./settings.ts";

type SeatSettings = Pick<TrialSettings, "workers" | "workersPerProcess">;

/** Those that start with the run. */
export const workerProcesses = ({ workers, workersPerProcess }: SeatSettings): number =>
  Math.ceil(workers / workersPerProcess);

export function slotsOfProcess(process: number, settings: SeatSettings): number[] {
  const { workers, workersPerProcess } = settings;
  const late = process - workerProcesses(settings);
  if (late > 0) return [workers + late];
  const first = (process - 1) * workersPerProcess + 1;
  const last = Math.min(workers, process * workersPerProcess);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export function processOfSlot(slot: number, settings: SeatSettings): number {
  const { workers, workersPerProcess } = settings;
  return slot > workers ? workerProcesses(settings) + slot - workers : Math.ceil(slot / workersPerProcess);
}
