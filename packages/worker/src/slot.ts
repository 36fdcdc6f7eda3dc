// One worker: receives, executes, records, acknowledges after the record is in the kernel, and reconnects after its
// session with the broker ends.
import { GroupCommit, type Surroundings, untilSuccessful } from "@fairhare/child";
import type { Connect, Headers } from "@fairhare/amqp";
import { deferred, messageOf, nanoseconds } from "@fairhare/core";
import { queuesOfSlot, speedOfSlot, startDelayMs, type WorkKind } from "@fairhare/workload";
import { EventFlag, EventKind, FailureOutcome, type WorkerPlan } from "@fairhare/protocol";
import { Executor } from "./executor.ts";
import { BrokerSession } from "./broker-session.ts";
import { SlotFailures } from "./slot-failures.ts";
import { TaskDecoder } from "./task-decoder.ts";
import type { Work } from "./work.ts";

/** What a worker needs from outside its process. */
export interface WorkerPorts {
  readonly connect: Connect;
  readonly startWork: (kind: WorkKind) => Work;
  /** Ends the process at once, as a segmentation fault does: nothing more is sent or written. */
  readonly crash: () => void;
}

export type SlotPorts = Surroundings & WorkerPorts;

export class Slot {
  readonly #number: number;
  readonly #plan: WorkerPlan;
  readonly #ports: SlotPorts;
  readonly #decoder: TaskDecoder;
  readonly #executor: Executor;
  readonly #commit: GroupCommit;
  readonly #isWorkless: boolean;
  readonly #speed: number;
  /** Bodies of the unfinished tasks by delivery tag; null unless the worker holds them. */
  readonly #bodies: Map<number, Buffer> | null;
  /** Acknowledges at the beginning of the work, not at its end. */
  readonly #isEarly: boolean;
  readonly #failures: SlotFailures;
  readonly #closing = new AbortController();
  readonly #consuming = deferred();
  #session: BrokerSession;
  #isBegun = false;
  #cancelStart: () => void = () => undefined;
  /** The subscription after a start delay. */
  #lateStart: Promise<void> = Promise.resolve();
  /** The slot itself is closing the session. */
  #isClosingSession = false;

