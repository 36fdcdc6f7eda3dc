// One run of the bare loop: amqplib producers and consumers, one process each, without records.
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { connect } from "@fairhare/amqp";
import type { TrialSettings } from "@fairhare/workload";
import type { BarePlan, BareReport, BareRequest } from "./bare/plan.ts";
import type { Measured } from "./side.ts";

/** The smallest binary body of Fairhare. */
const SHORTEST_BODY = 20;

export async function runBare(uri: string, settings: TrialSettings, tasks: number): Promise<Measured> {
  const { producers, workers, sizeBytes, ack, prefetch, persistent, confirmWindow, queueDurable } = settings;
  const size = typeof sizeBytes === "number" ? sizeBytes : 0;
  const plan: BarePlan = {
    uri,
    queue: `fairhare.bare.${randomBytes(6).toString("hex")}`,
    tasks,
    consumers: workers,
    prefetch: ack === "auto" ? 0 : prefetch,
    autoAck: ack === "auto",
    persistent,
    confirmWindow,
    sizeBytes: Math.max(size, SHORTEST_BODY),
  };
  await using connection = await connect({ uri, name: "fairhare bench", heartbeatSeconds: 60 });
  const queues = connection.openQueueAdmin();
  await queues.declare({ name: plan.queue, type: "classic", durable: queueDurable, expiresMs: 60_000 });
  const consumers = Array.from({ length: workers }, () => new BareProcess("consumer", plan));
  const publishers = Array.from(
    { length: producers },
    (_, index) => new BareProcess("producer", { ...plan, tasks: shareOf(index, tasks, producers) }),
  );
  const all = [...consumers, ...publishers];
  try {
    await Promise.all(all.map((process) => process.until("ready")));
    const began = Promise.all(publishers.map((process) => process.until("began")));
    const ended = untilReceived(consumers, tasks);
    for (const process of all) process.send("go");
    const beganAt = Math.min(...(await began).map(({ at }) => at));
    const endedAt = await ended;
    const usages = await Promise.all(all.map((process) => process.usage()));
    const sumOf = (key: "cpuSeconds" | "peakRssBytes"): number => usages.reduce((sum, usage) => sum + usage[key], 0);
    return {
      perSecond: (tasks / (endedAt - beganAt)) * 1e9,
      clientCpuMicros: (sumOf("cpuSeconds") / tasks) * 1e6,
      clientPeakRssBytes: sumOf("peakRssBytes"),
      workerPeakRssBytes: Math.max(...usages.slice(0, workers).map(({ peakRssBytes }) => peakRssBytes)),
    };
  } finally {
    await Promise.all(all.map((process) => process.end()));
    await queues.delete(plan.queue);
  }
}

const shareOf = (index: number, tasks: number, producers: number): number =>
  Math.floor(tasks / producers) + (index < tasks % producers ? 1 : 0);

/** Resolves with the time of the last message, when the consumers together have received all. */
function untilReceived(consumers: readonly BareProcess[], tasks: number): Promise<number> {
  const newest = consumers.map(() => ({ received: 0, at: 0 }));
  return new Promise((resolve) => {
    for (const [index, consumer] of consumers.entries())
      consumer.on("progress", ({ received, at }) => {
        newest[index] = { received, at };
        if (newest.reduce((sum, one) => sum + one.received, 0) >= tasks)
          resolve(Math.max(...newest.map((one) => one.at)));
      });
  });
}

type ReportOf<Type extends BareReport["type"]> = Extract<BareReport, { readonly type: Type }>;

class BareProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(role: "consumer" | "producer", plan: BarePlan) {
    this.#child = fork(new URL(`bare/${role}.js`, import.meta.url), { execArgv: [] });
    this.#exited = new Promise((resolve) => this.#child.once("exit", resolve));
    this.send(plan);
  }

  send(request: BareRequest): void {
    this.#child.send(request);
  }

  on<Type extends BareReport["type"]>(type: Type, handler: (report: ReportOf<Type>) => void): void {
    const isOne = (report: BareReport): report is ReportOf<Type> => report.type === type;
    this.#child.on("message", (report: BareReport) => {
      if (isOne(report)) handler(report);
    });
  }

  /** Rejects when the process ends first. */
  async until<Type extends BareReport["type"]>(type: Type): Promise<ReportOf<Type>> {
    const ended = this.#exited.then(() => {
      throw new Error(`a bare process ended before it was ${type}`);
    });
    return Promise.race([new Promise<ReportOf<Type>>((resolve) => this.on(type, resolve)), ended]);
  }

  usage(): Promise<ReportOf<"usage">> {
    const usage = this.until("usage");
    this.send("report");
    return usage;
  }

  /** A process that has reported its usage ends by itself. */
  async end(): Promise<void> {
    const killer = setTimeout(() => this.#child.kill("SIGKILL"), END_LIMIT_MS);
    await this.#exited;
    clearTimeout(killer);
  }
}

const END_LIMIT_MS = 2_000;
