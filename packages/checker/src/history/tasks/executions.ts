// What the workers' shards show: deliveries and completions by task, tallies by slot, and latency distributions. Reading
// them is in `read-executions.ts`.
import type { LatencyRecorder } from "../latency-recorder.ts";
import type { QueueTally } from "../queue-tally.ts";
import type { ProcessTrace } from "../process-trace.ts";
import type { SlotTally } from "../slots/slot-tally.ts";
import type { Unfinished } from "./open-work.ts";
import type { WorkTable } from "./work-table.ts";

/** Resolution of the ratio of actual to planned service time; the recorder stores integers. */
export const RATIO_SCALE = 1e4;

/** Facts of a worker process, and the deliveries that it did not finish. */
export interface WorkerTrace extends ProcessTrace {
  /** The clock of its host; 0 for the orchestrator's. */
  readonly clock: number;
  /** When the orchestrator saw the process exit (nanoseconds); null if it did not. */
  exitedAt: number | null;
  /** A signal ended the process, or the loss of its host did. */
  killed: boolean;
  /** A task crashed the process. */
  crashed: boolean;
  /** Number of deliveries that the broker flagged as redelivered. */
  redelivered: number;
  /** Slots that completed tasks in this process. */
  completedIn: ReadonlySet<number>;
  unfinished: readonly Unfinished[];
}

export interface Executions {
  readonly table: WorkTable;
  readonly slots: SlotTally;
  /** Null in a run with one queue. */
  readonly queues: QueueTally | null;
  /** One per shard; `WorkTable.lastShard` is an index into it. */
  readonly traces: readonly WorkerTrace[];
  readonly bufferWait: LatencyRecorder;
  readonly work: LatencyRecorder;
  /** Actual / planned service time × 10,000, without the time during which a fault froze the process. */
  readonly workRatio: LatencyRecorder;
  readonly delivered: number;
  readonly redelivered: number;
  readonly duplicated: number;
  readonly unexpected: number;
  /** In a named queue: messages that this run did not publish. The times of the completions are nanoseconds. */
  readonly foreignDelivered: number;
  readonly foreignCompletedAt: readonly number[];
  /** Nanoseconds; Infinity without one. */
  readonly firstForeignAt: number;
  /** Number of executions whose handler failed. */
  readonly failed: number;
  /** Number of those that rejected their task into the retry queue. */
  readonly delayed: number;
  /** Number of those that crashed their process, by task. */
  readonly crashes: ReadonlyMap<number, number>;
  /** Nanoseconds; −Infinity without a completion. */
  readonly lastCompletedAt: number;
}
