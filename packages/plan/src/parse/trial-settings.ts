// Resolves one cell of the matrix into the complete settings of a trial. Combinations of settings are checked in
// ../rules.
import { parseAmqpUris } from "@fairhare/core";
import { resolveDurability } from "./durability.ts";
import {
  type Fault,
  type AckMode,
  largestSize,
  packedWorkers,
  type LeftToProgram,
  type MessageProperties,
  scheduleSeconds,
  type Skew,
  type TrialSettings,
} from "@fairhare/workload";
import { argumentsOf, queueArgumentsOf, queueSettingsOf } from "./queue-settings.ts";
import { type Cell, isExplicit, isStronger, Source } from "../options/given.ts";
import { AUTO_PACKED } from "../options/fleet.ts";
import { UNLIMITED_DELIVERIES } from "../options/limits.ts";
import type { ArgumentSpec } from "../options/kinds/argument-kind.ts";
import type { PropertySpec } from "../options/kinds/property-kind.ts";
import type { SkewSpec } from "../options/kinds/skew-kind.ts";
import type { OptionKey, OptionValues } from "../options/option.ts";

/** The service times of a trace file, in milliseconds; the reader reports the mistakes in the file. */
export type TraceReader = (file: string, dotMs: number) => readonly number[];

/** The path of a body file for the processes of the fleet, and its bytes; the reader reports a file that it cannot read. */
export type BodyReader = (file: string) => { readonly path: string; readonly bytes: number };

export interface FileReaders {
  readonly readTrace: TraceReader;
  readonly readBody: BodyReader;
}

/** The options that may be given several times. */
export interface Repeated {
  readonly faults: readonly Fault[];
  readonly properties: readonly PropertySpec[];
  readonly queueArguments: readonly ArgumentSpec[];
  readonly consumerArguments: readonly ArgumentSpec[];
}

export function settingsOfCell(
  cell: Cell,
  { faults, properties, queueArguments, consumerArguments }: Repeated,
  { readTrace, readBody }: FileReaders,
): TrialSettings {
  const ack = resolveAck(cell);
  const work = valueOf(cell, "work");
  const sizeBytes = valueOf(cell, "size");
  return {
    workers: valueOf(cell, "workers"),
    workersPerProcess: resolvePacking(cell),
    workerConcurrency: valueOf(cell, "workerConcurrency"),
    speeds: valueOf(cell, "speed"),
    consumerPriorities: valueOf(cell, "consumerPriority"),
    holdBody: valueOf(cell, "holdBody"),
    warmupTimeMs: valueOf(cell, "warmupTime"),
    startJitterMs: valueOf(cell, "startJitter"),
    rampUpMs: valueOf(cell, "rampUp"),
    producers: valueOf(cell, "producers"),
    // The broker ignores the prefetch under automatic acknowledgement, so the default of 1 would be wrong.
    prefetch: ack === "auto" && !isExplicit(cell.prefetch) ? 0 : valueOf(cell, "prefetch"),
    ack,
    multiAckEvery: valueOf(cell, "multiAckEvery"),
    queue: queueSettingsOf(cell),
    queues: valueOf(cell, "queues"),
    exchange: cell.exchange?.value ?? null,
    routingKey: cell.routingKey?.value ?? null,
    queueType: valueOf(cell, "queueType"),
    queueArguments: queueArgumentsOf(cell, queueArguments),
    consumerArguments: argumentsOf(consumerArguments),
    ...resolveDurability(cell),
    tasks: resolveTasks(cell),
    timeSeconds: cell.time?.value ?? scheduleEnd(cell),
    ratePerSecond: valueOf(cell, "rate"),
    pace: valueOf(cell, "pace"),
    phaseOffset: true,
    rttMs: valueOf(cell, "rtt"),
    ...resolveCluster(cell),
    backlog: valueOf(cell, "backlog"),
    skew: resolveSkew(valueOf(cell, "skew"), valueOf(cell, "dot"), readTrace),
    heavyMs: valueOf(cell, "heavy"),
    lightMs: valueOf(cell, "light"),
    dotMs: valueOf(cell, "dot"),
    work,
    body: resolveBody(cell, largestSize(sizeBytes) > 0 || work === "none", readBody),
    properties: resolveProperties(cell, properties),
    priority: cell.priority?.value ?? null,
    sizeBytes,
    heartbeatSeconds: resolveHeartbeat(cell),
    fail: valueOf(cell, "fail"),
    onError: valueOf(cell, "onError"),
    requeueBy: valueOf(cell, "requeueBy"),
    retryDelayMs: valueOf(cell, "onError") === "retry-delay" ? valueOf(cell, "retryDelay") : 0,
    retryMeans: valueOf(cell, "retryMeans"),
    maxAttempts: valueOf(cell, "maxAttempts"),
    deadLetter: cell.deadLetter?.value ?? valueOf(cell, "onError") === "dead-letter",
    messageTtlMs: cell.messageTtl?.value ?? 0,
    maxLength: cell.maxLength?.value ?? 0,
    overflow: valueOf(cell, "overflow"),
    deliveryLimit: resolveDeliveryLimit(cell),
    ackTimeoutMs: cell.ackTimeout?.value ?? 0,
    faults,
    onUnknown: valueOf(cell, "onUnknown"),
    workerCommand: cell.workerCommand?.value ?? null,
    producerCommand: cell.producerCommand?.value ?? null,
    shell: valueOf(cell, "shell"),
    donePattern: cell.donePattern?.value ?? null,
    graceMs: valueOf(cell, "grace") * 1e3,
    leftToProgram: resolveLeft(cell),
    seed: valueOf(cell, "seed"),
  };
}

