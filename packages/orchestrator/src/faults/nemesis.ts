// Breaks things on schedule and sees to it that they are healed. Every fault and every heal is an event.
import { createRandom, sleep, toMilliseconds } from "@fairhare/core";
import { type Fault, isAlarm } from "@fairhare/workload";
import { EventKind, Role } from "@fairhare/protocol";
import type { Child } from "../fleet/child.ts";
import { breakBroker } from "./break-broker.ts";
import { breakConnection } from "./break-connection.ts";
import { breakProcess } from "./break-process.ts";
import type { NemesisPorts } from "./nemesis-ports.ts";

/** A repeated fault against a burst ends after so long: the run must come to its end. Milliseconds. */
const LONGEST_REPETITION_MS = 120_000;

export class Nemesis {
  readonly #ports: NemesisPorts;
  /** Milliseconds on the host's clock. */
  readonly #began: number;
  readonly #calm = new AbortController();
  readonly #once: Promise<void>[] = [];
  readonly #repeated: Promise<void>[] = [];
  /** Faults that have not come yet. */
  readonly #pending = new Set<string>();
  readonly #random;
  /** Faults that are at work now, and those that are being healed. */
  #breaking = 0;
  #isBrokerBroken = false;
  /** Processes and connections that are broken, or coming back: they are left in peace until they are at work again. */
  readonly #healing = new Set<string>();
  /** One after another: a broker that is starting cannot be broken once more. */
  #brokerFaults: Promise<void> = Promise.resolve();

  /** One after another, so that each knows the numbers of its workers. */
  #joins: Promise<void> = Promise.resolve();

