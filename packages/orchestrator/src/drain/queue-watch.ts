// Declares the run's queues, samples their depth and the broker's resource usage during the run, and records both. With
// several queues the depth is their sum, and the last reading of each is recorded at the end. settled-view.ts says when what
// they hold is final, queue-line.ts keeps the connection.
import type { QueueSpec } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { type Nanoseconds, splitUris } from "@fairhare/core";
import { queueNames, retriesInQueue, type TrialSettings } from "@fairhare/workload";
import { EventKind, queueSpecOf, retrySpecOf } from "@fairhare/protocol";
import { BrokerWatch } from "./broker-watch.ts";
import { isConfirmed } from "./confirmed-depth.ts";
import { LoadWatch } from "./load-watch.ts";
import { LeaderCount, NotCountableError } from "./leader-count.ts";
import { placeQueues } from "./place-queues.ts";
import { type DepthSum, QueueDepths, type QueueView } from "./queue-depths.ts";
import { ANSWER_LIMIT_MS, QueueLine } from "./queue-line.ts";
import { deleteQueues, type RunQueue } from "./run-queue.ts";
import { settledView } from "./settled-view.ts";
import type { Host } from "../fleet/host.ts";
import type { RunLog } from "../run/run-log.ts";

/** On an external broker, an unused queue expires after this time in case a crash prevents its deletion. */
const EXPIRY_ON_FOREIGN_BROKER_MS = 30 * 60_000;
/** For each queue of a reading, on a busy broker. */
const READING_LIMIT_MS = 5;
/** For each queue that is deleted: a broker deletes a quorum queue in tens of milliseconds. */
const DELETION_LIMIT_MS = 100;
interface QueueWatchPorts {
  readonly broker: Broker;
  readonly log: RunLog;
  readonly host: Host;
}

/** Declares or checks the run's queues on entry, and on disposal deletes those that it created. */
export class QueueWatch implements AsyncDisposable {
  /** From which the names of several queues are made. */
  readonly name: string;
  /** All of them. */
  readonly names: readonly string[];
  readonly expiresMs: number;
  readonly #ports: QueueWatchPorts;
  /** The queues in which failed tasks wait, one for each queue or none. */
  readonly #retries: readonly QueueSpec[];
  readonly #retryNames: readonly string[];
  #queues: readonly RunQueue[] = [];
  readonly #depths: QueueDepths;
  /** Without workers, the messages in the queue are the purpose of the run. */
  readonly #isKept: boolean;
  /** Time for which failed tasks wait in the queue, where its depth does not count them. */
  readonly #hiddenDelayMs: number;
  /** A quorum queue of a cluster without a leader answers that it has no messages and no consumers. A private cluster samples. */
  readonly #mayLackLeader: boolean;
  /** The type as the run declares it; null for a queue that exists. */
  readonly #declaredType: string | null;
  readonly #leaders = new LeaderCount();
  readonly #inside: BrokerWatch;
  readonly #load: LoadWatch;
  readonly #line: QueueLine;

