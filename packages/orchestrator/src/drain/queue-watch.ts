// Declares the run's queue, samples its depth and the broker's resource usage during the run, and records both.
import type { Connection, QueueAdmin, QueueDepth, QueueSpec } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { type Nanoseconds, sleep, within } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import { EventKind, queueSpecOf, retrySpecOf } from "@fairhare/protocol";
import { BrokerWatch } from "./broker-watch.ts";
import { prepareQueue, type RunQueue } from "./run-queue.ts";
import type { Host } from "../fleet/host.ts";
import type { RunLog } from "../run/run-log.ts";

/** On an external broker, an unused queue expires after this time in case a crash prevents its deletion. */
const EXPIRY_ON_FOREIGN_BROKER_MS = 30 * 60_000;
const HEARTBEAT_SECONDS = 60;
/** A broker answers within milliseconds, a busy one within a second; a later poll asks again. */
const ANSWER_LIMIT_MS = 5_000;
/** The broker requeues the messages of a closed channel within milliseconds; a quorum queue reports them later. */
const REQUEUE_LIMIT_MS = 2_000;
const REQUEUE_POLL_MS = 50;

/** `ready` includes the tasks in the retry queue. */
export interface QueueView extends QueueDepth {
  /** Null when unknown: only a broker that Fairhare started reports it. */
  readonly unacknowledged: number | null;
}

interface QueueWatchPorts {
  readonly broker: Broker;
  readonly log: RunLog;
  readonly host: Host;
}

/** Declares or checks the run's queue on entry, and on disposal deletes a queue that it created. */
export class QueueWatch implements AsyncDisposable {
  readonly name: string;
  readonly expiresMs: number;
  readonly #ports: QueueWatchPorts;
  /** The queue in which failed tasks wait; null without one. */
  readonly #retry: QueueSpec | null;
  #queue: RunQueue = { isCreated: false, reportedType: null };
  /** Without workers, the messages in the queue are the purpose of the run. */
  readonly #isKept: boolean;
  readonly #inside: BrokerWatch;
  #connection: Connection;
  #admin: QueueAdmin;

  private constructor(name: string, settings: TrialSettings, connection: Connection, ports: QueueWatchPorts) {
    this.name = name;
    // A named queue has only the arguments of the options, so that it can exist before and after the run.
    this.expiresMs = settings.queue.name === null ? expiryOn(ports.broker) : 0;
    this.#isKept = settings.workers === 0;
    this.#retry = retrySpecOf(settings, { queue: name, queueExpiresMs: this.expiresMs });
    this.#ports = ports;
    this.#connection = connection;
    this.#admin = connection.openQueueAdmin();
    this.#inside = new BrokerWatch(name, ports.broker, ports.log);
  }

  static async declare(name: string, settings: TrialSettings, ports: QueueWatchPorts): Promise<QueueWatch> {
    const connection = await connectTo(ports);
    const watch = new QueueWatch(name, settings, connection, ports);
    try {
      const spec = queueSpecOf(settings, { queue: name, queueExpiresMs: watch.expiresMs });
      watch.#queue = await prepareQueue(watch.#admin, spec, settings);
      await watch.#declareRetry();
    } catch (error) {
      watch.#inside[Symbol.dispose]();
      await connection.close();
      throw error;
    }
    return watch;
  }

  /** The queue type as the broker reports it; null when the broker does not report it. */
  get reportedType(): string | null {
    return this.#queue.reportedType;
  }

