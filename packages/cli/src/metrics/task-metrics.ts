// The metrics of a running experiment in a registry of prom-client, from the records of its histories. Names follow the
// conventions of Prometheus. Counters and histograms grow over all runs of the experiment, warm-ups included.
import { EventFlag, EventKind, type RecordCursor, Role, type ShardIdentity } from "@fairhare/protocol";
import type { LiveView } from "@fairhare/store";
import { Counter, Gauge, Registry } from "prom-client";
import { BucketHistogram } from "./bucket-histogram.ts";
import { DeliveriesInHand } from "./deliveries-in-hand.ts";

/** Seconds; 1 ms to 60 s, because tasks of a bench take milliseconds to seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const PHASES = ["starting", "ready", "publishing", "released", "draining", "drained", "cutShort", "ended"] as const;
const VERDICTS = ["pass", "fail", "unknown"] as const;

const WORKER_COUNTERS = ["delivered", "redelivered", "completed", "failed", "busy"] as const;
const PRODUCER_COUNTERS = ["published", "confirmed"] as const;

/** The counts since the counters were last brought up to date: plain numbers, because there are many records. */
interface Slot extends Record<(typeof WORKER_COUNTERS)[number], number> {
  /** Tasks that it processes. */
  inWork: number;
  /** Intended send times of the deliveries in hand. */
  readonly intended: DeliveriesInHand;
}

export interface RunLabels {
  readonly trial: string;
  readonly run: string;
  readonly warmup: string;
}

