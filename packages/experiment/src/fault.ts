// What is broken on purpose during a run, and when. Reading it from text is parse-fault.ts; doing it is the
// orchestrator's.

export type FaultKind =
  /** SIGKILL; the target is started again after `restartAfterMs`. */
  | "kill"
  /** Frozen (SIGSTOP) for `forMs`; a broker is stopped in good order and started again after `forMs`. */
  | "stop"
  /** Told to finish (SIGTERM) and started again after `restartAfterMs`. Workers and producers only. */
  | "quit"
  /** Stopped in good order and started again at once. Broker only. */
  | "restart"
  /** What was not synced to the disk is lost; started again after `restartAfterMs`. Broker only. */
  | "power-cut";

export type FaultRole = "worker" | "producer" | "broker";

export interface Fault {
  /** As it was written, for people. */
  readonly text: string;
  readonly kind: FaultKind;
  readonly role: FaultRole;
  /** Process number from 1; null is one of the living, picked by the seed each time. */
  readonly process: number | null;
  /** Since the start of the publishing; a worker's, in a backlog trial, since the workers' release. */
  readonly atMs: number;
  /** Again and again after so long while the producers publish, or while a burst is worked off; null is once. */
  readonly everyMs: number | null;
  /** How long a stop lasts; null for the kinds that have no length. */
  readonly forMs: number | null;
  /** When a killed or quit process is started again; null is never. A broker is always started again. */
  readonly restartAfterMs: number | null;
}
