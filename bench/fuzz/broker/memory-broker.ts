// RabbitMQ in memory, in several versions: queues, sessions, alarms, and a server that can be stopped, killed,
// power-cut and started again. Queues and sessions are in files of their own.
import type { Headers, QueueSpec } from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import type { VirtualTime } from "../virtual/time.ts";
import type { BrokerRules } from "../plan/broker-rules.ts";
import type { DeathReason, Message, Outage } from "./message.ts";
import { BrokerQueue, type QueuePorts } from "./queue.ts";
import type { Session, SessionBroker } from "./session.ts";
import type { Truth } from "./truth.ts";

export const isDeadLetterQueue = (name: string): boolean => name.endsWith(".dead");

export class MemoryBroker implements SessionBroker {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly truth: Truth;
  isUp = true;
  hasAlarm = false;
  ackTimeoutMs = 0;
  readonly #queues = new Map<string, BrokerQueue>();
  readonly #sessions = new Set<Session>();
  readonly #alarms = new Set<symbol>();
  /** Dead letters on their way to a queue. */
  readonly #moving = new Set<{ readonly task: number; readonly to: string }>();

  constructor(world: { time: VirtualTime; random: Random; rules: BrokerRules; truth: Truth }) {
    this.time = world.time;
    this.random = world.random;
    this.rules = world.rules;
    this.truth = world.truth;
  }

  queue(name: string): BrokerQueue | undefined {
    return this.#queues.get(name);
  }

  declare(spec: QueueSpec): void {
    if (this.#queues.has(spec.name)) return;
    const { time, random, rules, truth } = this;
    const onDeadLetter = (message: Message, to: string, reason: DeathReason): void =>
      this.#deadLetter(message, to, reason);
    const onFate: QueuePorts["onFate"] = ({ task }, fate) => truth.fate(task, fate);
    const onRequeue: QueuePorts["onRequeue"] = ({ task }, reason) => {
      if (!isDeadLetterQueue(spec.name)) truth.requeued(task, reason);
    };
    this.#queues.set(spec.name, new BrokerQueue(spec, { time, random, rules, onFate, onRequeue, onDeadLetter }));
  }

  delete(name: string): void {
    const left = this.#queues.get(name)?.drop() ?? [];
    this.#queues.delete(name);
    if (isDeadLetterQueue(name)) return;
    // The retry queue is deleted first, and its messages may be on their way to this queue.
    const arriving = [...this.#moving].filter(({ to }) => to === name).map(({ task }) => task);
    this.truth.left = [...(this.truth.left ?? []), ...left, ...arriving];
  }

  addSession(session: Session): void {
    this.#sessions.add(session);
  }

  removeSession(session: Session): void {
    this.#sessions.delete(session);
  }

  goDown(how: Outage): void {
    this.isUp = false;
    this.#alarms.clear();
    this.hasAlarm = false;
    for (const session of this.#sessions) {
      session.vanish();
      if (how === "stopped") for (const channel of session.channels) channel.vanish();
      if (how === "stopped") session.wire.hangUp();
      else session.wire.break();
    }
    this.#sessions.clear();
    for (const [name, queue] of this.#queues) if (!queue.recover(how)) this.#queues.delete(name);
  }

  comeUp(): void {
    this.isUp = true;
    for (const queue of this.#queues.values()) queue.dispatch();
  }

  raise(): symbol {
    const alarm = Symbol("alarm");
    this.#alarms.add(alarm);
    this.hasAlarm = true;
    for (const session of this.#sessions) session.block();
    return alarm;
  }

  lower(alarm: symbol): void {
    if (!this.#alarms.delete(alarm) || this.#alarms.size > 0) return;
    this.hasAlarm = false;
    for (const session of this.#sessions) session.unblock();
  }

  closeConnections(names: readonly string[]): number {
    const closed = [...this.#sessions].filter(({ name }) => names.includes(name));
    for (const session of closed) {
      session.end("connection-lost");
      session.wire.hangUp();
    }
    return closed.length;
  }

  /** Plants a bug: after `afterMs`, one message of the run's queue is removed or duplicated. */
  plantBug(how: "forget" | "repeat", afterMs: number): void {
    this.time.after(afterMs, () => {
      const queue = [...this.#queues].find(([name]) => !isDeadLetterQueue(name))?.[1];
      const task = queue?.misplaceOne(how) ?? null;
      if (task !== null && how === "repeat") this.truth.repeated.add(task);
    });
  }

  /** Enforces the acknowledgement timeout; returns a function that ends it. */
  watchAcks(timeoutMs: number): () => void {
    this.ackTimeoutMs = timeoutMs;
    const tick = Math.max(50, timeoutMs / 4);
    const look = (): void => {
      if (this.ackTimeoutMs === 0) return;
      for (const { channels } of this.#sessions) for (const channel of channels) channel.timeOut(timeoutMs);
      this.time.after(tick, look);
    };
    this.time.after(tick, look);
    return () => {
      this.ackTimeoutMs = 0;
    };
  }

  #deadLetter({ task, body, headers, isPersistent, priority }: Message, to: string, reason: DeathReason): void {
    const queue = this.#queues.get(to);
    // A queue that is not durable is missing after a restart, until a client declares it again.
    if (queue === undefined) return this.truth.fate(task, reason === "rejected" ? "rejected" : "queue-not-durable");
    const death: Headers = { ...headers, "x-first-death-reason": headers?.["x-first-death-reason"] ?? reason };
    // The broker itself publishes the dead letter, a moment later.
    const move = { task, to };
    this.#moving.add(move);
    this.time.after(0.5 + 3 * this.random.float(), () => {
      this.#moving.delete(move);
      if (this.isUp) queue.enqueue({ task, body, headers: death, isPersistent, priority }, () => undefined);
      else this.truth.fate(task, "rejected");
    });
  }
}