  constructor(number: number, plan: WorkerPlan, ports: SlotPorts, session: BrokerSession) {
    const { settings } = plan;
    const { shard, clock } = ports;
    this.#number = number;
    this.#plan = plan;
    this.#ports = ports;
    this.#session = session;
    this.#isWorkless = settings.work === "none";
    this.#speed = speedOfSlot(settings, number);
    this.#bodies = settings.holdBody ? new Map() : null;
    this.#isEarly = settings.ack === "early";
    this.#decoder = new TaskDecoder(settings, plan.runTag);
    this.#failures = new SlotFailures(number, plan.incarnation, settings);
    // The prefetch is per consumer.
    const mayHoldSeveral = settings.prefetch !== 1 || queuesOfSlot(number, settings).length > 1;
    this.#commit = new GroupCommit(shard, () => this.#acknowledge(), { clock, gather: mayHoldSeveral });
    this.#executor = new Executor(settings, ports.startWork(settings.work), {
      started: (task, tag) => {
        shard.append(EventKind.started, clock.now(), number, task, 0, 0, 0, tag);
        if (this.#isEarly) this.#session.acknowledger.acknowledge(tag);
        this.#commit.commit();
      },
      finished: (task, tag, startedAt, isAbandoned) => this.#finish(task, tag, startedAt, isAbandoned),
      now: () => clock.now(),
    });
    void this.#keepConnected();
  }

  /**
   * Resolves when the broker has registered its consumers, in this session or a later one. With a start delay it resolves at
   * once, and the slot subscribes later; a process that is restarted or joins does not wait.
   */
  async consume(): Promise<void> {
    const delayMs = this.#plan.isLate ? 0 : startDelayMs(this.#plan.settings, this.#number);
    if (delayMs > 0) return this.#consumeAfter(delayMs);
    this.#isBegun = true;
    await this.#subscribe();
    await this.#consuming.promise;
  }

  /** No delivery arrives after this resolves, in this session or a later one. */
  async cancelConsumers(): Promise<void> {
    this.#isBegun = false;
    this.#cancelStart();
    // A consumer that is being registered can be cancelled only afterwards.
    await this.#lateStart;
    if (this.#session.isOpen) await this.#session.cancel();
  }

  /** Finishes the task in work; RabbitMQ requeues the buffered ones. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("closing"));
    const { shard, clock } = this.#ports;
    await this.cancelConsumers();
    await this.#executor.close();
    this.#commit.commitNow();
    if (!this.#session.isOpen) return;
    this.#session.acknowledger.sendRest();
    this.#isClosingSession = true;
    const isClosed = await this.#session.close().then(
      () => true,
      () => false,
    );
    // A failed close counts as a connection loss; RabbitMQ requeues unacknowledged messages in both cases.
    const event = isClosed ? EventKind.closed : EventKind.disconnected;
    shard.append(event, clock.now(), this.#number, 0);
  }

  #consumeAfter(delayMs: number): void {
    const { clock, fail } = this.#ports;
    this.#cancelStart = clock.after(delayMs, () => {
      this.#isBegun = true;
      this.#lateStart = this.#subscribe().catch((error: unknown) =>
        fail(`Worker ${this.#number} could not begin to consume: ${messageOf(error)}.`),
      );
    });
  }

  /** Replaces each ended session until the slot is closed. */
  async #keepConnected(): Promise<void> {
    const { shard, clock, fail, connect } = this.#ports;
    const { signal } = this.#closing;
    try {
      for (;;) {
        const { event, replyCode } = await this.#session.ended;
        if (this.#isClosingSession) return;
        this.#executor.abandon();
        this.#bodies?.clear();
        shard.append(event, clock.now(), this.#number, 0, 0, 0, replyCode);
        shard.flush();
        if (signal.aborted) return;
        await this.#session.close().catch(() => undefined);
        const open = (): Promise<BrokerSession> =>
          BrokerSession.open(this.#number, this.#plan, connect, { redeclare: true });
        this.#session = await untilSuccessful(open, this.#ports, signal);
        shard.append(EventKind.connected, clock.now(), this.#number, 0, 0, 0, this.#session.uriIndex);
        shard.flush();
        if (this.#isBegun) await this.#subscribe();
      }
    } catch (error) {
      if (!signal.aborted) fail(`Worker ${this.#number} could not reconnect to the broker: ${String(error)}.`);
    }
  }

  async #subscribe(): Promise<void> {
    const { shard, clock } = this.#ports;
    const session = this.#session;
    if (!session.isOpen) return;
    try {
      await session.consume((body, tag, redelivered, headers, queue) => {
        // RabbitMQ has requeued deliveries that an old session still had in its socket.
        if (session === this.#session) this.#receive(body, tag, redelivered, headers, queue);
      });
    } catch (error) {
      // The next session subscribes instead of one that has ended.
      if (session.isOpen) throw error;
      return;
    }
    shard.append(EventKind.consuming, clock.now(), this.#number, 0);
    shard.flush();
    this.#consuming.resolve();
  }

  #receive(body: Buffer, tag: number, redelivered: boolean, headers: Headers, queue: number): void {
    const at = this.#ports.clock.now();
    const task = this.#decoder;
    task.decode(body, headers);
    const flags = redelivered ? EventFlag.redelivered : 0;
    this.#ports.shard.append(EventKind.delivered, at, this.#number, task.number, task.intendedAt, flags, queue, tag);
    if (this.#isWorkless) this.#finish(task.number, tag, at, false);
    else {
      // The memory of a delivery is reused.
      this.#bodies?.set(tag, Buffer.from(body));
      this.#executor.submit(task.number, tag, nanoseconds(task.cost / this.#speed));
      this.#commit.commit();
    }
  }

  /**
   * Records the outcome of finished work: simulated failures occur at the end of the work. Returns false when the process
   * has crashed.
   */
  #finish(task: number, tag: number, startedAt: number, isAbandoned: boolean): boolean {
    const { shard, clock } = this.#ports;
    const { acknowledger } = this.#session;
    const isOwed = !isAbandoned && !this.#isEarly;
    // An abandoned task has a tag of an old session, whose bodies are gone.
    if (!isAbandoned) this.#bodies?.delete(tag);
    if (this.#failures.fails(task)) {
      shard.append(EventKind.failed, clock.now(), this.#number, task, startedAt, 0, this.#failures.outcome, tag);
      if (this.#failures.outcome === FailureOutcome.crashed) return this.#crash();
      if (isOwed) acknowledger.refuse(tag);
    } else {
      shard.append(EventKind.completed, clock.now(), this.#number, task, startedAt, 0, 0, tag);
      if (isOwed) acknowledger.acknowledge(tag);
    }
    this.#commit.commit();
    return true;
  }

  /** The record of the failure is in the kernel before the process ends. */
  #crash(): false {
    this.#ports.shard.flush();
    this.#ports.crash();
    return false;
  }

  /** Called when the records are in the kernel. */
  #acknowledge(): void {
    if (this.#session.isOpen) this.#session.acknowledger.send();
  }
}
