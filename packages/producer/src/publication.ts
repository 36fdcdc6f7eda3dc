// The publishing loop: takes the due tasks, records them in the kernel, then publishes them; one batch per event-loop
// turn. Connections are opened and reopened in duty.ts.
import type { Surroundings } from "@fairhare/child";
import type { Publisher } from "@fairhare/amqp";
import { createWorkload, queueNames, queueOfTask, shareOfProducer, type Workload } from "@fairhare/workload";
import { EventFlag, EventKind, type ProducerPlan, taskOfMessage } from "@fairhare/protocol";
import type { ReadBody } from "./file-encoder.ts";
import { ConfirmWindow } from "./confirm-window.ts";
import { LostPublishes } from "./lost-publishes.ts";
import { type Pacer, createPacer } from "./pacer.ts";
import { type TaskEncoder, createTaskEncoder } from "./task-encoder.ts";

/** Publishes per event-loop turn: enough to share one write, few enough to process confirms in time. */
const BATCH = 128;

export class Publication {
  readonly #plan: ProducerPlan;
  readonly #surroundings: Surroundings;
  readonly #workload: Workload;
  readonly #encoder: TaskEncoder;
  /** By the number of the queue − 1. */
  readonly #routingKeys: readonly string[];
  /** Undefined while there is no connection. */
  #publisher: Publisher | undefined;
  #confirms: ConfirmWindow | undefined;
  /** Tasks of the current batch, and the intended send time of each. */
  readonly #tasks = new Uint32Array(BATCH);
  readonly #intended = new Float64Array(BATCH);
  /** To be republished. */
  readonly #lost = new LostPublishes();
  #published: number;
  /** The broker has blocked the connection: publishes would wait in a buffer and leave it in a burst. */
  #isHeld = false;
  #isStopped = false;
  #isFinished = false;
  #isProcessed = Promise.resolve(false);
  #wake: (() => void) | undefined;

