// Writes the stored run of a fleet without a broker: with the encoder, the shard writer and the directory of real runs.
// Every time is a function of the task number, so that shards are written one after the other with little memory.
import { statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { parseExperiment } from "@fairhare/plan";
import { EventKind, PhaseCode, Role } from "@fairhare/protocol";
import type { Environment } from "@fairhare/results";
import { ExperimentDirectory } from "@fairhare/store";
import { MadeShard, PID, type RunDirectory } from "./made-shard.ts";
import { RESTART_NS, type Made, type MadeFleet, writeProducer, writeWorker } from "./made-processes.ts";

export interface MadeRun {
  readonly directory: ExperimentDirectory;
  readonly tasks: number;
  /** Records without seals. */
  readonly events: number;
  /** Size of the history as it was written, and as it is stored. */
  readonly bytes: number;
  readonly packedBytes: number;
  /** To pack it. */
  readonly packSeconds: number;
  /** The checker must find as many. */
  readonly duplicated: number;
  readonly redelivered: number;
}

/** attempted, confirmed, delivered, started, completed; there are few other events. */
const EVENTS_A_TASK = 5;
const COST_NS = 1e6;
/** Share of the fleet's capacity that the producers use, so that the queue does not grow. */
const LOAD = 0.9;
/** Nanoseconds: the host's clock when publishing begins. */
const EPOCH = 1e13;

/** A quarter of the workers is killed once, each after a completion whose ack did not leave. */
export function makeRun(
  path: string,
  events: number,
  fleet: Omit<MadeFleet, "tasks" | "gap" | "cost" | "epoch">,
): MadeRun {
  const { workers } = fleet;
  const tasks = Math.ceil(events / EVENTS_A_TASK / workers) * workers;
  const planned = { ...fleet, tasks, gap: COST_NS / LOAD / workers, cost: COST_NS, epoch: EPOCH };
  const { directory, run } = createDirectory(path, planned);
  const made: Made[] = [];
  for (let producer = 1; producer <= fleet.producers; producer++) made.push(writeProducer(run, planned, producer));
  for (let worker = 1; worker <= workers; worker++) made.push(...writeWorker(run, planned, worker));
  made.push(writeOrchestrator(run, planned, made));
  run.writeRecord({ cutShort: null, findings: [] });
  const from = performance.now();
  run.packHistory();
  const packSeconds = (performance.now() - from) / 1e3;
  const packedBytes = made.reduce((total, one) => total + statSync(one.path).size, 0);
  const sum = (of: (one: Made) => number): number => made.reduce((total, one) => total + of(one), 0);
  return {
    directory,
    tasks,
    events: sum(({ records }) => records),
    bytes: sum(({ bytes }) => bytes),
    packedBytes,
    packSeconds,
    duplicated: made.filter(({ killed }) => killed).length,
    redelivered: sum(({ redelivered }) => redelivered),
  };
}

function createDirectory(
  path: string,
  { workers, producers, prefetch, tasks }: MadeFleet,
): {
  readonly directory: ExperimentDirectory;
  readonly run: RunDirectory;
} {
  const flags = {
    workers: [`${workers}`],
    producers: [`${producers}`],
    prefetch: [`${prefetch}`],
    tasks: [`${tasks}`],
    durability: ["confirmed"],
    skew: ["uniform"],
    light: ["1ms"],
    heavy: ["1ms"],
    fault: ["kill:worker@1s,every=10s"],
  };
  const context = { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" };
  const { experiment } = parseExperiment({ flags }, context);
  const [trial] = experiment.trials;
  if (trial === undefined) throw new Error("the plan has no trial");
  const directory = ExperimentDirectory.create(path, { experiment, environment: ENVIRONMENT });
  const run = directory.run({ trial, number: 1, warmup: false });
  run.create();
  return { directory, run };
}

type Row = readonly [
  kind: EventKind,
  at: number,
  slot: number,
  task: number,
  other?: number,
  flags?: number,
  detail?: number,
  tag?: number,
];

function writeOrchestrator(run: RunDirectory, { epoch, workers }: MadeFleet, made: readonly Made[]): Made {
  const lastAt = made.reduce((last, { at }) => Math.max(last, at), 0);
  const rows: Row[] = [
    phase(PhaseCode.starting, epoch - 2e9),
    phase(PhaseCode.ready, epoch - 0.1e9),
    phase(PhaseCode.publishing, epoch),
    phase(PhaseCode.draining, lastAt + 1e6),
    [EventKind.settled, lastAt + 20e6, 0, 0, 1],
    phase(PhaseCode.drained, lastAt + 30e6),
    phase(PhaseCode.ended, lastAt + 200e6),
  ];
  for (const { role, process, incarnation, openedAt, at, bytes, killed } of made) {
    rows.push([EventKind.spawned, openedAt - 40e6, process, incarnation, 0, role, PID]);
    const endedAt = killed || role === Role.producer ? at + 1e6 : lastAt + 100e6;
    rows.push([EventKind.exited, endedAt, process, incarnation, bytes, role, 0, killed ? KILL : 0]);
    if (killed) rows.push([EventKind.faultBegan, at + 0.5e6, process, 1, 0, role]);
    if (killed) rows.push([EventKind.faultHealed, at + RESTART_NS, process, 1, 0, role]);
  }
  for (let at = epoch; at < lastAt; at += SAMPLE_NS)
    rows.push([EventKind.queueSampled, at, 0, 0, 100_000, 0, 10, 2 * workers]);
  const options = { role: "orchestrator", process: 1, incarnation: 1, openedAt: epoch - 2.1e9, turn: 1 } as const;
  const shard = new MadeShard(run, options);
  for (const row of rows.toSorted((a, b) => a[1] - b[1])) shard.append(...row);
  return { ...shard.end({ killed: false }), role: Role.orchestrator, redelivered: 0 };
}

const phase = (code: PhaseCode, at: number): Row => [EventKind.phase, at, 0, 0, 0, 0, code];

const KILL = 9;
const SAMPLE_NS = 250e6;

const ENVIRONMENT: Environment = {
  node: process.versions.node,
  fairhare: "0.1.0",
  amqplib: "2.0.0",
  broker: { product: "RabbitMQ", version: "4.0.5", erlang: null, provider: "local", queueTypes: ["classic"] },
  os: "none",
  cpu: "none",
  cores: 1,
  agents: [],
  memoryBytes: 1,
  loadAverage: [0, 0, 0],
  startedAt: "2026-01-31T12:00:00.000Z",
  command: "npm run bench:checker",
};
