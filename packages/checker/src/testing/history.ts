// Literal histories for tests: rows in milliseconds, written into real shards by the protocol's own encoder.
import { nanoseconds } from "@fairhare/core";
import {
  DeadLetterReason,
  EventFlag,
  EventKind,
  FailureOutcome,
  PhaseCode,
  RECORD_BYTES,
  Role,
  ShardEncoder,
} from "@fairhare/protocol";
import type { NamedShard } from "../history/open-shards.ts";

/** Every literal time counts from here, so that none is 0, which means "not named". */
const EPOCH_MS = 1_000;
const SIGKILL = 9;
/** Of every process. */
const PID = 1;

interface Row {
  readonly kind: EventKind;
  readonly at: number;
  readonly slot: number;
  readonly task?: number;
  readonly other?: number;
  readonly flags?: number;
  readonly detail?: number;
  readonly tag?: number;
}

interface Shard {
  readonly name: string;
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  readonly openedAt: number;
  readonly rows: Row[];
}

export interface Damage {
  readonly tear?: Readonly<Record<string, number>>;
  readonly without?: readonly string[];
  readonly unfinished?: readonly string[];
  readonly unclosed?: readonly string[];
}

type Task = { readonly costMs?: number; readonly heavy?: boolean };

export const history = (): History => new History();

/** Each method appends to the shard that was named last; `worker` and `producer` name one, and open it if it is new. */
export class History {
  readonly #shards: Shard[] = [];
  readonly #orchestrator = this.#open("orchestrator-1.1", Role.orchestrator, 1, 1, 0);
  #current = this.#orchestrator;
  #slot = 0;

  // — the orchestrator —
  /** A drain ends with the proof that the queue is empty; `drained` says otherwise. */
  phase(name: keyof typeof PhaseCode, at: number): this {
    return name === "drained" ? this.drained(at) : this.#enterPhase(name, at);
  }
  drained(at: number, { ready = 0, unacked = 0, isProven = true } = {}): this {
    if (isProven) this.#log({ kind: EventKind.settled, at, slot: 0, detail: ready, tag: unacked });
    return this.#enterPhase("drained", at);
  }
  spawned(process: number, at: number, incarnation = 1, role: Role = Role.worker): this {
    return this.#log({ kind: EventKind.spawned, at, slot: process, task: incarnation, flags: role, detail: PID });
  }
  exited(
    process: number,
    at: number,
    about: { incarnation?: number; code?: number; signal?: number; role?: Role } = {},
  ): this {
    const { incarnation = 1, code = 0, signal = 0, role = Role.worker } = about;
    const row = { kind: EventKind.exited, at, slot: process, task: incarnation, flags: role };
    return this.#log({ ...row, detail: code, tag: signal });
  }
  killed(process: number, at: number, incarnation = 1): this {
    return this.exited(process, at, { incarnation, signal: SIGKILL });
  }
  depth(ready: number, at: number, consumers = 0): this {
    return this.#log({ kind: EventKind.depth, at, slot: 0, detail: ready, tag: consumers });
  }
  /** Of the fault with this index in the plan, on a process, or on the broker (0); null is never healed. */
  fault(index: number, from: number, to: number | null, process = 0, role: Role | 0 = 0): this {
    const about = { slot: process, task: index, flags: role };
    this.#log({ kind: EventKind.faultBegan, at: from, ...about });
    return to === null ? this : this.#log({ kind: EventKind.faultHealed, at: to, ...about });
  }
  brokerSampled(cpuSeconds: number, kib: number, at: number): this {
    return this.#log({ kind: EventKind.brokerSampled, at, slot: 0, other: cpuSeconds, detail: kib });
  }

  queueSampled(ready: number, unacked: number, bytes: number, at: number): this {
    return this.#log({ kind: EventKind.queueSampled, at, slot: 0, other: bytes, detail: ready, tag: unacked });
  }
  memorySampled(bytes: number, at: number): this {
    return this.#log({ kind: EventKind.memorySampled, at, slot: 0, other: bytes });
  }