  /**
   * Reads and records the queue's depth. Resolves with undefined when the broker does not answer in time or has no such
   * queue. `since`: older samples of the unacknowledged count are ignored; without it the count is null.
   */
  async observe(since?: Nanoseconds): Promise<QueueView | undefined> {
    const { broker, log } = this.#ports;
    this.#inside.record();
    try {
      const [{ waiting, ...depth }, resources] = await this.#inTime(Promise.all([this.#depth(), broker.resources()]));
      log.record(EventKind.depth, { detail: depth.ready, tag: depth.consumers });
      if (resources !== undefined) {
        const detail = Math.round(resources.peakRssBytes / 1024);
        log.record(EventKind.brokerSampled, { other: resources.cpuSeconds, detail });
      }
      const ready = depth.ready + waiting;
      return { ...depth, ready, unacknowledged: since === undefined ? null : this.#inside.unacknowledged(since) };
    } catch {
      return undefined;
    }
  }

  /** Whether the broker reports the number of unacknowledged messages. */
  get tellsUnacknowledged(): boolean {
    return this.#inside.isAvailable;
  }

  /**
   * Records as proof what the queue holds after the whole fleet has ended, when RabbitMQ has requeued all
   * unacknowledged messages. Polls until the queue holds `expected` messages or the requeue limit has passed. Resolves
   * with undefined when the broker does not answer.
   */
  async proveSettled(expected: number, signal: AbortSignal): Promise<QueueView | undefined> {
    const { clock } = this.#ports.host;
    const since = clock.now();
    const deadline = since + REQUEUE_LIMIT_MS * 1e6;
    for (;;) {
      const view = await this.observe(since);
      const isOver = clock.now() > deadline;
      if (view !== undefined && (view.ready >= expected || isOver)) return this.#recordProof(view);
      if (isOver) return undefined;
      await sleep(clock, REQUEUE_POLL_MS, signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inside[Symbol.dispose]();
    try {
      await this.#inTime(this.#reconnect().then(() => this.#delete()));
    } catch {
      // An unreachable broker has either lost the queue or keeps it; neither can be changed from here.
    }
    await this.#inTime(this.#connection.close()).catch(() => undefined);
  }

  /** The retry queue first, or its messages would return to a queue that does not exist. */
  async #delete(): Promise<void> {
    if (this.#retry !== null) await this.#admin.delete(this.#retry.name);
    if (this.#queue.isCreated && !this.#isKept) await this.#admin.delete(this.name);
  }

  #recordProof(view: QueueView): QueueView {
    const { ready, unacknowledged } = view;
    this.#ports.log.record(EventKind.settled, {
      detail: ready,
      tag: unacknowledged ?? 0,
      other: unacknowledged === null ? 0 : 1,
    });
    return view;
  }

  /** `waiting`: tasks in the retry queue. */
  async #depth(): Promise<QueueDepth & { waiting: number }> {
    await this.#reconnect();
    // Reads the retry queue first: a task that returns in between is counted twice, not missed.
    const waiting = this.#retry === null ? 0 : (await this.#admin.depth(this.#retry.name)).ready;
    return { ...(await this.#admin.depth(this.name)), waiting };
  }

  async #declareRetry(): Promise<void> {
    if (this.#retry !== null) await this.#admin.declare(this.#retry);
  }

  /** Closes a connection after a timeout: its next answer would belong to the old question. */
  #inTime<T>(work: Promise<T>): Promise<T> {
    const late = (): Error => {
      void this.#connection.close();
      return new Error("the broker does not answer");
    };
    return within(this.#ports.host.clock, ANSWER_LIMIT_MS, work, late);
  }

  /** A restart of the broker closes the connection. */
  async #reconnect(): Promise<void> {
    if (this.#connection.isOpen) return;
    this.#connection = await connectTo(this.#ports);
    this.#admin = this.#connection.openQueueAdmin();
    // A restart also deletes a retry queue that is not durable.
    await this.#declareRetry();
  }
}

const expiryOn = ({ provider }: Broker): number => (provider === "external" ? EXPIRY_ON_FOREIGN_BROKER_MS : 0);

const connectTo = ({ broker: { uri }, host }: QueueWatchPorts): Promise<Connection> =>
  host.connect({ uri, name: "fairhare orchestrator", heartbeatSeconds: HEARTBEAT_SECONDS });
