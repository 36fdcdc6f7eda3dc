// Which tasks a producer publishes, and which slots a worker process fills. With k slots per process, process p of
// those that start with the run has the slots (p − 1)·k + 1 … p·k. A worker that joins later has one slot; process
// numbers and slot numbers continue after the existing ones.
import type { TrialSettings } from "./settings.ts";

type SeatSettings = Pick<TrialSettings, "workers" | "workersPerProcess">;

/**
 * The number of tasks of one producer; Infinity if the plan sets no number of tasks. Producer p of n publishes the
 * tasks p, p + n, p + 2n …
 */
export const shareOfProducer = (
  producer: number,
  { tasks, producers }: Pick<TrialSettings, "tasks" | "producers">,
): number => (tasks === null ? Infinity : Math.max(0, Math.ceil((tasks - producer + 1) / producers)));

/** A fleet of up to this many workers has a process for each; a larger one shares this many processes. */
const MOST_ALONE = 100;
const SHARED_PROCESSES = 20;

/**
 * Workers in each process if the plan leaves it to us. A process takes about 50 MB and half a second of a core to start,
 * so a thousand of them would take 50 GB and minutes; twenty leave all their cores to the workers.
 */
export const packedWorkers = (workers: number): number =>
  workers <= MOST_ALONE ? 1 : Math.ceil(workers / SHARED_PROCESSES);

/** The number of worker processes that start with the run. */
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