  constructor(plan: ProducerPlan, surroundings: Surroundings & { readonly readBody: ReadBody }) {
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#workload = createWorkload(plan.settings);
    this.#encoder = createTaskEncoder(plan.settings, surroundings.readBody, plan.runTag);
    const { routingKey } = plan.settings;
    this.#routingKeys = routingKey === null ? queueNames(plan.queue, plan.settings) : [routingKey];
    this.#published = plan.alreadyAttempted;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Whether the broker has processed all publishes; false until all are published. */
  get isProcessed(): Promise<boolean> {
    return this.#isProcessed;
  }

  /** Publishes over this channel from now on. */
  attach(publisher: Publisher): void {
    this.#publisher = publisher;
    const { confirmWindow } = this.#plan.settings;
    if (confirmWindow > 0) this.#confirms = this.#watchConfirms(publisher, confirmWindow);
    this.#watchReturns(publisher);
    this.#isHeld = false;
    this.#wake?.();
  }

  /** Pauses while the broker blocks the connection; publishes that become due meanwhile are late, not skipped. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#wake?.();
  }

  /** The channel is lost: its unconfirmed publishes stay unknown unless --on-unknown republishes them. */
  detach(): void {
    if (this.#plan.settings.onUnknown === "republish") this.#lost.add(this.#confirms?.open() ?? []);
    this.#publisher = undefined;
    this.#confirms = undefined;
    this.#wake?.();
  }

  /**
   * Resolves with true when all tasks are published, confirmed and processed by the broker; with false after `stop`.
   */
  async run(): Promise<boolean> {
    const { settings, process: producer } = this.#plan;
    const { clock, shard } = this.#surroundings;
    const now = clock.now();
    const epoch = this.#plan.epoch ?? now;
    shard.append(EventKind.begun, now, producer, 0, epoch);
    const pacer = createPacer(settings, producer, { epoch, taken: this.#published, now });
    const total = shareOfProducer(producer, settings);
    const deadline = settings.timeSeconds === null ? Infinity : epoch + settings.timeSeconds * 1e9;

    // The schedule decides which publishes fall within the duration: a late timer must not drop the last one.
    const isMore = (): boolean => this.#published < total && pacer.next(clock.now()) < deadline;
    const isUnanswered = (): boolean => !this.#lost.isEmpty || (this.#confirms?.outstanding ?? 0) > 0;
    while (!this.#isStopped && (isMore() || isUnanswered())) {
      const publisher = this.#publisher;
      const room = publisher?.isOpen && !this.#isHeld ? Math.min(BATCH, this.#confirms?.room ?? BATCH) : 0;
      const due = this.#lost.isEmpty
        ? this.#prepareBatch(pacer, Math.min(room, total - this.#published), deadline)
        : this.#prepareRepublish(room);
      if (publisher === undefined || due === 0)
        await this.#pause(room === 0 || !isMore() ? Infinity : pacer.waitMs(clock.now()));
      else if (!this.#publishBatch(publisher, due)) await publisher.drained();
      // A full window waits for a confirm; another turn first would only cost time.
      else if (this.#confirms?.room !== 0) await this.#nextTurn();
    }
    shard.flush();
    if (this.#isStopped) return false;
    this.#isFinished = true;
    await this.#settle();
    shard.append(EventKind.finished, clock.now(), producer, 0);
    shard.flush();
    return true;
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  /** Records `processed` unless the channel fails. The channel stays open: docs/decisions/producers-stay.md. */
  async #settle(): Promise<void> {
    const publisher = this.#publisher;
    if (publisher === undefined) return;
    this.#isProcessed = publisher.processed().then(
      () => true,
      () => false,
    );
    const { clock, shard } = this.#surroundings;
    if (await this.#isProcessed) shard.append(EventKind.processed, clock.now(), this.#plan.process, 0);
  }

  /** Records the due tasks, at most `room`, in the kernel; returns their number. */
  #prepareBatch(pacer: Pacer, room: number, deadline: number): number {
    const { settings, process: producer } = this.#plan;
    const now = this.#surroundings.clock.now();
    let count = 0;
    for (; count < room && pacer.isDue(now) && pacer.next(now) < deadline; count++) {
      this.#attempt(count, producer + (this.#published + count) * settings.producers, pacer.take(now));
    }
    this.#surroundings.shard.flush();
    this.#published += count;
    return count;
  }

  #prepareRepublish(room: number): number {
    const tasks = this.#lost.take(room);
    const now = this.#surroundings.clock.now();
    for (const [index, task] of tasks.entries()) this.#attempt(index, task, now);
    this.#surroundings.shard.flush();
    return tasks.length;
  }

  #attempt(index: number, task: number, intended: number): void {
    const { shard, clock } = this.#surroundings;
    const cost = this.#workload.cost(task);
    const flags = this.#workload.isHeavy(cost) ? EventFlag.heavy : 0;
    this.#tasks[index] = task;
    this.#intended[index] = intended;
    shard.append(EventKind.attempted, clock.now(), this.#plan.process, task, intended, flags, Math.round(cost / 1e3));
  }

  /** Returns false when the socket's buffer is full (backpressure). */
  #publishBatch(publisher: Publisher, count: number): boolean {
    const { settings, process: producer } = this.#plan;
    const { clock, shard } = this.#surroundings;
    const encoder = this.#encoder;
    // Registers all of them as unconfirmed, including those that a closing channel will refuse.
    for (let index = 0; index < count; index++) this.#confirms?.published(this.#tasks[index] as number);
    let goOn = true;
    try {
      for (let index = 0; index < count; index++) {
        const task = this.#tasks[index] as number;
        encoder.encode(task, this.#intended[index] as number, this.#workload.cost(task));
        const routingKey = this.#routingKeys[queueOfTask(task, settings) - 1] as string;
        goOn = publisher.publish(routingKey, encoder.body, encoder.options);
      }
    } catch (error) {
      if (publisher.isOpen) throw error;
      return true;
    }
    if (this.#confirms === undefined) {
      shard.append(EventKind.handed, clock.now(), producer, 0);
      shard.flush();
    }
    return goOn;
  }

  #watchConfirms(publisher: Publisher, size: number): ConfirmWindow {
    const { shard, clock } = this.#surroundings;
    const producer = this.#plan.process;
    const confirms = new ConfirmWindow(size);
    let isScheduled = false;
    // Once a turn. The publishes that the confirms make room for are recorded next, by the same write.
    const goOn = (): void => {
      isScheduled = false;
      if (this.#wake === undefined) shard.flush();
      else this.#wake();
    };
    publisher.onAnswer((accepted, tag, multiple) => {
      const at = clock.now();
      const kind = accepted ? EventKind.confirmed : EventKind.nacked;
      confirms.answered(tag, multiple, (task) => shard.append(kind, at, producer, task));
      if (isScheduled) return;
      isScheduled = true;
      clock.soon(goOn);
    });
    return confirms;
  }

  #watchReturns(publisher: Publisher): void {
    const { shard, clock } = this.#surroundings;
    publisher.onReturn((body, headers, replyCode) => {
      shard.append(EventKind.returned, clock.now(), this.#plan.process, taskOfMessage(body, headers), 0, 0, replyCode);
      shard.flush();
    });
  }

  #nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#surroundings.clock.soon(resolve));
  }

  /** Resolves after a confirm, a change of the channel, `stop`, or this time. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const { clock } = this.#surroundings;
      const cancel = milliseconds === Infinity ? undefined : clock.after(milliseconds, () => this.#wake?.());
      this.#wake = () => {
        cancel?.();
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