  /** Begins at once with those of the settings' faults that `picks` accepts. */
  constructor(ports: NemesisPorts, picks: (fault: Fault) => boolean) {
    this.#ports = ports;
    this.#began = toMilliseconds(ports.host.clock.now());
    this.#random = createRandom(ports.settings.seed);
    for (const [index, fault] of ports.settings.faults.entries()) {
      if (!picks(fault)) continue;
      this.#pending.add(fault.text);
      const course = this.#run(fault, index + 1).catch(ports.onFailure);
      (fault.everyMs === null ? this.#once : this.#repeated).push(course);
    }
  }

  /** Something is broken, or not whole again. */
  get isBreaking(): boolean {
    return this.#breaking > 0;
  }

  /** Resolves when no repeated fault comes any more: after the longest time that they are repeated for. */
  async exhausted(): Promise<void> {
    await Promise.all([...this.#once, ...this.#repeated]);
  }

  /** Resolves when every fault that comes once has come and is healed. */
  async occurred(): Promise<void> {
    await Promise.all(this.#once);
  }

  /** No fault begins after this; resolves when what is broken is healed. */
  async heal(): Promise<void> {
    this.#calm.abort();
    await Promise.all([...this.#once, ...this.#repeated]);
    for (const text of this.#pending) this.#ports.log.note(`The fault ${text} never came: the run was over before.`);
  }

  async #run(fault: Fault, index: number): Promise<void> {
    const { host, signal, onFailure } = this.#ports;
    const strikes: Promise<void>[] = [];
    for (const time of timesOf(fault)) {
      if (time - fault.atMs > LONGEST_REPETITION_MS) break;
      const waited = AbortSignal.any([signal, this.#calm.signal]);
      const wait = time - (toMilliseconds(host.clock.now()) - this.#began);
      // A recurrence that came due while the one before was being healed is left out, not made good in a burst.
      if (fault.everyMs !== null && wait < -fault.everyMs) continue;
      await sleep(host.clock, Math.max(0, wait), waited).catch(() => undefined);
      if (waited.aborted) break;
      if (fault.kind === "add") {
        this.#joins = this.#joins.then(() => this.#add(fault, index));
        await this.#joins;
        continue;
      }
      if (fault.role === "broker") {
        this.#brokerFaults = this.#brokerFaults.then(() => this.#strike(fault, index, undefined));
        await this.#brokerFaults;
        continue;
      }
      // The next one may come while this one is being healed, on another process.
      const target = this.#target(fault);
      if (target !== undefined) strikes.push(this.#strike(fault, index, target).catch(onFailure));
      else if (fault.everyMs === null) this.#miss(fault);
    }
    await Promise.all(strikes);
  }

  /** Over when the new workers consume; until then they are left in peace. */
  async #add(fault: Fault, index: number): Promise<void> {
    const { log, fleet, signal, onNotice } = this.#ports;
    const slot = fleet.nextWorker;
    const flags = Role.worker;
    this.#pending.delete(fault.text);
    log.record(EventKind.faultBegan, { task: index, slot, flags });
    onNotice(`Fault: ${fault.text}.`);
    const { joins = 1 } = fault;
    const seats = Array.from({ length: joins }, (_, late) => `worker process ${slot + late}`);
    for (const seat of seats) this.#healing.add(seat);
    await fleet.join(joins, signal).finally(() => seats.forEach((seat) => this.#healing.delete(seat)));
    log.record(EventKind.faultHealed, { task: index, slot, flags });
  }

  /** What it names, or everyone that it could hit, is dead or busy with another fault. */
  #miss({ text }: Fault): void {
    const { log, onNotice } = this.#ports;
    this.#pending.delete(text);
    const sentence = `The fault ${text} hit nobody: what it could hit was gone, had finished, or was still broken by another one.`;
    log.note(sentence);
    onNotice(sentence);
  }

  /** Breaks and heals; the broker when there is no target. */
  async #strike(fault: Fault, index: number, target: Child | undefined): Promise<void> {
    const { log, onNotice } = this.#ports;
    const slot = target?.plan.process ?? 0;
    const flags = target === undefined ? 0 : Role[target.plan.role];
    this.#pending.delete(fault.text);
    log.record(EventKind.faultBegan, { task: index, slot, flags });
    onNotice(`Fault: ${fault.text}${target === undefined ? "" : ` → ${placeOf(fault, target)}`}.`);
    this.#breaking++;
    try {
      if (target === undefined) {
        this.#isBrokerBroken = !isAlarm(fault);
        await breakBroker(fault, this.#ports).finally(() => (this.#isBrokerBroken = false));
      } else {
        const place = placeOf(fault, target);
        this.#healing.add(place);
        await this.#break(fault, target).finally(() => this.#healing.delete(place));
      }
    } finally {
      this.#breaking--;
    }
    log.record(EventKind.faultHealed, { task: index, slot, flags });
  }

  #break(fault: Fault, target: Child): Promise<void> {
    return fault.role === "connection"
      ? breakConnection(fault, target, this.#ports)
      : breakProcess(fault, target, this.#ports);
  }

  /** The named process, or one of those at work by the seed; `undefined` when it is not at work. */
  #target(fault: Fault): Child | undefined {
    // A broker that is down has no connections to close.
    if (fault.kind === "close" && this.#isBrokerBroken) return undefined;
    const atWork = this.#candidates(fault).filter(
      (child) => child.isAlive && !this.#healing.has(placeOf(fault, child)),
    );
    if (fault.process !== null) return atWork.find(({ plan }) => plan.process === fault.process);
    return atWork.length === 0 ? undefined : atWork[this.#random.below(atWork.length)];
  }

  #candidates({ role, connection }: Fault): readonly Child[] {
    const { proxy, fleet } = this.#ports;
    const { workers, producers } = fleet;
    if (connection === undefined) return role === "worker" ? workers : producers;
    const consuming = proxy === undefined ? workers : workers.filter(({ plan }) => proxy.isBefore(plan));
    if (connection.owner === "worker") return consuming;
    // A producer that has published everything has nothing to lose by its connection.
    const publishing = producers.filter(({ hasFinished }) => !hasFinished);
    return connection.owner === "producer" ? publishing : [...consuming, ...publishing];
  }
}

const placeOf = ({ role }: Fault, { plan }: Child): string =>
  `${role === "connection" ? "connection of " : ""}${plan.role} process ${plan.process}`;

/** Due times in milliseconds since the start, growing; one for a fault that comes once. */
function* timesOf({ atMs, everyMs }: Pick<Fault, "atMs" | "everyMs">): Generator<number> {
  yield atMs;
  if (everyMs === null) return;
  for (let count = 1; ; count++) yield atMs + count * everyMs;
}
