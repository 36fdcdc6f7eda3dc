// The publishing loop: which tasks are due, recorded in the kernel first, then published; a batch a turn.
import { GroupCommit, type Surroundings } from "@fairhare/agent";
import type { Publisher } from "@fairhare/amqp";
import { createWorkload, type Workload } from "@fairhare/experiment";
import { EventFlag, EventKind, type ProducerPlan, TASK_HEADER } from "@fairhare/protocol";
import { ConfirmWindow } from "./confirm-window.ts";
import { type Pacer, createPacer } from "./pacer.ts";
import { type TaskEncoder, createTaskEncoder } from "./task-encoder.ts";

/** Publishes between two looks at the event loop: enough to share one write, few enough to see confirms in time. */
const BATCH = 128;

export class Publication {
  readonly #plan: ProducerPlan;
  readonly #surroundings: Surroundings;
  readonly #publisher: Publisher;
  readonly #workload: Workload;
  readonly #encoder: TaskEncoder;
  readonly #confirms: ConfirmWindow | undefined;
  /** Tasks of the batch under way, and when each was meant to leave. */
  readonly #tasks = new Uint32Array(BATCH);
  readonly #intended = new Float64Array(BATCH);
  #published = 0;
  #isStopped = false;
  #wake: (() => void) | undefined;

  constructor(plan: ProducerPlan, surroundings: Surroundings, publisher: Publisher) {
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#publisher = publisher;
    this.#workload = createWorkload(plan.settings);
    this.#encoder = createTaskEncoder(plan.settings);
    if (plan.settings.confirmWindow > 0) this.#confirms = this.#watchConfirms(plan.settings.confirmWindow);
    this.#watchReturns();
  }

  /** Resolves when all is published, processed by the broker and answered, or after `stop`. */
  async run(): Promise<void> {
    const { settings, process: producer } = this.#plan;
    const { clock, shard } = this.#surroundings;
    const began = clock.now();
    const pacer = createPacer(settings, producer, began);
    const total = shareOf(settings.tasks, producer, settings.producers);
    const deadline = settings.timeSeconds === null ? Infinity : began + settings.timeSeconds * 1e9;

    // The schedule decides what belongs to the time, not the clock: a late timer must not cut the last publish.
    while (!this.#isStopped && this.#published < total && pacer.next(clock.now()) < deadline) {
      const room = Math.min(BATCH, total - this.#published, this.#confirms?.room ?? BATCH);
      const due = this.#prepareBatch(pacer, room, deadline);
      if (due > 0 && !this.#publishBatch(due)) await this.#publisher.drained();
      else if (due > 0) await nextTurn();
      else await this.#pause(room === 0 ? Infinity : pacer.waitMs(clock.now()));
    }
    while (!this.#isStopped && this.#confirms !== undefined && this.#confirms.outstanding > 0)
      await this.#pause(Infinity);
    if (this.#isStopped) return;
    // Close-ok: the broker has processed every publish, confirms or not.
    await this.#publisher.close();
    shard.append(EventKind.finished, clock.now(), producer, 0);
    shard.flush();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  /** Records the tasks that are due, at most `room`, and returns how many; they are in the kernel then. */
  #prepareBatch(pacer: Pacer, room: number, deadline: number): number {
    const { settings, process: producer } = this.#plan;
    const { clock, shard } = this.#surroundings;
    const now = clock.now();
    let count = 0;
    for (; count < room && pacer.isDue(now) && pacer.next(now) < deadline; count++) {
      const intended = pacer.take(now);
      const task = producer + (this.#published + count) * settings.producers;
      const cost = this.#workload.cost(task);
      const flags = this.#workload.isHeavy(cost) ? EventFlag.heavy : 0;
      this.#tasks[count] = task;
      this.#intended[count] = intended;
      shard.append(EventKind.attempted, clock.now(), producer, task, intended, flags, Math.round(cost / 1e3));
    }
    shard.flush();
    return count;
  }

  /** False when the socket wants us to wait. */
  #publishBatch(count: number): boolean {
    const { queue, process: producer } = this.#plan;
    const { clock, shard } = this.#surroundings;
    let goOn = true;
    for (let index = 0; index < count; index++) {
      const task = this.#tasks[index] as number;
      const encoder = this.#encoder;
      encoder.encode(task, this.#intended[index] as number, this.#workload.cost(task));
      this.#confirms?.published(task);
      goOn = this.#publisher.publish(queue, encoder.body, encoder.options);
    }
    this.#published += count;
    if (this.#confirms === undefined) {
      shard.append(EventKind.handed, clock.now(), producer, 0);
      shard.flush();
    }
    return goOn;
  }

  #watchConfirms(size: number): ConfirmWindow {
    const { shard, clock } = this.#surroundings;
    const producer = this.#plan.process;
    const confirms = new ConfirmWindow(size);
    const commit = new GroupCommit(shard, () => this.#wake?.(), { gather: true });
    this.#publisher.onAnswer((accepted, tag, multiple) => {
      const at = clock.now();
      const kind = accepted ? EventKind.confirmed : EventKind.nacked;
      confirms.answered(tag, multiple, (task) => shard.append(kind, at, producer, task));
      commit.commit();
    });
    return confirms;
  }

  #watchReturns(): void {
    const { shard, clock } = this.#surroundings;
    this.#publisher.onReturn((body, headers, replyCode) => {
      shard.append(
        EventKind.returned,
        clock.now(),
        this.#plan.process,
        this.#encoder.taskOf(body, headers?.[TASK_HEADER]),
        0,
        0,
        replyCode,
      );
      shard.flush();
    });
  }

  /** Until something is answered, `stop`, or at most so many milliseconds. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === Infinity ? undefined : setTimeout(() => this.#wake?.(), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

/** Task numbers are dealt to the producers in turn: producer p of n publishes p, p + n, p + 2n … */
function shareOf(tasks: number | null, producer: number, producers: number): number {
  return tasks === null ? Infinity : Math.max(0, Math.ceil((tasks - producer + 1) / producers));
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
