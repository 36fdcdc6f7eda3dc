// Who does what: which tasks are a producer's, and which slots a worker process fills. Of those that start with the run, process p of k slots each has slots
// (p − 1)·k + 1 … p·k. Who joins later has one slot, and both numbers go on where the others end.
import type { TrialSettings } from "./settings.ts";

type SeatSettings = Pick<TrialSettings, "workers" | "workersPerProcess">;

/**
 * Tasks are dealt to the producers in turn: producer p of n publishes p, p + n, p + 2n … How many those are; Infinity
 * where no number of tasks is planned.
 */
export const shareOfProducer = (
  producer: number,
  { tasks, producers }: Pick<TrialSettings, "tasks" | "producers">,
): number => (tasks === null ? Infinity : Math.max(0, Math.ceil((tasks - producer + 1) / producers)));

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
