// Literal histories for tests: each method adds one record, with times in milliseconds. `write-shards.ts` encodes them.
import {
  DeadLetterReason,
  EventFlag,
  EventKind,
  FailureOutcome,
  NodeAbsence,
  PhaseCode,
  Role,
} from "@fairhare/protocol";
import type { MemoryShard } from "../history/open-shards.ts";
import { type Damage, ns, PID, type Row, type Shard, writeShards } from "./write-shards.ts";

const SIGKILL = 9;

type Task = { readonly costMs?: number; readonly heavy?: boolean };

export const history = (): History => new History();

/** `worker` and `producer` select a shard and open it if it is new; the other methods append to the selected shard. */
export class History {
  readonly #shards: Shard[] = [];
  readonly #orchestrator = this.#open("orchestrator-1.1", Role.orchestrator, 1, 1, 0);
  #current = this.#orchestrator;
  #slot = 0;

  // — the orchestrator —
  /** A drain ends with the proof that the queue is empty; call `drained` for one without. */
  phase(name: keyof typeof PhaseCode, at: number): this {
    return name === "drained" ? this.drained(at) : this.#enterPhase(name, at);
  }
  drained(at: number, { ready = 0, unacked = 0, isProven = true } = {}): this {
    if (isProven) this.#log({ kind: EventKind.settled, at, slot: 0, detail: ready, tag: unacked });
    return this.#enterPhase("drained", at);
  }
  /** `agent`: where it runs; 0 is the orchestrator's host. */
  spawned(process: number, at: number, incarnation = 1, role: Role = Role.worker, agent = 0): this {
    const about = { slot: process, task: incarnation, flags: role, detail: PID, tag: agent };
    return this.#log({ kind: EventKind.spawned, at, ...about });
  }
  /** The connection to the agent is lost; the records of its processes end here. `endedBy`: when they have ended. */
  agentLost(agent: number, at: number, endedBy = at): this {
    return this.#log({ kind: EventKind.agentLost, at, slot: agent, other: ns(endedBy) });
  }
  /** A process on the host of a lost agent. */
  unread(process: number, at: number, incarnation = 1, role: Role = Role.worker): this {
    return this.exited(process, at, { incarnation, role: (role | EventFlag.unread) as Role });
  }
  /** The clock of the agent's processes was this far ahead of the orchestrator's. */
  exchanged(agent: number, at: number, offsetMs: number, { roundTripMs = 0.2 } = {}): this {
    const about = { slot: agent, other: offsetMs * 1e6, detail: roundTripMs * 1e6 };
    return this.#log({ kind: EventKind.clockExchanged, at, ...about });
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
  /** The last reading of each of several queues. */
  queueLeft(ready: readonly number[], at: number): this {
    for (const [index, detail] of ready.entries())
      this.#log({ kind: EventKind.queueLeft, at, slot: index + 1, detail });
    return this;
  }
  /** `index` in the plan, from 1; `process` is 0 for the broker; `to` is null for a fault that is never healed. */
  fault(index: number, from: number, to: number | null, process = 0, role: Role | 0 = 0): this {
    const about = { slot: process, task: index, flags: role };
    this.#log({ kind: EventKind.faultBegan, at: from, ...about });
    return to === null ? this : this.#log({ kind: EventKind.faultHealed, at: to, ...about });
  }
  brokerWrote(bytes: number, at: number): this {
    return this.#log({ kind: EventKind.brokerWrote, at, slot: 0, other: bytes });
  }
  /** A node of a cluster is away because of this fault. */
  node(number: number, fault: number, absence: keyof typeof NodeAbsence, from: number, to: number | null): this {
    const about = { slot: number, task: fault, detail: NodeAbsence[absence] };
    this.#log({ kind: EventKind.nodeDown, at: from, ...about });
    return to === null ? this : this.#log({ kind: EventKind.nodeUp, at: to, ...about });
  }
  /** 0: no node knows a leader. `queue`: the number of one of several, from 2. */
  leader(number: number, at: number, answeredAt = at, queue = 0): this {
    return this.#log({ kind: EventKind.leaderSeen, at, slot: number, task: queue, other: ns(answeredAt) });
  }
  /** The orchestrator's own CPU time, and that of a machine with two cores. */
  usage(cpuSeconds: number, at: number, machine: { busy: number; stolenMs?: number } | null = null): this {
    this.#log({ kind: EventKind.orchestratorSampled, at, slot: 0, other: cpuSeconds });
    if (machine === null) return this;
    const { busy, stolenMs = 0 } = machine;
    return this.#log({ kind: EventKind.machineSampled, at, slot: 0, other: busy, detail: 2, tag: stolenMs });
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
  /** Attempted, handed over to the socket and, 1 ms later, confirmed. */
  published(task: number, at: number, about: Task = {}): this {
    return this.attempted(task, at, about)
      .handed(at)
      .confirmed(task, at + 1);
  }

  // — a worker —
  /** A new shard begins with the registration of its consumer at `since`. */
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
  /** Delivered, started and completed by the current slot. */
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

  // — producers and workers —
  connected(at: number, uriIndex = 0): this {
    return this.#add({ kind: EventKind.connected, at, detail: uriIndex });
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
  traffic(sent: number, received: number, at: number): this {
    this.#add({ kind: EventKind.sent, at, other: sent });
    return this.#add({ kind: EventKind.received, at, other: received });
  }
  /** The sample right before it begins to publish or to consume. */
  begins(cpuSeconds: number, at: number): this {
    return this.#add({ kind: EventKind.sampled, at, other: cpuSeconds, flags: EventFlag.begin });
  }
  sampled(cpuSeconds: number, kib: number, at: number, stallMs = 0): this {
    return this.#add({ kind: EventKind.sampled, at, other: cpuSeconds, detail: kib, tag: stallMs * 1e3 });
  }

  /** With the records that a fleet always writes; see `writeShards`. */
  shards(damage: Damage = {}): MemoryShard[] {
    return writeShards(this.#orchestrator, this.#shards, damage);
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
