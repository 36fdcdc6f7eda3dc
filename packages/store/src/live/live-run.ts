// The state of a run while it goes on, from the records of its shards in the order in which they are read. For display
// only: no result is derived from it.
import type { Nanoseconds } from "@fairhare/core";
import { EventFlag, EventKind, PhaseCode, type RecordCursor, Role, type ShardIdentity } from "@fairhare/protocol";
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { HeavyTasks } from "./heavy-tasks.ts";
import { BUCKET_MS, RecentBuckets } from "./recent-buckets.ts";
import { type LiveWorker, WorkerActivity } from "./worker-activity.ts";

export type LivePhase = keyof typeof PhaseCode;

export interface LiveFault {
  /** As written in the plan. */
  readonly text: string;
  /** `worker process 2`; empty for a fault of the broker. */
  readonly target: string;
  readonly beganAt: Nanoseconds;
  readonly healedAt: Nanoseconds | null;
}

interface LiveCounts {
  readonly attempted: number;
  readonly confirmed: number;
  readonly delivered: number;
  readonly completed: number;
}

export interface LiveView {
  /** Null before the first record. */
  readonly phase: LivePhase | null;
  /** Time of the first record; null before. */
  readonly startedAt: Nanoseconds | null;
  /** When the producers were allowed to publish; null before. */
  readonly publishingAt: Nanoseconds | null;
  readonly counts: LiveCounts;
  /** Over the last two seconds. */
  readonly publishedPerSecond: number;
  readonly completedPerSecond: number;
  /** The same over the last ten seconds, for forecasts; null before the first completion. */
  readonly pacePerSecond: number | null;
  /** Messages ready in the queue at the last reading; null before. */
  readonly ready: number | null;
  readonly workers: readonly LiveWorker[];
  /** The newest ones, the oldest first. */
  readonly faults: readonly LiveFault[];
  readonly faultCount: number;
}

const RATE_BUCKETS = 2_000 / BUCKET_MS;
const PACE_BUCKETS = 10_000 / BUCKET_MS;
/** A display has room for a few; the live page marks them all in its charts. */
const KEPT_FAULTS = 100;
const PHASES = new Map(Object.entries(PhaseCode).map(([name, code]) => [code, name as LivePhase]));

