// Which slots a worker process fills: process p of k slots each has slots (p − 1)·k + 1 … p·k.
import type { TrialSettings } from "@fairhare/experiment";

type SeatSettings = Pick<TrialSettings, "workers" | "workersPerProcess">;

export function slotsOfProcess(process: number, { workers, workersPerProcess }: SeatSettings): number[] {
  const first = (process - 1) * workersPerProcess + 1;
  const last = Math.min(workers, process * workersPerProcess);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

export const processOfSlot = (slot: number, { workersPerProcess }: SeatSettings): number =>
  Math.ceil(slot / workersPerProcess);
