// One consumer's life: receives, hands to the executor, records, acknowledges after the record is safe, and
// comes back when its link to the broker breaks.
import { GroupCommit, type Surroundings, untilSuccessful } from "@fairhare/agent";
import type { Connect, Headers } from "@fairhare/amqp";
import { deferred } from "@fairhare/core";
import type { WorkKind } from "@fairhare/workload";
import { EventFlag, EventKind, type WorkerPlan } from "@fairhare/protocol";
import { Executor } from "./executor.ts";
import { BrokerSession } from "./broker-session.ts";
import { SlotFailures } from "./slot-failures.ts";
import { TaskDecoder } from "./task-decoder.ts";
import type { Work } from "./work.ts";

/** What a worker has of the world beyond its process. */
export interface WorkerPorts {
  readonly connect: Connect;
  readonly startWork: (kind: WorkKind) => Work;
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
  readonly #failures: SlotFailures;
  readonly #closing = new AbortController();
  readonly #consuming = deferred();
  #session: BrokerSession;
  #isBegun = false;
  /** The link is being closed by ourselves. */
  #isLeaving = false;

  constructor(number: number, plan: WorkerPlan, ports: SlotPorts, session: BrokerSession) {
    const { settings } = plan;
    const { shard, clock } = ports;
    this.#number = number;
    this.#plan = plan;
    this.#ports = ports;
    this.#session = session;
    this.#isWorkless = settings.work === "none";
    this.#decoder = new TaskDecoder(settings);
    this.#failures = new SlotFailures(number, plan.incarnation, settings);
    this.#commit = new GroupCommit(shard, () => this.#acknowledge(), { clock, gather: settings.prefetch !== 1 });
    this.#executor = new Executor(settings, ports.startWork(settings.work), {
      started: (task, tag) => {
        shard.append(EventKind.started, clock.now(), number, task, 0, 0, 0, tag);
        this.#commit.commit();
      },
      finished: (task, tag, startedAt, isAbandoned) => this.#finish(task, tag, startedAt, isAbandoned),
      now: () => clock.now(),
    });
    void this.#live();
  }

  /** Resolves when the broker has registered the consumer, on this link or on a later one. */
  async consume(): Promise<void> {
    this.#isBegun = true;
    await this.#subscribe();
    await this.#consuming.promise;
  }

  /** No delivery comes after it resolves, on this link or on a later one. */
  async cancelConsumers(): Promise<void> {
    this.#isBegun = false;
    if (this.#session.isOpen) await this.#session.cancel();
  }

  /** Finishes the task in hand; what is only buffered goes back to the queue. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("closing"));
    const { shard, clock } = this.#ports;
    await this.cancelConsumers();
    await this.#executor.close();
    this.#commit.commitNow();
    if (!this.#session.isOpen) return;
    this.#session.acknowledger.sendRest();
    this.#isLeaving = true;
    const isClosed = await this.#session.close().then(
      () => true,
      () => false,
    );
    // A connection that breaks just now is lost like any other: what was not acknowledged goes back either way.
    const event = isClosed ? EventKind.closed : EventKind.disconnected;
    shard.append(event, clock.now(), this.#number, 0);
  }

  /** From link to link until the slot is closed. */
  async #live(): Promise<void> {
    const { shard, clock, fail, connect } = this.#ports;
    const { signal } = this.#closing;
    try {
      for (;;) {
        const { event, replyCode } = await this.#session.ended;
        if (this.#isLeaving) return;
        this.#executor.abandon();
        shard.append(event, clock.now(), this.#number, 0, 0, 0, replyCode);
        shard.flush();
        if (signal.aborted) return;
        await this.#session.close().catch(() => undefined);
        const open = (): Promise<BrokerSession> =>
          BrokerSession.open(this.#number, this.#plan, connect, { redeclare: true });
        this.#session = await untilSuccessful(open, this.#ports, signal);
        shard.append(EventKind.connected, clock.now(), this.#number, 0);
        shard.flush();
        if (this.#isBegun) await this.#subscribe();
      }
    } catch (error) {
      if (!signal.aborted) fail(`Worker ${this.#number} could not come back: ${String(error)}.`);
    }
  }

  async #subscribe(): Promise<void> {
    const { shard, clock } = this.#ports;
    const session = this.#session;
    if (!session.isOpen) return;
    try {
      await session.consume((body, tag, redelivered, headers) => {
        // What an old link still had in its socket has been given to others by now.
        if (session === this.#session) this.#receive(body, tag, redelivered, headers);
      });
    } catch (error) {
      // A link that broke meanwhile is replaced, and the next one subscribes.
      if (session.isOpen) throw error;
      return;
    }
    shard.append(EventKind.consuming, clock.now(), this.#number, 0);
    shard.flush();
    this.#consuming.resolve();
  }

  #receive(body: Buffer, tag: number, redelivered: boolean, headers: Headers): void {
    const at = this.#ports.clock.now();
    const task = this.#decoder;
    task.decode(body, headers);
    const flags = redelivered ? EventFlag.redelivered : 0;
    this.#ports.shard.append(EventKind.delivered, at, this.#number, task.number, task.intendedAt, flags, 0, tag);
    if (this.#isWorkless) this.#finish(task.number, tag, at, false);
    else {
      this.#executor.submit(task.number, tag, task.cost);
      this.#commit.commit();
    }
  }

  /** The work is done; only now it turns out whether the handler fails. */
  #finish(task: number, tag: number, startedAt: number, isAbandoned: boolean): void {
    const { shard, clock } = this.#ports;
    const { acknowledger } = this.#session;
    if (this.#failures.fails(task)) {
      shard.append(EventKind.failed, clock.now(), this.#number, task, startedAt, 0, this.#failures.outcome, tag);
      if (!isAbandoned) acknowledger.refuse(tag);
    } else {
      shard.append(EventKind.completed, clock.now(), this.#number, task, startedAt, 0, 0, tag);
      if (!isAbandoned) acknowledger.owe(tag);
    }
    this.#commit.commit();
  }

  /** Only after the records are safe, and only on the link that delivered. */
  #acknowledge(): void {
    if (this.#session.isOpen) this.#session.acknowledger.send();
  }
}
