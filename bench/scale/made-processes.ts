// The producers and workers of a made run: the records that they would have written, in the order of time.
import { EventFlag, EventKind, Role } from "@fairhare/protocol";
import { type MadeProcess, MadeShard, type RunDirectory } from "./made-shard.ts";

export interface MadeFleet {
  readonly workers: number;
  readonly producers: number;
  readonly prefetch: number;
  readonly tasks: number;
  /** Nanoseconds: between two intended sends, service time of a task, beginning of the publishing. */
  readonly gap: number;
  readonly cost: number;
  readonly epoch: number;
}

export interface Made extends MadeProcess {
  readonly role: Role;
  readonly redelivered: number;
}

/** Nanoseconds: from a kill to the next process of the worker. */
export const RESTART_NS = 200e6;

const PUBLISH_NS = 20e3;
const CONFIRM_NS = 400e3;
const DELIVERY_NS = 250e3;
/** From the spawn of a process to its first record, and to its first delivery. */
const OPEN_NS = 1e9;
const CONNECT_NS = 30e6;
/** Completions between two samples of the process. */
const SAMPLED_EVERY = 1_000;
/** Records of a turn of the event loop. */
const TURN = { producer: 30, worker: 6 } as const;

const intendedAt = ({ epoch, gap }: MadeFleet, task: number): number => Math.round(epoch + task * gap);
const attemptedAt = (fleet: MadeFleet, task: number): number =>
  intendedAt(fleet, task) + PUBLISH_NS + jitter(task, 60e3);

/** Producer p of n publishes p, p + n, p + 2n and so on. */
export function writeProducer(run: RunDirectory, fleet: MadeFleet, producer: number): Made {
  const { producers, tasks, cost, epoch } = fleet;
  const shard = open(run, "producer", producer, 1, epoch - OPEN_NS);
  shard.append(EventKind.connected, epoch - OPEN_NS / 2, producer, 0);
  shard.append(EventKind.begun, epoch, producer, 0, epoch);
  let unconfirmed = producer;
  const confirmUntil = (until: number): void => {
    for (; unconfirmed <= tasks; unconfirmed += producers) {
      const at = attemptedAt(fleet, unconfirmed) + CONFIRM_NS;
      if (at > until) return;
      shard.append(EventKind.confirmed, at, producer, unconfirmed);
    }
  };
  for (let task = producer; task <= tasks; task += producers) {
    const at = attemptedAt(fleet, task);
    confirmUntil(at);
    shard.append(EventKind.attempted, at, producer, task, intendedAt(fleet, task), 0, cost / 1e3);
  }
  shard.append(EventKind.finished, 0, producer, 0);
  confirmUntil(Infinity);
  shard.append(EventKind.closed, 0, producer, 0);
  return { ...shard.end({ killed: false }), role: Role.producer, redelivered: 0 };
}

/** Worker w of n receives w, w + n, w + 2n and so on, as with round-robin dispatch; a killed one again what it held. */
export function writeWorker(run: RunDirectory, fleet: MadeFleet, worker: number): Made[] {
  const { workers, prefetch, tasks, cost, epoch } = fleet;
  const count = tasks / workers;
  const killedAfter = worker % 4 === 1 ? Math.floor(count / 4 + (count * worker) / workers / 2) : -1;
  const taskAt = (index: number): number => worker + index * workers;
  const doneAt = new Float64Array(count);
  const made: Made[] = [];
  let shard = open(run, "worker", worker, 1, epoch - OPEN_NS);
  let delivered = 0;
  let heldByKilled = 0;
  let redelivered = 0;
  const consume = (at: number): void => {
    shard.append(EventKind.connected, at, worker, 0);
    shard.append(EventKind.consuming, at, worker, 0);
  };
  const deliverUntil = (until: number, current: number): void => {
    for (; delivered < Math.min(count, current + prefetch); delivered++) {
      const task = taskAt(delivered);
      const freedAt = (doneAt[delivered - prefetch] ?? 0) + DELIVERY_NS;
      const at = Math.max(shard.at, freedAt, attemptedAt(fleet, task) + DELIVERY_NS);
      if (at > until) return;
      const isRedelivered = delivered < heldByKilled;
      if (isRedelivered) redelivered++;
      const flags = isRedelivered ? EventFlag.redelivered : 0;
      shard.append(EventKind.delivered, at, worker, task, intendedAt(fleet, task), flags, 0, delivered + 1);
    }
  };
  consume(epoch - OPEN_NS / 2);
  for (let index = 0; index < count; index++) {
    const task = taskAt(index);
    const freedAt = (doneAt[index - 1] ?? 0) + DELIVERY_NS;
    deliverUntil(Math.max(shard.at, freedAt, attemptedAt(fleet, task) + DELIVERY_NS), index);
    const beganAt = shard.at + 5e3 + jitter(task, 5e3);
    shard.append(EventKind.started, beganAt, worker, task, 0, 0, 0, index + 1);
    const at = beganAt + cost + 20e3 + jitter(task + 7, 50e3);
    deliverUntil(at, index);
    shard.append(EventKind.completed, at, worker, task, beganAt, 0, 0, index + 1);
    doneAt[index] = shard.at;
    if (index % SAMPLED_EVERY === 0) shard.append(EventKind.sampled, shard.at, 0, 0, index / 1e4, 0, 50_000, 900);
    if (index !== killedAfter || made.length > 0) continue;
    // The ack of this completion did not leave, so the task is delivered again, like those in the prefetch buffer.
    made.push({ ...shard.end({ killed: true }), role: Role.worker, redelivered: 0 });
    heldByKilled = delivered;
    delivered = index--;
    const openedAt = shard.at + RESTART_NS;
    shard = open(run, "worker", worker, 2, openedAt);
    consume(openedAt + CONNECT_NS);
  }
  shard.append(EventKind.closed, 0, worker, 0);
  return [...made, { ...shard.end({ killed: false }), role: Role.worker, redelivered }];
}

function open(
  run: RunDirectory,
  role: "producer" | "worker",
  process: number,
  incarnation: number,
  openedAt: number,
): MadeShard {
  return new MadeShard(run, { role, process, incarnation, openedAt, turn: TURN[role] });
}

/** Whole nanoseconds below `range`, a function of the task: multiplicative hashing (Knuth). */
const jitter = (task: number, range: number): number =>
  Math.floor(((Math.imul(task, 2_654_435_761) >>> 0) / 2 ** 32) * range);
