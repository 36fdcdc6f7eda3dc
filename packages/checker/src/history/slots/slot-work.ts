// The work of the slots as time: busy time and lanes, without the time in which a fault froze their process. Of a program
// only deliveries and acks are seen, so its busy time is limited to its life.
import type { TrialSettings } from "@fairhare/workload";
import { Attempt, type AttemptTable } from "../tasks/attempt-table.ts";
import { type AddBusy, BusyTime } from "./busy-time.ts";
import type { FrozenSpans } from "../faults/frozen-spans.ts";
import type { OpenWork } from "../tasks/open-work.ts";
import type { QueueTally } from "../queue-tally.ts";
import type { SlotTally } from "./slot-tally.ts";
import { overlapOf } from "../span.ts";

export type SlotWorkSettings = Pick<TrialSettings, "work" | "workerCommand" | "workerConcurrency">;

interface SlotWorkPorts {
  readonly slots: SlotTally;
  /** Null for a run with one queue. */
  readonly queues: QueueTally | null;
  readonly frozen: FrozenSpans;
  readonly attempts: AttemptTable;
}

/** Times are nanoseconds. */
export class SlotWork {
  readonly #slots: SlotTally;
  readonly #queues: QueueTally | null;
  readonly #frozen: FrozenSpans;
  readonly #attempts: AttemptTable;
  readonly #works: boolean;
  /** The workers are programs. */
  readonly #isSeenFromOutside: boolean;
  readonly #concurrency: number;
  /** Of the process that is being read; undefined for Fairhare's own workers. */
  #busyTime: BusyTime | undefined;

  constructor({ slots, queues, frozen, attempts }: SlotWorkPorts, settings: SlotWorkSettings) {
    this.#slots = slots;
    this.#queues = queues;
    this.#frozen = frozen;
    this.#attempts = attempts;
    this.#works = settings.work !== "none";
    this.#isSeenFromOutside = settings.workerCommand !== null;
    this.#concurrency = settings.workerConcurrency;
  }

  /** The records that follow are those of another process. */
  openProcess(): void {
    this.#busyTime = this.#isSeenFromOutside ? new BusyTime(this.#concurrency, this.#addBusy) : undefined;
  }

  begin(slot: number, task: number, at: number): void {
    if (!this.#works) return;
    this.#slots.lane(slot)?.begin(at);
    this.#busyTime?.begin(slot, task, at);
  }

  end(slot: number, task: number, from: number, to: number): void {
    if (!this.#works) return;
    if (this.#busyTime === undefined) this.#addBusy(slot, task, from, to, 1);
    else this.#busyTime.end(slot, task, from, to);
    const attempts = this.#attempts;
    this.#slots.lane(slot)?.end(from, to, task > 0 && task <= attempts.last && attempts.is(task, Attempt.heavy));
  }

  /** The slot's connection is lost. A program may go on with its deliveries, but nothing shows it. */
  loseConnection(slot: number, at: number, open: OpenWork): void {
    if (!this.#isSeenFromOutside) return;
    for (const { slot: of, task, begunAt } of open.held())
      if (of === slot && begunAt !== null) this.end(slot, task, begunAt, at);
  }

  /** The process has ended with these deliveries in work. */
  endProcess(at: number, open: OpenWork): void {
    for (const { slot, task, begunAt } of this.#isSeenFromOutside ? open.held() : open.unfinished())
      if (begunAt !== null) this.end(slot, task, begunAt, at);
  }

  /** Time in [from, to] during which the slot's process was not frozen. */
  awake(slot: number, from: number, to: number): number {
    return to - from - overlapOf(this.#frozen.ofSlot(slot), from, to);
  }

  readonly #addBusy: AddBusy = (slot, task, from, to, tasks) => {
    const busy = tasks * Math.max(0, this.awake(slot, from, to));
    this.#slots.add(this.#slots.busy, slot, busy);
    this.#queues?.work(Math.max(0, task), slot, { busy });
  };
}