  // — a producer —
  producer(process: number, incarnation = 1): this {
    return this.#enter(`producer-${process}.${incarnation}`, Role.producer, process, incarnation, process);
  }
  attempted(task: number, at: number, { costMs = 0, heavy = false }: Task = {}, intended = at): this {
    const detail = costMs * 1e3;
    return this.#add({
      kind: EventKind.attempted,
      at,
      task,
      other: ns(intended),
      flags: heavy ? EventFlag.heavy : 0,
      detail,
    });
  }
  handed(at: number): this {
    return this.#add({ kind: EventKind.handed, at });
  }
  confirmed(task: number, at: number): this {
    return this.#add({ kind: EventKind.confirmed, at, task });
  }
  nacked(task: number, at: number): this {
    return this.#add({ kind: EventKind.nacked, at, task });
  }
  returned(task: number, at: number): this {
    return this.#add({ kind: EventKind.returned, at, task, detail: 312 });
  }
  finished(at: number): this {
    return this.#add({ kind: EventKind.finished, at });
  }
  processed(at: number): this {
    return this.#add({ kind: EventKind.processed, at });
  }
  /** Attempted, handed over and confirmed, all at once. */
  published(task: number, at: number, about: Task = {}): this {
    return this.attempted(task, at, about)
      .handed(at)
      .confirmed(task, at + 1);
  }

  // — a worker —
  /** A new shard begins with the consumer's registration at `since`. */
  worker(process: number, { incarnation = 1, slot = process, since = 0 } = {}): this {
    const isNew = !this.#shards.some(({ name }) => name === `worker-${process}.${incarnation}`);
    this.#enter(`worker-${process}.${incarnation}`, Role.worker, process, incarnation, slot, since);
    return isNew ? this.#add({ kind: EventKind.consuming, at: since }) : this;
  }
  delivered(task: number, at: number, flag?: "redelivered"): this {
    return this.#add({ kind: EventKind.delivered, at, task, flags: flag ? EventFlag.redelivered : 0, tag: task });
  }
  started(task: number, at: number): this {
    return this.#add({ kind: EventKind.started, at, task, tag: task });
  }
  completed(task: number, begun: number, at: number): this {
    return this.#add({ kind: EventKind.completed, at, task, other: ns(begun), tag: task });
  }
  failed(task: number, begun: number, at: number, outcome: keyof typeof FailureOutcome): this {
    return this.#add({ kind: EventKind.failed, at, task, other: ns(begun), detail: FailureOutcome[outcome] });
  }
  /** Delivered, begun and completed by the current slot. */
  worked(task: number, from: number, to: number): this {
    return this.delivered(task, from).started(task, from).completed(task, from, to);
  }

  // — the dead-letter queue —
  deadLetterQueue(): this {
    return this.#enter("dead-letters-1.1", Role.deadLetters, 1, 1, 1);
  }
  deadLettered(task: number, at: number, reason: keyof typeof DeadLetterReason = "rejected"): this {
    return this.deadLetterQueue().#add({
      kind: EventKind.deadLettered,
      at,
      task,
      detail: DeadLetterReason[reason],
    });
  }

  // — both —
  connected(at: number): this {
    return this.#add({ kind: EventKind.connected, at });
  }
  consuming(at: number): this {
    return this.#add({ kind: EventKind.consuming, at });
  }
  disconnected(at: number, replyCode = 320): this {
    return this.#add({ kind: EventKind.disconnected, at, detail: replyCode });
  }
  cancelled(at: number): this {
    return this.#add({ kind: EventKind.cancelled, at });
  }
  blocked(at: number): this {
    return this.#add({ kind: EventKind.blocked, at });
  }
  unblocked(at: number): this {
    return this.#add({ kind: EventKind.unblocked, at });
  }
  closed(at: number): this {
    return this.#add({ kind: EventKind.closed, at });
  }
  sampled(cpuSeconds: number, kib: number, at: number, stallMs = 0): this {
    return this.#add({ kind: EventKind.sampled, at, other: cpuSeconds, detail: kib, tag: stallMs * 1e3 });
  }

  /**
   * The shards' bytes. What a fleet writes as a matter of course is added where the history does not say otherwise: that
   * each process was started, that each producer finished unless it was killed, that the run ended; and shards are closed,
   * but for those of processes that were killed. `tear` names shards whose writer died in its last write: that many bytes
   * of it are missing. `unfinished` producers never finished, and `unclosed` shards lack their closing record.
   */
  shards({ tear = {}, without = [], unfinished = [], unclosed = [] }: Damage = {}): NamedShard[] {
    const encoded = this.#shards
      .filter((shard) => shard !== this.#orchestrator)
      .map((shard) => ({
        name: shard.name,
        bytes: encode(this.#finished(shard, unfinished), {
          torn: tear[shard.name] ?? 0,
          isClosed: !this.#isKilled(shard) && !unclosed.includes(shard.name),
        }),
      }));
    const sizeOf = ({ slot, task, flags }: Row): number =>
      encoded.find(({ name }) => name === `${flags === Role.producer ? "producer" : "worker"}-${slot}.${task}`)?.bytes
        .byteLength ?? 0;
    const rows = [...this.#unsaidSpawns(), ...this.#orchestrator.rows, ...this.#unsaidEnd()].map((row) =>
      row.kind === EventKind.exited ? { ...row, other: sizeOf(row) } : row,
    );
    const { name } = this.#orchestrator;
    const isClosed = !unclosed.includes(name);
    return [{ name, bytes: encode({ ...this.#orchestrator, rows }, { isClosed }) }, ...encoded]
      .filter((shard) => !without.includes(shard.name))
      .map((shard) => ({ name: `${shard.name}.shard`, bytes: shard.bytes }));
  }

  #unsaidSpawns(): Row[] {
    const { spawned: kind } = EventKind;
    const said = this.#orchestrator.rows.filter((row) => row.kind === kind);
    return this.#shards
      .filter(({ role }) => role === Role.producer || role === Role.worker)
      .filter(
        ({ role, process, incarnation }) =>
          !said.some(({ slot, task, flags }) => flags === role && slot === process && task === incarnation),
      )
      .map(({ role: flags, process: slot, incarnation: task, openedAt: at }) => {
        return { kind, at, slot, task, flags, detail: PID };
      });
  }

  #unsaidEnd(): Row[] {
    const { rows } = this.#orchestrator;
    const { phase: kind } = EventKind;
    if (rows.some((row) => row.kind === kind && row.detail === PhaseCode.ended)) return [];
    return [{ kind, at: Math.max(0, ...rows.map(({ at }) => at)), slot: 0, detail: PhaseCode.ended }];
  }

  #finished(shard: Shard, unfinished: readonly string[]): Shard {
    const { role, process, incarnation, rows, openedAt } = shard;
    const incarnations = this.#shards.filter((other) => other.role === role && other.process === process);
    const isSaid = incarnations.some((other) => other.rows.some(({ kind }) => kind === EventKind.finished));
    const isLast = incarnations.every((other) => other.incarnation <= incarnation);
    if (role !== Role.producer || isSaid || !isLast || this.#isKilled(shard) || unfinished.includes(shard.name))
      return shard;
    const at = Math.max(openedAt, ...rows.map((row) => row.at));
    return { ...shard, rows: [...rows, { kind: EventKind.finished, at, slot: process }] };
  }

  #isKilled({ role, process, incarnation }: Shard): boolean {
    return this.#orchestrator.rows.some(
      ({ kind, slot, task, flags, tag = 0, detail = 0 }) =>
        kind === EventKind.exited &&
        (tag !== 0 || detail !== 0) &&
        slot === process &&
        task === incarnation &&
        flags === role,
    );
  }

  #enterPhase(name: keyof typeof PhaseCode, at: number): this {
    return this.#log({ kind: EventKind.phase, at, slot: 0, detail: PhaseCode[name] });
  }
  #open(name: string, role: Role, process: number, incarnation: number, openedAt: number): Shard {
    const shard = { name, role, process, incarnation, openedAt, rows: [] };
    this.#shards.push(shard);
    return shard;
  }
  #enter(name: string, role: Role, process: number, incarnation: number, slot: number, openedAt = 0): this {
    this.#slot = slot;
    this.#current =
      this.#shards.find((shard) => shard.name === name) ?? this.#open(name, role, process, incarnation, openedAt);
    return this;
  }
  #add(row: Omit<Row, "slot">): this {
    this.#current.rows.push({ ...row, slot: this.#slot });
    return this;
  }
  #log(row: Row): this {
    this.#orchestrator.rows.push(row);
    return this;
  }
}

const ns = (milliseconds: number): number => (milliseconds + EPOCH_MS) * 1e6;

/** In blocks of a few records, as a process writes them. */
const BLOCK_RECORDS = 3;

function encode({ role, process, incarnation, openedAt, rows }: Shard, { torn = 0, isClosed = true } = {}): Uint8Array {
  const header = { role, process, incarnation, pid: PID, openedAt: nanoseconds(ns(openedAt)) };
  const encoder = new ShardEncoder(header, BLOCK_RECORDS);
  const parts = [encoder.header.slice()];
  const take = (length: number): unknown => parts.push(encoder.bytes.slice(0, length));
  for (const [index, row] of rows.entries()) {
    // A torn record stands in a block of its own, which never got its seal.
    if (encoder.isFull || (torn > 0 && index === rows.length - 1)) take(encoder.seal());
    const { kind, at, slot, task = 0, other = 0, flags = 0, detail = 0, tag = 0 } = row;
    encoder.append(kind, ns(at), slot, task, other, flags, detail, tag);
  }
  if (torn > 0) take(encoder.seal() - RECORD_BYTES - torn);
  else take(isClosed ? encoder.close() : encoder.seal());
  return new Uint8Array(Buffer.concat(parts));
}
