// The events of each queue of a run with several queues, from the workers' shards: counters by the number of the queue,
// and the work of each worker with tasks of that queue.
import { type QueueCount, queueOfTask, queuesOfSlot, type TrialSettings } from "@fairhare/workload";
import type { ShardReader } from "@fairhare/protocol";

type Settings = QueueCount & Pick<TrialSettings, "workers">;

/** Busy time in nanoseconds. */
export interface QueueWork {
  tasks: number;
  busy: number;
}

export class QueueTally {
  readonly delivered: Float64Array;
  readonly redelivered: Float64Array;
  readonly duplicated: Float64Array;
  readonly failed: Float64Array;
  /** By queue: the work of each slot that has any. */
  readonly #work: Map<number, QueueWork>[];
  readonly #settings: Settings;

  /** Column 0 counts messages of others whose queue is not known. */
  constructor(settings: Settings) {
    const column = (): Float64Array => new Float64Array(settings.queues + 1);
    this.#settings = settings;
    this.delivered = column();
    this.redelivered = column();
    this.duplicated = column();
    this.failed = column();
    this.#work = Array.from({ length: settings.queues + 1 }, () => new Map<number, QueueWork>());
  }

  add(column: Float64Array, queue: number): void {
    column[queue] = (column[queue] ?? 0) + 1;
  }

  /** A program of the user leaves no queue in its records; the number of the task or of the worker shows it. */
  queueOfDelivery({ detail, task, slot }: ShardReader): number {
    return detail > 0 && detail <= this.#settings.queues ? detail : this.queueOf(task, slot);
  }

  /** Task 0 is a message of others: its queue is known if the worker has only one. */
  queueOf(task: number, slot: number): number {
    if (task > 0) return queueOfTask(task, this.#settings);
    const queues = queuesOfSlot(slot, this.#settings);
    return queues.length === 1 ? (queues[0] ?? 0) : 0;
  }

  /** Adds a completion, or busy time in nanoseconds. */
  work(task: number, slot: number, { tasks = 0, busy = 0 }: Partial<QueueWork>): void {
    const queue = this.#work[this.queueOf(task, slot)];
    const known = queue?.get(slot);
    if (known === undefined) queue?.set(slot, { tasks, busy });
    else {
      known.tasks += tasks;
      known.busy += busy;
    }
  }

  /** The work of this slot with tasks of this queue. */
  workOf(queue: number, slot: number): QueueWork {
    return this.#work[queue]?.get(slot) ?? { tasks: 0, busy: 0 };
  }
}