  private constructor(name: string, settings: TrialSettings, line: QueueLine, ports: QueueWatchPorts) {
    this.name = name;
    this.names = queueNames(name, settings);
    // A named queue has only the arguments of the options, so that it can exist before and after the run.
    this.expiresMs = settings.queue.name === null ? expiryOn(ports.broker) : 0;
    this.#isKept = settings.workers === 0;
    this.#mayLackLeader = ports.broker.cluster !== undefined && settings.queueType === "quorum";
    this.#declaredType = settings.queue.predeclared ? null : settings.queueType;
    this.#hiddenDelayMs = retriesInQueue(settings) ? settings.retryDelayMs : 0;
    this.#retries = this.names.flatMap(
      (queue) => retrySpecOf(settings, { queue, queueExpiresMs: this.expiresMs }) ?? [],
    );
    this.#retryNames = this.#retries.map(({ name: retry }) => retry);
    this.#depths = new QueueDepths(this.names, this.#retryNames, ports.host.clock);
    this.#ports = ports;
    this.#line = line;
    this.#inside = new BrokerWatch(this.names, ports.broker, ports.log);
    this.#load = new LoadWatch(ports.log, ports.host);
  }

  static async declare(name: string, settings: TrialSettings, ports: QueueWatchPorts): Promise<QueueWatch> {
    const line = await QueueLine.open(ports);
    const watch = new QueueWatch(name, settings, line, ports);
    try {
      const specs = watch.names.map((queue) => queueSpecOf(settings, { queue, queueExpiresMs: watch.expiresMs }));
      watch.#queues = await placeQueues(specs, settings, {
        admin: line.admin,
        connectTo: (node) => line.connectTo(node),
        nodes: splitUris(ports.broker.uri).length,
      });
      await watch.#declareRetries();
      // The first reading is one of all queues, which costs least while the broker has nothing else to do.
      if (watch.#depths.rotates) await line.inTime(watch.#depth(true), watch.#readingLimitMs).catch(() => undefined);
    } catch (error) {
      watch.#inside[Symbol.dispose]();
      await line.close();
      throw error;
    }
    return watch;
  }

  /** The queue type as the broker reports it; null when the broker does not report it. All queues have the same. */
  get reportedType(): string | null {
    return this.#queues[0]?.reportedType ?? null;
  }

  /**
   * Reads and records the depth of the queues. Resolves with undefined when the broker does not answer in time or lacks a
   * queue. `since`: older samples of the unacknowledged count are ignored; without it the count is null. `isWhole`: all
   * queues are read now; otherwise the depth of some of many queues is that of an earlier reading.
   */
  async observe(since?: Nanoseconds, { isWhole = true } = {}): Promise<QueueView | undefined> {
    const { broker, log } = this.#ports;
    this.#inside.record();
    this.#load.record();
    const began = this.#ports.host.clock.now();
    try {
      const reading = Promise.all([this.#depth(isWhole), broker.resources()]);
      const [{ waiting, at, ...depth }, resources] = await this.#line.inTime(reading, this.#readingLimitMs);
      if (this.#mayLackLeader && !(await isConfirmed(depth, began, this.#inside, this.#ports.host.clock)))
        return undefined;
      log.record(EventKind.depth, { at, detail: depth.ready, tag: depth.consumers });
      if (resources !== undefined) {
        const detail = Math.round(resources.peakRssBytes / 1024);
        log.record(EventKind.brokerSampled, { other: resources.cpuSeconds, detail });
        if (resources.diskBytes !== null) log.record(EventKind.brokerWrote, { other: resources.diskBytes });
      }
      const ready = depth.ready + waiting;
      const counted = since === undefined ? null : this.#inside.count(since);
      return { ...depth, ready, unacknowledged: counted?.unacknowledged ?? null };
    } catch {
      return undefined;
    }
  }

  /** Whether the broker reports the number of unacknowledged messages. */
  get tellsUnacknowledged(): boolean {
    return this.#inside.isAvailable;
  }

  /** Records as proof what the queues hold after the whole fleet has ended. Resolves and rejects as `settledView`. */
  async proveSettled(expected: number, signal: AbortSignal): Promise<QueueView | undefined> {
    const queues = {
      observe: (since: Nanoseconds) => this.observe(since),
      mayLackLeader: this.#mayLackLeader,
      hiddenDelayMs: this.#hiddenDelayMs,
      countAtLeaders: this.#asksLeaders ? () => this.#countAtLeaders() : null,
    };
    const view = await settledView(expected, queues, this.#ports.host.clock, signal);
    if (view !== undefined) this.#recordProof(view);
    return view;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inside[Symbol.dispose]();
    this.#recordEach();
    try {
      await this.#line.inTime(
        this.#reconnect().then(() => this.#delete()),
        ANSWER_LIMIT_MS + DELETION_LIMIT_MS * (this.names.length + this.#retries.length),
      );
    } catch {
      // An unreachable broker has either lost the queue or keeps it; neither can be changed from here.
    }
    await this.#line.inTime(this.#line.close()).catch(() => undefined);
  }

  /** The retry queues first, or their messages would return to queues that do not exist. */
  async #delete(): Promise<void> {
    await deleteQueues(this.#line.admin, this.#retryNames);
    await deleteQueues(this.#line.admin, this.#created);
  }

  /** Nothing inside the broker counts the messages of a queue that may be a quorum queue, whoever has declared it. */
  get #asksLeaders(): boolean {
    return !this.#mayLackLeader && (this.reportedType ?? this.#declaredType) !== "classic";
  }

  /** Undefined if a queue has no leader now, null if the messages cannot be counted. */
  async #countAtLeaders(): Promise<number | undefined | null> {
    const created = new Set([...this.#created, ...this.#retryNames]);
    const queues = this.#depths.each.map((queue) => ({ ...queue, isOurs: created.has(queue.name) }));
    try {
      return await this.#line.inTime(this.#leaders.count(this.#line.admin, queues), this.#readingLimitMs);
    } catch (error) {
      return error instanceof NotCountableError ? null : undefined;
    }
  }

  /** Queues that the run deletes at its end. */
  get #created(): string[] {
    return this.#isKept ? [] : this.names.filter((_, index) => this.#queues[index]?.isCreated === true);
  }

  #recordEach(): void {
    const { at, ready } = this.#depths.left ?? {};
    if (ready === undefined || at === undefined || ready.length < 2) return;
    for (const [index, detail] of ready.entries())
      this.#ports.log.record(EventKind.queueLeft, { at, slot: index + 1, detail });
  }

  #recordProof({ ready, unacknowledged }: QueueView): void {
    this.#ports.log.record(EventKind.settled, {
      detail: ready,
      tag: unacknowledged ?? 0,
      other: unacknowledged === null ? 0 : 1,
    });
  }

  async #depth(isWhole: boolean): Promise<DepthSum> {
    await this.#reconnect();
    return this.#depths.read(this.#line.admin, isWhole);
  }

  get #readingLimitMs(): number {
    return ANSWER_LIMIT_MS + READING_LIMIT_MS * (this.names.length + this.#retries.length);
  }

  async #declareRetries(): Promise<void> {
    for (const retry of this.#retries) await this.#line.admin.declare(retry);
  }

  /** A restart also deletes retry queues that are not durable. */
  async #reconnect(): Promise<void> {
    if (await this.#line.renew()) await this.#declareRetries();
  }
}

const expiryOn = ({ provider }: Broker): number => (provider === "external" ? EXPIRY_ON_FOREIGN_BROKER_MS : 0);
