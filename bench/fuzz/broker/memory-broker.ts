// RabbitMQ in memory, in the versions that people run: queues, sessions, alarms, and a server that can be stopped,
// killed, cut off from its power and started again.
import type { Headers, QueueSpec, ServerFacts } from "@fairhare/amqp";
import type { Broker, ManagedServer, QueueSample } from "@fairhare/broker";
import { type Random, sleep } from "@fairhare/core";
import type { VirtualTime } from "../virtual/time.ts";
import { BrokerQueue, type DeathReason, type Message } from "./queue.ts";
import type { BrokerRules } from "../plan/broker-rules.ts";
import type { Session } from "./session.ts";
import type { Truth } from "./truth.ts";

export const VIRTUAL_URI = "amqp://virtual";
const CONNECTION_FORCED = 320;

export const isDeadLetterQueue = (name: string): boolean => name.endsWith(".dead");

export class MemoryBroker {
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
    const onFate: ConstructorParameters<typeof BrokerQueue>[1]["onFate"] = ({ task }, fate) => {
      if (!isDeadLetterQueue(spec.name)) truth.fate(task, fate);
    };
    const onReturn: ConstructorParameters<typeof BrokerQueue>[1]["onReturn"] = ({ task }, reason) => {
      if (!isDeadLetterQueue(spec.name)) truth.wentBack(task, reason);
    };
    this.#queues.set(spec.name, new BrokerQueue(spec, { time, random, rules, onFate, onReturn, onDeadLetter }));
  }

  delete(name: string): void {
    const left = this.#queues.get(name)?.drop() ?? [];
    this.#queues.delete(name);
    if (!isDeadLetterQueue(name)) this.truth.left = left;
  }

  enter(session: Session): void {
    this.#sessions.add(session);
  }

  forget(session: Session): void {
    this.#sessions.delete(session);
  }

  go(how: "stopped" | "killed" | "power-cut"): void {
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

  come(): void {
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
      session.gone("connection-lost");
      session.wire.hangUp();
    }
    return closed.length;
  }

  /** A bug, planted: so late, the next message of the run's queue is gone, or there twice. */
  misbehave(how: "forget" | "repeat", afterMs: number): void {
    this.time.after(afterMs, () => {
      const queue = [...this.#queues].find(([name]) => !isDeadLetterQueue(name))?.[1];
      const task = queue?.misplaceOne(how) ?? null;
      if (task !== null && how === "repeat") this.truth.repeated.add(task);
    });
  }

  /** Until nobody asks for it any more. */
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

  #deadLetter({ task, body, headers, isPersistent }: Message, to: string, reason: DeathReason): void {
    const queue = this.#queues.get(to);
    if (queue === undefined) return;
    const death: Headers = { ...headers, "x-first-death-reason": headers?.["x-first-death-reason"] ?? reason };
    // The broker publishes it by itself, a moment later.
    this.time.after(0.5 + 3 * this.random.float(), () => {
      if (this.isUp) queue.enqueue(task, body, death, isPersistent, () => undefined);
      else this.truth.fate(task, "rejected");
    });
  }
}

const FORCED = `CONNECTION_FORCED - broker forced connection closure (${CONNECTION_FORCED})`;
export const SHUTDOWN = { replyCode: CONNECTION_FORCED, reason: FORCED } as const;

const notSimulated = (what: string) => (): never => {
  throw new Error(`the simulated broker has no ${what}`);
};

/** The broker as the orchestrator knows one of its own. */
export function managedBroker(broker: MemoryBroker): Broker {
  const facts: ServerFacts = {
    product: "RabbitMQ",
    version: broker.rules.version,
    erlang: "27",
    queueTypes: ["classic", "quorum"],
    heartbeatSeconds: 60,
  };
  const { time, random } = broker;
  const server: ManagedServer = {
    dataDir: "",
    logFile: "",
    get running() {
      return broker.isUp;
    },
    pids: notSimulated("processes"),
    start: async (signal) => {
      await sleep(time, 3_000 + 5_000 * random.float(), signal);
      broker.come();
      return facts;
    },
    stop: async (signal) => {
      broker.go("stopped");
      await sleep(time, 1_000 * random.float(), signal);
    },
    settle: async () => undefined,
    kill: async () => broker.go("killed"),
    powerCut: async () => broker.go("power-cut"),
    raiseAlarm: async () => {
      await sleep(time, 200 * random.float());
      const alarm = broker.raise();
      return { [Symbol.asyncDispose]: async () => broker.lower(alarm) };
    },
    closeConnections: async (names) => {
      await sleep(time, 400 * random.float());
      return broker.closeConnections(names);
    },
    sampleQueue: (queue) => sampler(broker, queue),
    wipe: notSimulated("second life"),
  };
  return {
    uri: VIRTUAL_URI,
    provider: "local",
    facts,
    server,
    resources: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The same broker, owned by somebody else: it tells nothing from within. */
export function foreignBroker(broker: MemoryBroker): Broker {
  const { server: _, ...rest } = managedBroker(broker);
  return { ...rest, provider: "external" };
}

const SAMPLE_INTERVAL_MS = 250;

function sampler(broker: MemoryBroker, name: string): ReturnType<ManagedServer["sampleQueue"]> {
  const samples: QueueSample[] = [];
  let isOver = false;
  const sample = (): void => {
    if (isOver) return;
    const queue = broker.isUp ? broker.queue(name) : undefined;
    if (queue !== undefined)
      samples.push({
        at: broker.time.now(),
        ready: queue.ready,
        unacked: queue.unacknowledged,
        queueBytes: 1,
        nodeBytes: 1,
        binaryBytes: 1,
      });
    broker.time.after(SAMPLE_INTERVAL_MS, sample);
  };
  broker.time.after(SAMPLE_INTERVAL_MS * broker.random.float(), sample);
  return {
    read: () => samples.splice(0),
    [Symbol.dispose]: () => {
      isOver = true;
    },
  };
}
