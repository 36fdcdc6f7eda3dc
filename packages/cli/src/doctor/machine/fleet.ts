// What a fleet needs from the machine: processes, open files, and ports for connections.

export interface Fleet {
  readonly workers: number;
  readonly producers: number;
  readonly workersPerProcess: number;
}

export const processesOf = ({ workers, producers, workersPerProcess }: Fleet): number =>
  Math.ceil(workers / workersPerProcess) + producers;

/** One per worker and producer, and a few of the orchestrator. */
export const connectionsOf = ({ workers, producers }: Fleet): number => workers + producers + OWN_CONNECTIONS;

/** For queue, dead letters and statistics. */
const OWN_CONNECTIONS = 4;

/**
 * Open files of the orchestrator, which has the most: for each process a pipe and a channel, and with connection faults
 * both sides of each proxied connection.
 */
export const openFilesOf = (fleet: Fleet): number =>
  OWN_FILES + 2 * processesOf(fleet) + 3 * (fleet.workers + fleet.producers);

/** Modules, logs, the event loop, reports. */
const OWN_FILES = 60;

/** Node.js starts about ten threads in each process; the limit of processes counts threads. */
export const threadsOf = (fleet: Fleet): number => THREADS_PER_PROCESS * (processesOf(fleet) + 1) + BROKER_THREADS;

const THREADS_PER_PROCESS = 11;
/** An Erlang machine starts one scheduler per core and as many for input and output. */
const BROKER_THREADS = 100;

/** The largest number of workers, one process each and one producer, for which `need` stays within the limit. */
export function mostWorkers(limit: number, need: (fleet: Fleet) => number): number {
  const base = need({ workers: 0, producers: 1, workersPerProcess: 1 });
  const each = need({ workers: 1, producers: 1, workersPerProcess: 1 }) - base;
  return Math.max(0, Math.floor((limit - base) / each));
}

export const describeFleet = ({ workers, producers }: Fleet): string =>
  `${workers} ${workers === 1 ? "worker" : "workers"} and ${producers} ${producers === 1 ? "producer" : "producers"}`;
