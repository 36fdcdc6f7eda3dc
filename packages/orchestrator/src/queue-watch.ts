// Looks at the queue and the broker's own cost while a run goes on, and records what they say.
import { setTimeout as sleep } from "node:timers/promises";
import { type AmqpConnection, connect, type QueueAdmin, type QueueDepth } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { BrokerWatch } from "./broker-watch.ts";
import type { TrialSettings } from "@fairhare/experiment";
import { EventKind, queueSpecOf } from "@fairhare/protocol";
import type { RunLog } from "./run-log.ts";

/** A broker of others may outlive us without our deleting the queue: it goes after so long unused, milliseconds. */
const EXPIRY_ON_FOREIGN_BROKER_MS = 30 * 60_000;
const HEARTBEAT_SECONDS = 60;
/** A closed channel's messages are ready again within milliseconds; a quorum queue says so a little later. */
const COME_BACK_MS = 2_000;
const COME_BACK_POLL_MS = 50;

/** The run's queue: declared on entry, deleted on the way out. */
export class QueueWatch implements AsyncDisposable {
  readonly name: string;
  readonly expiresMs: number;
  #connection: AmqpConnection;
  #admin: QueueAdmin;
  readonly #broker: Broker;
  readonly #log: RunLog;
  readonly #inside: BrokerWatch;

  private constructor(name: string, connection: AmqpConnection, broker: Broker, log: RunLog) {
    this.name = name;
    this.expiresMs = expiryOn(broker);
    this.#connection = connection;
    this.#admin = connection.openQueueAdmin();
    this.#broker = broker;
    this.#log = log;
    this.#inside = new BrokerWatch(name, broker, log);
  }

  static async declare(name: string, settings: TrialSettings, broker: Broker, log: RunLog): Promise<QueueWatch> {
    const connection = await connectTo(broker);
    const watch = new QueueWatch(name, connection, broker, log);
    try {
      await watch.#admin.declare(queueSpecOf(settings, { queue: name, queueExpiresMs: watch.expiresMs }));
    } catch (error) {
      watch.#inside[Symbol.dispose]();
      await connection.close();
      throw error;
    }
    return watch;
  }

  /** The depth now, recorded; `undefined` when the broker does not answer, or has no such queue (yet). */
  async observe(): Promise<QueueDepth | undefined> {
    this.#inside.record();
    try {
      await this.#comeBack();
      const [depth, resources] = await Promise.all([this.#admin.depth(this.name), this.#broker.resources()]);
      this.#log.record(EventKind.depth, { detail: depth.ready, tag: depth.consumers });
      if (resources !== undefined) {
        const detail = Math.round(resources.peakRssBytes / 1024);
        this.#log.record(EventKind.brokerSampled, { other: resources.cpuSeconds, detail });
      }
      return depth;
    } catch {
      return undefined;
    }
  }

  /** Observes until it holds so many messages, or has had time to: they come back when the channels that had them are closed. */
  async untilHolds(messages: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + COME_BACK_MS;
    for (;;) {
      const depth = await this.observe();
      if ((depth?.ready ?? 0) >= messages || performance.now() > deadline) return;
      await sleep(COME_BACK_POLL_MS, undefined, { signal });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inside[Symbol.dispose]();
    try {
      await this.#comeBack();
      await this.#admin.delete(this.name);
    } catch {
      // A broker that is gone has taken the queue with it, or keeps it: either way nothing can be done from here.
    }
    await this.#connection.close();
  }

  /** After a restart of the broker the old connection is dead. */
  async #comeBack(): Promise<void> {
    if (this.#connection.isOpen) return;
    this.#connection = await connectTo(this.#broker);
    this.#admin = this.#connection.openQueueAdmin();
  }
}

const expiryOn = ({ provider }: Broker): number => (provider === "external" ? EXPIRY_ON_FOREIGN_BROKER_MS : 0);

const connectTo = ({ uri }: Broker): Promise<AmqpConnection> =>
  connect({ uri, name: "fairhare orchestrator", heartbeatSeconds: HEARTBEAT_SECONDS });