export class TaskMetrics {
  readonly #registry = new Registry();
  readonly #byWorker = {
    delivered: this.#workerCounter("tasks_delivered", "Deliveries to the worker, redeliveries included."),
    redelivered: this.#workerCounter("tasks_redelivered", "Deliveries with the redelivered flag."),
    completed: this.#workerCounter("tasks_completed", "Completions of the worker, duplicates included."),
    failed: this.#workerCounter("tasks_failed", "Executions whose handler failed."),
    busy: this.#workerCounter("worker_busy_seconds", "Time for which the worker processed tasks that have ended."),
  };
  readonly #byProducer = {
    published: this.#producerCounter("tasks_published", "Publishes that the producer attempted."),
    confirmed: this.#producerCounter("tasks_confirmed", "Tasks that the broker confirmed."),
  };
  readonly #latency = histogram("task_latency_seconds", "Intended publish to completion.");
  readonly #queueWait = histogram("task_queue_wait_seconds", "Intended publish to delivery.");
  readonly #work = histogram("task_work_seconds", "Begin to end of the work.");
  readonly #up = this.#gauge("worker_up", "1 while a process has the worker's slot, else 0.", "worker");
  readonly #busy = this.#gauge(
    "worker_busy",
    "1 when the worker processed a task at the last reading, else 0.",
    "worker",
  );
  readonly #held = this.#gauge(
    "worker_unacknowledged_tasks",
    "Deliveries that the worker has and has not finished.",
    "worker",
  );
  readonly #ready = this.#gauge("queue_ready_messages", "Messages ready in the queue at the last reading.");
  readonly #unacknowledged = this.#gauge(
    "queue_unacknowledged_messages",
    "Unacknowledged messages, as the broker counts them; only of a private node.",
  );
  readonly #phase = this.#gauge("run_phase", "1 for the phase of the run, 0 for the others.", "phase");
  readonly #info = this.#gauge("run_info", "1 for the run that goes on.", "trial", "run", "warmup");
  readonly #verdicts = new Counter({
    name: "fairhare_runs_total",
    help: "Runs that have ended, without warm-ups.",
    labelNames: ["verdict"],
    registers: [this.#registry],
  });
  readonly #faults = new Counter({
    name: "fairhare_faults_total",
    help: "Faults that have begun.",
    registers: [this.#registry],
  });
  readonly #slots = new Map<number, Slot>();
  /** The slot of the last record: a look into the map costs more than the rest of a record. */
  #latest: readonly [number: number, slot: Slot] | undefined;
  readonly #producers = new Map<number, Record<(typeof PRODUCER_COUNTERS)[number], number>>();

  constructor() {
    for (const verdict of VERDICTS) this.#verdicts.inc({ verdict }, 0);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  async text(): Promise<string> {
    const histograms = [this.#latency, this.#queueWait, this.#work].map((one) => one.text());
    return [await this.#registry.metrics(), ...histograms].join("\n");
  }

  begin(labels: RunLabels): void {
    this.#count();
    for (const gauge of [this.#info, this.#up, this.#busy, this.#held, this.#ready, this.#unacknowledged])
      gauge.reset();
    this.#slots.clear();
    this.#latest = undefined;
    this.#info.set({ ...labels }, 1);
  }

  /** `verdict` is undefined for a warm-up. */
  end(verdict: (typeof VERDICTS)[number] | undefined): void {
    if (verdict !== undefined) this.#verdicts.inc({ verdict });
  }

  /** Adds new records of one process. */
  add(records: RecordCursor, { role }: ShardIdentity): void {
    while (records.next()) {
      if (role === Role.worker) this.#ofWorker(records);
      else if (role === Role.producer) this.#ofProducer(records);
      else if (role === Role.orchestrator) this.#ofOrchestrator(records);
    }
  }

  /** Brings the counters up to date, and sets the gauges from the state of the run. */
  show({ phase, ready, workers }: Pick<LiveView, "phase" | "ready" | "workers">): void {
    for (const known of PHASES) this.#phase.set({ phase: known }, Number(known === phase));
    if (ready !== null) this.#ready.set(ready);
    this.#count();
    for (const { slot, state } of workers) {
      const worker = String(slot);
      const isUp = state !== "down";
      const { inWork, intended } = this.#slot(slot);
      this.#up.set({ worker }, Number(isUp));
      this.#busy.set({ worker }, Number(isUp && inWork > 0));
      this.#held.set({ worker }, isUp ? intended.size : 0);
    }
  }

  #ofWorker(records: RecordCursor): void {
    const { kind, at, other, tag } = records;
    // Samples of the process are of no slot.
    if (records.slot === 0) return;
    const slot = this.#slot(records.slot);
    switch (kind) {
      case EventKind.delivered:
        slot.delivered++;
        if (records.flags & EventFlag.redelivered) slot.redelivered++;
        // A message that is not from Fairhare has no task and no intended time.
        if (records.task === 0) break;
        slot.intended.add(tag, other);
        this.#queueWait.observe(seconds(other, at));
        break;
      case EventKind.started:
        slot.inWork++;
        break;
      case EventKind.completed:
      case EventKind.failed: {
        const intended = slot.intended.take(tag);
        slot.inWork = Math.max(0, slot.inWork - 1);
        slot.busy += seconds(other, at);
        slot[kind === EventKind.failed ? "failed" : "completed"]++;
        this.#work.observe(seconds(other, at));
        if (kind === EventKind.completed && intended !== undefined) this.#latency.observe(seconds(intended, at));
        break;
      }
      // A new connection begins without deliveries; a killed process did not record the end of the old one.
      case EventKind.connected:
        slot.inWork = 0;
        slot.intended.clear();
        break;
      case EventKind.disconnected:
      case EventKind.cancelled:
        slot.intended.clear();
        break;
      default:
    }
  }

  #ofProducer({ kind, slot }: RecordCursor): void {
    if (kind !== EventKind.attempted && kind !== EventKind.confirmed) return;
    let counts = this.#producers.get(slot);
    if (counts === undefined) this.#producers.set(slot, (counts = { published: 0, confirmed: 0 }));
    counts[kind === EventKind.attempted ? "published" : "confirmed"]++;
  }

  #ofOrchestrator({ kind, tag }: RecordCursor): void {
    if (kind === EventKind.faultBegan) this.#faults.inc();
    else if (kind === EventKind.queueSampled) this.#unacknowledged.set(tag);
  }

  /** An increase of 0 makes the series appear: without a first sample, the rate of a rare event misses the first one. */
  #count(): void {
    for (const [number, slot] of this.#slots)
      for (const name of WORKER_COUNTERS) {
        this.#byWorker[name].inc({ worker: String(number) }, slot[name]);
        slot[name] = 0;
      }
    for (const [number, counts] of this.#producers)
      for (const name of PRODUCER_COUNTERS) {
        this.#byProducer[name].inc({ producer: String(number) }, counts[name]);
        counts[name] = 0;
      }
  }

  #slot(number: number): Slot {
    if (this.#latest?.[0] === number) return this.#latest[1];
    let slot = this.#slots.get(number);
    if (slot === undefined) {
      const counts = { delivered: 0, redelivered: 0, completed: 0, failed: 0, busy: 0 };
      slot = { ...counts, inWork: 0, intended: new DeliveriesInHand() };
      this.#slots.set(number, slot);
    }
    this.#latest = [number, slot];
    return slot;
  }

  #workerCounter(name: string, help: string): Counter<"worker"> {
    return new Counter({ name: `fairhare_${name}_total`, help, labelNames: ["worker"], registers: [this.#registry] });
  }

  #producerCounter(name: string, help: string): Counter<"producer"> {
    return new Counter({ name: `fairhare_${name}_total`, help, labelNames: ["producer"], registers: [this.#registry] });
  }

  #gauge<L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> {
    return new Gauge({ name: `fairhare_${name}`, help, labelNames, registers: [this.#registry] });
  }
}

/** From nanoseconds; never negative, because counters must not fall. */
const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1e9;

const histogram = (name: string, help: string): BucketHistogram =>
  new BucketHistogram(`fairhare_${name}`, help, BUCKETS);
