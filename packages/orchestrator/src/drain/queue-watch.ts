// Looks at the queue and the broker's own cost while a run goes on, and records what they say.
import { BrokerRefusedError, type Connection, type QueueAdmin, type QueueDepth, type QueueSpec } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { type Nanoseconds, sleep, within } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import { EventKind, queueSpecOf } from "@fairhare/protocol";
import { BrokerWatch } from "./broker-watch.ts";
import type { Host } from "../fleet/host.ts";
import type { RunLog } from "../run/run-log.ts";

/** A broker of others may outlive us without our deleting the queue: it goes after so long unused, milliseconds. */
const EXPIRY_ON_FOREIGN_BROKER_MS = 30 * 60_000;
const HEARTBEAT_SECONDS = 60;
/** A broker answers within milliseconds, a busy one within a second; one that does not is asked anew later. */
const ANSWER_LIMIT_MS = 5_000;
/** A closed channel's messages are ready again within milliseconds; a quorum queue says so a little later. */
const COME_BACK_MS = 2_000;
const COME_BACK_POLL_MS = 50;

/** What the broker says of the queue. */
export interface QueueView extends QueueDepth {
  /** Null where the broker does not tell: only one of our own does. */
  readonly unacknowledged: number | null;
}

interface QueueWatchPorts {
  readonly broker: Broker;
  readonly log: RunLog;
  readonly host: Host;
}

/** The run's queue: declared on entry, deleted on the way out. */
export class QueueWatch implements AsyncDisposable {
  readonly name: string;
  readonly expiresMs: number;
  readonly #ports: QueueWatchPorts;
  #reportedType: string | null = null;
  readonly #inside: BrokerWatch;
  #connection: Connection;
  #admin: QueueAdmin;

  private constructor(name: string, connection: Connection, ports: QueueWatchPorts) {
    this.name = name;
    this.expiresMs = expiryOn(ports.broker);
    this.#ports = ports;
    this.#connection = connection;
    this.#admin = connection.openQueueAdmin();
    this.#inside = new BrokerWatch(name, ports.broker, ports.log);
  }

  static async declare(name: string, settings: TrialSettings, ports: QueueWatchPorts): Promise<QueueWatch> {
    const connection = await connectTo(ports);
    const watch = new QueueWatch(name, connection, ports);
    try {
      const spec = queueSpecOf(settings, { queue: name, queueExpiresMs: watch.expiresMs });
      await watch.#admin.declare(spec);
      watch.#reportedType = await reportedType(watch.#admin, spec);
    } catch (error) {
      watch.#inside[Symbol.dispose]();
      await connection.close();
      throw error;
    }
    return watch;
  }

  /** The queue's type as the broker names it; null when it does not. */
  get reportedType(): string | null {
    return this.#reportedType;
  }

  /**
   * The queue now, recorded; `undefined` when the broker does not answer in time, or has no such queue (yet).
   * `since`: an older word of the broker on unacknowledged messages does not count.
   */
  async observe(since?: Nanoseconds): Promise<QueueView | undefined> {
    const { broker, log } = this.#ports;
    this.#inside.record();
    try {
      const [depth, resources] = await this.#inTime(Promise.all([this.#depth(), broker.resources()]));
      log.record(EventKind.depth, { detail: depth.ready, tag: depth.consumers });
      if (resources !== undefined) {
        const detail = Math.round(resources.peakRssBytes / 1024);
        log.record(EventKind.brokerSampled, { other: resources.cpuSeconds, detail });
      }
      return { ...depth, unacknowledged: since === undefined ? null : this.#inside.unacknowledged(since) };
    } catch {
      return undefined;
    }
  }

  /** Whether the broker tells how many messages are unacknowledged. */
  get tellsUnacknowledged(): boolean {
    return this.#inside.isAvailable;
  }

  /**
   * What the queue holds now that no process of the fleet is left: whatever a worker had is ready again, or gone for
   * good. Observes until it holds `expected` messages, or has had time to; the last view is recorded as the proof.
   * `undefined`: the broker did not say.
   */
  async proveSettled(expected: number, signal: AbortSignal): Promise<QueueView | undefined> {
    const { clock } = this.#ports.host;
    const since = clock.now();
    const deadline = since + COME_BACK_MS * 1e6;
    for (;;) {
      const view = await this.observe(since);
      const isOver = clock.now() > deadline;
      if (view !== undefined && (view.ready >= expected || isOver)) return this.#recordProof(view);
      if (isOver) return undefined;
      await sleep(clock, COME_BACK_POLL_MS, signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inside[Symbol.dispose]();
    try {
      await this.#inTime(this.#comeBack().then(() => this.#admin.delete(this.name)));
    } catch {
      // A broker that is gone has taken the queue with it, or keeps it: either way nothing can be done from here.
    }
    await this.#inTime(this.#connection.close()).catch(() => undefined);
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

  async #depth(): Promise<QueueDepth> {
    await this.#comeBack();
    return this.#admin.depth(this.name);
  }

  /** A connection on which an answer is late is given up: the answer would be that to an old question. */
  #inTime<T>(work: Promise<T>): Promise<T> {
    const late = (): Error => {
      void this.#connection.close();
      return new Error("the broker does not answer");
    };
    return within(this.#ports.host.clock, ANSWER_LIMIT_MS, work, late);
  }

  /** After a restart of the broker the old connection is dead. */
  async #comeBack(): Promise<void> {
    if (this.#connection.isOpen) return;
    this.#connection = await connectTo(this.#ports);
    this.#admin = this.#connection.openQueueAdmin();
  }
}

/** Throws BrokerRefusedError when it is another type than the one that was declared. */
async function reportedType(admin: QueueAdmin, spec: QueueSpec): Promise<string | null> {
  const type = await admin.reportedType(spec);
  if (type !== null && type !== spec.type)
    throw new BrokerRefusedError(`make a ${spec.type} queue`, `it made a ${type} queue instead`);
  return type;
}

const expiryOn = ({ provider }: Broker): number => (provider === "external" ? EXPIRY_ON_FOREIGN_BROKER_MS : 0);

const connectTo = ({ broker: { uri }, host }: QueueWatchPorts): Promise<Connection> =>
  host.connect({ uri, name: "fairhare orchestrator", heartbeatSeconds: HEARTBEAT_SECONDS });