export class LiveRun {
  /** Time of the newest record, nanoseconds. */
  latestAt = 0;
  readonly #settings: TrialSettings;
  readonly #heavyTasks = new HeavyTasks();
  readonly #workers = new WorkerActivity(this.#heavyTasks);
  readonly #published = new RecentBuckets();
  readonly #counts = { attempted: 0, confirmed: 0 };
  /** The newest incarnation of each worker process that has ended, with the time of its end. */
  readonly #ended = new Map<number, { readonly incarnation: number; readonly at: number }>();
  readonly #faults: {
    index: number;
    text: string;
    target: string;
    beganAt: Nanoseconds;
    healedAt: Nanoseconds | null;
  }[] = [];
  #faultCount = 0;
  #phase: LivePhase | null = null;
  #startedAt: Nanoseconds | null = null;
  #publishingAt: Nanoseconds | null = null;
  /** When the workers were allowed to work. */
  #workingAt: Nanoseconds | null = null;
  #ready: number | null = null;

  constructor(settings: TrialSettings) {
    this.#settings = settings;
  }

  /** Adds new records of the shard of one process. */
  add(records: RecordCursor, { role, incarnation }: ShardIdentity): void {
    if (role === Role.orchestrator) while (records.next()) this.#log(records);
    else if (role === Role.worker) this.latestAt = Math.max(this.latestAt, this.#workers.add(records, incarnation));
    else while (records.next()) this.#count(records);
  }

  /** Call it after each round over the shards: a worker's last records may be read after its exit. */
  settle(): void {
    for (const [process, { incarnation, at }] of this.#ended)
      for (const slot of slotsOfProcess(process, this.#settings)) this.#workers.end(slot, incarnation, at);
  }

  /** `laneLength`: the number of buckets of each worker's lane. */
  view(now: number, laneLength: number): LiveView {
    return {
      phase: this.#phase,
      startedAt: this.#startedAt,
      publishingAt: this.#publishingAt,
      counts: { ...this.#counts, ...this.#workers.counts },
      publishedPerSecond: perSecond(this.#published, now, this.#rateBuckets(now)),
      completedPerSecond: perSecond(this.#workers.completions, now, this.#rateBuckets(now)),
      pacePerSecond: this.#pace(now),
      ready: this.#ready,
      workers: this.#workers.view(now, laneLength),
      faults: this.#faults.map(({ text, target, beganAt, healedAt }) => ({ text, target, beganAt, healedAt })),
      faultCount: this.#faultCount,
    };
  }

  /** A record of a producer. */
  #count(records: RecordCursor): void {
    const { at, kind } = records;
    if (at > this.latestAt) this.latestAt = at;
    if (kind === EventKind.attempted) {
      this.#counts.attempted++;
      this.#published.add(at, 1);
      this.#heavyTasks.add(records.task, records.flags);
    } else if (kind === EventKind.confirmed) this.#counts.confirmed++;
  }

  #log(records: RecordCursor): void {
    const { at, slot, flags } = records;
    if (at > this.latestAt) this.latestAt = at;
    switch (records.kind) {
      case EventKind.phase:
        this.#startedAt ??= at;
        this.#phase = PHASES.get(records.detail as PhaseCode) ?? this.#phase;
        if (records.detail === PhaseCode.publishing) this.#publishingAt = at;
        if (records.detail === PhaseCode.publishing || records.detail === PhaseCode.released) this.#workingAt = at;
        break;
      case EventKind.spawned:
        if (flags === Role.worker) this.#setDown(slot, false);
        break;
      case EventKind.exited:
        if ((flags & ~EventFlag.unread) !== Role.worker) break;
        this.#setDown(slot, true);
        this.#ended.set(slot, { incarnation: records.task, at });
        break;
      case EventKind.depth:
      case EventKind.queueSampled:
        this.#ready = records.detail;
        break;
      case EventKind.faultBegan:
        this.#beginFault(records.task, { at, slot, flags });
        break;
      case EventKind.faultHealed: {
        const fault = this.#faults.find(({ index, healedAt }) => index === records.task && healedAt === null);
        if (fault !== undefined) fault.healedAt = at;
        break;
      }
      default:
    }
  }

  /** Fewer in the first two seconds. */
  #rateBuckets(now: number): number {
    const since = this.#publishingAt ?? 0;
    return Math.min(RATE_BUCKETS, Math.max(1, Math.floor((now - since) / (BUCKET_MS * 1e6))));
  }

  #setDown(process: number, isDown: boolean): void {
    for (const slot of slotsOfProcess(process, this.#settings)) this.#workers.setDown(slot, isDown);
  }

  /** Not before the workers may work: with a backlog, the producers fill the queue first. */
  #pace(now: number): number | null {
    if (this.#workers.counts.completed === 0 || this.#workingAt === null) return null;
    const buckets = Math.floor((now - this.#workingAt) / (BUCKET_MS * 1e6));
    return buckets < 1 ? null : perSecond(this.#workers.completions, now, Math.min(PACE_BUCKETS, buckets));
  }

  #beginFault(index: number, { at, slot, flags }: { at: Nanoseconds; slot: number; flags: number }): void {
    this.#faultCount++;
    const text = this.#settings.faults[index - 1]?.text ?? `fault ${index}`;
    const role = flags === Role.producer ? "producer" : "worker";
    this.#faults.push({
      index,
      text,
      target: flags === 0 ? "" : `${role} process ${slot}`,
      beganAt: at,
      healedAt: null,
    });
    if (this.#faults.length > KEPT_FAULTS) this.#faults.shift();
  }
}

const perSecond = (buckets: RecentBuckets, now: number, count: number): number =>
  (buckets.read(now, count).reduce((sum, value) => sum + value, 0) * 1_000) / (count * BUCKET_MS);