/** The value of an option that has a default, and so a value in every cell. */
export function valueOf<K extends OptionKey>(cell: Cell, key: K): OptionValues[K] {
  const given = cell[key];
  if (given === undefined) throw new Error(`the option ${key} has no default and was not given`);
  return given.value;
}

/** The value of --heartbeat, else that of the first URI, else the default. */
function resolveHeartbeat(cell: Cell): number {
  const [first] = cell.uri === undefined ? [] : (parseAmqpUris(cell.uri.value).uris ?? []);
  const inUri = first?.heartbeatSeconds ?? null;
  return isExplicit(cell.heartbeat) ? cell.heartbeat.value : (inUri ?? valueOf(cell, "heartbeat"));
}

/** In a private cluster, queues and clients are spread over the nodes; a list of URIs is in order of failover. */
function resolveCluster(cell: Cell): Pick<TrialSettings, "queueLeader" | "quorumSize" | "connect"> {
  const isCluster = valueOf(cell, "nodes") > 1;
  return {
    queueLeader: cell.queueLeader?.value ?? (isCluster ? "balanced" : null),
    quorumSize: cell.quorumSize?.value ?? null,
    connect: cell.connect?.value ?? (isCluster ? "spread" : "listed"),
  };
}

function resolveDeliveryLimit({ deliveryLimit }: Cell): TrialSettings["deliveryLimit"] {
  if (deliveryLimit === undefined) return null;
  return deliveryLimit.value === UNLIMITED_DELIVERIES ? "unlimited" : deliveryLimit.value;
}

/** `-a` is the same as `--ack auto`; the source of higher precedence wins. */
/** A program of the user is always one worker. */
function resolvePacking(cell: Cell): number {
  const given = valueOf(cell, "workersPerProcess");
  if (given !== AUTO_PACKED) return given;
  return cell.workerCommand === undefined ? packedWorkers(valueOf(cell, "workers")) : 1;
}

function resolveAck(cell: Cell): AckMode {
  const { autoAck } = cell;
  return autoAck?.value === true && isStronger(autoAck, cell.ack) ? "auto" : valueOf(cell, "ack");
}

/** The total over all producers; null when only --time ends the publishing, or nothing is published. */
function resolveTasks(cell: Cell): number | null {
  const { tasks, tasksPerProducer, time } = cell;
  // A program decides itself how much it publishes.
  if (cell.producerCommand !== undefined && !isExplicit(tasks) && !tasksPerProducer) return null;
  if (valueOf(cell, "producers") === 0) return null;
  if (tasksPerProducer && isStronger(tasksPerProducer, tasks))
    return tasksPerProducer.value * valueOf(cell, "producers");
  const isTimed = time !== undefined || scheduleEnd(cell) !== null;
  return isTimed && tasks?.source === Source.default ? null : valueOf(cell, "tasks");
}

/** Seconds that a schedule of rates takes, if nothing else ends the publishing; else null. */
function scheduleEnd(cell: Cell): number | null {
  const { tasks, tasksPerProducer, time, producerCommand } = cell;
  const rate = valueOf(cell, "rate");
  if (rate === null || typeof rate === "number" || valueOf(cell, "producers") === 0) return null;
  const isEnded = time !== undefined || tasksPerProducer !== undefined || isExplicit(tasks);
  return isEnded || producerCommand !== undefined ? null : scheduleSeconds(rate);
}

const resolveSkew = (spec: SkewSpec, dotMs: number, readTrace: TraceReader): Skew =>
  spec.kind === "trace" ? { ...spec, costsMs: readTrace(spec.file, dotMs) } : spec;

/** Most programs read text, so they get text unless the plan asks for another body. */
function resolveBody(cell: Cell, isBinaryByNature: boolean, readBody: BodyReader): TrialSettings["body"] {
  const body = valueOf(cell, "body");
  if (body === "auto") return isBinaryByNature && cell.workerCommand === undefined ? "binary" : "text";
  if (typeof body === "string") return body;
  const files = body.files.map(({ file, weight }) => {
    const { path, bytes } = readBody(file);
    return { file: path, bytes, weight };
  });
  return { kind: "files", files };
}

/** A program chooses its own prefetch and acknowledgement, unless an option asks for them. */
function resolveLeft({ workerCommand, ack, autoAck, prefetch }: Cell): LeftToProgram[] {
  if (workerCommand === undefined) return [];
  return [
    ...(isExplicit(ack) || autoAck?.value === true ? [] : (["ack"] as const)),
    ...(isExplicit(prefetch) ? [] : (["prefetch"] as const)),
  ];
}

const resolveProperties = ({ contentType }: Cell, properties: readonly PropertySpec[]): MessageProperties => ({
  ...(contentType === undefined ? {} : { "content-type": contentType.value }),
  ...Object.fromEntries(properties.map(({ name, value }) => [name, value])),
});
