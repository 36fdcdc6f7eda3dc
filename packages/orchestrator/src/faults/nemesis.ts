// Injects the plan's faults on schedule and heals them. Records the begin and the end of every fault as events.
import { createRandom, sleep, toMilliseconds } from "@fairhare/core";
import { finding, findingSentence } from "@fairhare/findings";
import { type Fault, hitsNodes, isAlarm } from "@fairhare/workload";
import { EventKind, Role } from "@fairhare/protocol";
import type { Child } from "../fleet/child.ts";
import { breakAgent } from "./break-agent.ts";
import { breakBroker } from "./break-broker.ts";
import { breakNodes, nodesOf } from "./break-nodes.ts";
import { breakConnection } from "./break-connection.ts";
import { breakProcess } from "./break-process.ts";
import { FaultTargets, placeOf, workerPlace } from "./fault-targets.ts";
import { LeaderWatch } from "./leader-watch.ts";
import type { NemesisPorts } from "./nemesis-ports.ts";

/** Repeated faults end after this time, so that a run without a rate also ends. Milliseconds. */
const LONGEST_REPETITION_MS = 120_000;

export class Nemesis {
  readonly #ports: NemesisPorts;
  /** Milliseconds on the host's clock. */
  readonly #began: number;
  readonly #calm = new AbortController();
  readonly #once: Promise<void>[] = [];
  readonly #repeated: Promise<void>[] = [];
  /** Faults that have not occurred yet. */
  readonly #pending = new Set<string>();
  readonly #random;
  /** Number of faults that are active or being healed. */
  #breaking = 0;
  #isBrokerBroken = false;
  readonly #targets: FaultTargets;
  /** Faults of the broker and of its nodes, one after another: a starting broker is not a valid target. */
  #brokerFaults: Promise<void> = Promise.resolve();
  /** Joining workers, one fault after another, so that each fault knows the numbers of its workers. */
  #joins: Promise<void> = Promise.resolve();

  /** Starts the schedule at once, with those faults of the settings that `picks` accepts. */
  constructor(ports: NemesisPorts, picks: (fault: Fault) => boolean) {
    this.#ports = ports;
    this.#began = toMilliseconds(ports.host.clock.now());
    this.#random = createRandom(ports.settings.seed);
    this.#targets = new FaultTargets(ports, this.#random);
    for (const [index, fault] of ports.settings.faults.entries()) {
      if (!picks(fault)) continue;
      this.#pending.add(fault.text);
      const course = this.#run(fault, index + 1).catch(ports.onFailure);
      (fault.everyMs === null ? this.#once : this.#repeated).push(course);
    }
  }

  /** The broker or a node of it is away: what the queue reports may not be its content. */
  get isBrokerBroken(): boolean {
    return this.#isBrokerBroken;
  }

  /** A fault is active or not healed yet. */
  get isBreaking(): boolean {
    return this.#breaking > 0;
  }

  /** Resolves when all faults are over, including the repeated ones. */
  async exhausted(): Promise<void> {
    await Promise.all([...this.#once, ...this.#repeated]);
  }

  /** Resolves when every fault without `every` has occurred and is healed. */
  async occurred(): Promise<void> {
    await Promise.all(this.#once);
  }

  /** Starts no more faults; resolves when the active ones are healed. */
  async heal(): Promise<void> {
    this.#calm.abort();
    await Promise.all([...this.#once, ...this.#repeated]);
    for (const text of this.#pending) this.#ports.log.report(finding("fault-not-reached", { fault: text }));
  }

  async #run(fault: Fault, index: number): Promise<void> {
    const { host, signal, onFailure } = this.#ports;
    const strikes: Promise<void>[] = [];
    for (const time of timesOf(fault)) {
      if (time - fault.atMs > LONGEST_REPETITION_MS) break;
      const waited = AbortSignal.any([signal, this.#calm.signal]);
      const wait = time - (toMilliseconds(host.clock.now()) - this.#began);
      // A repetition that was due during the healing of the one before is skipped: faults must not come in a burst.
      if (fault.everyMs !== null && wait < -fault.everyMs) continue;
      await sleep(host.clock, Math.max(0, wait), waited).catch(() => undefined);
      if (waited.aborted) break;
      if (fault.kind === "add") {
        this.#joins = this.#joins.then(() => this.#add(fault, index));
        await this.#joins;
        continue;
      }
      if (fault.role === "broker" || fault.role === "node") {
        const strike = (): Promise<void> =>
          hitsNodes(fault) ? this.#strikeNodes(fault, index) : this.#strike(fault, index, undefined);
        this.#brokerFaults = this.#brokerFaults.then(strike);
        await this.#brokerFaults;
        continue;
      }
      if (fault.role === "agent") {
        strikes.push(this.#strikeAgent(fault, index).catch(onFailure));
        continue;
      }
      // A stopped broker has no connections to close.
      const target = fault.kind === "close" && this.#isBrokerBroken ? undefined : this.#targets.choose(fault);
      // The next repetition may hit another process before this one is healed.
      if (target !== undefined) strikes.push(this.#strike(fault, index, target).catch(onFailure));
      else if (fault.everyMs === null) this.#miss(fault);
    }
    await Promise.all(strikes);
  }

  /** Ends when the new workers consume; until then they are not a target. */
  async #add(fault: Fault, index: number): Promise<void> {
    const { log, fleet, signal, onFault } = this.#ports;
    const slot = fleet.nextWorker;
    const flags = Role.worker;
    this.#pending.delete(fault.text);
    log.record(EventKind.faultBegan, { task: index, slot, flags });
    onFault(`Fault: ${fault.text}.`);
    const { joins = 1 } = fault;
    const places = Array.from({ length: joins }, (_, late) => workerPlace(slot + late));
    await this.#targets.without(places, () => fleet.join(joins, signal));
    log.record(EventKind.faultHealed, { task: index, slot, flags });
  }

  /** An agent does not come back by itself, so the fault is over when the connection is lost. */
  async #strikeAgent(fault: Fault, index: number): Promise<void> {
    const { log, onFault, placement } = this.#ports;
    const living = placement?.living ?? [];
    const agent =
      fault.process === null
        ? living[this.#random.below(Math.max(1, living.length))]
        : living.find(({ number }) => number === fault.process);
    if (agent === undefined) return fault.everyMs === null ? this.#miss(fault) : undefined;
    this.#pending.delete(fault.text);
    log.record(EventKind.faultBegan, { task: index, slot: agent.number });
    onFault(`Fault: ${fault.text} → agent ${agent.number} (${agent.name}).`);
    this.#breaking++;
    try {
      await breakAgent(agent);
    } finally {
      this.#breaking--;
    }
    log.record(EventKind.faultHealed, { task: index, slot: agent.number });
  }

  /** Reports a fault without an eligible target. */
  #miss({ text }: Fault): void {
    const { log, onNotice } = this.#ports;
    this.#pending.delete(text);
    const missed = finding("fault-without-target", { fault: text });
    log.report(missed);
    onNotice(findingSentence(missed));
  }

  /** Injects and heals one fault; without a target it is a fault of the broker. */
  async #strike(fault: Fault, index: number, target: Child | undefined): Promise<void> {
    const { log, onFault } = this.#ports;
    const slot = target?.plan.process ?? 0;
    const flags = target === undefined ? 0 : Role[target.plan.role];
    this.#pending.delete(fault.text);
    log.record(EventKind.faultBegan, { task: index, slot, flags });
    onFault(`Fault: ${fault.text}${target === undefined ? "" : ` → ${placeOf(fault, target)}`}.`);
    this.#breaking++;
    try {
      if (target === undefined) {
        this.#isBrokerBroken = !isAlarm(fault);
        await breakBroker(fault, this.#ports).finally(() => (this.#isBrokerBroken = false));
      } else await this.#targets.without([placeOf(fault, target)], () => this.#break(fault, target));
    } finally {
      this.#breaking--;
    }
    log.record(EventKind.faultHealed, { task: index, slot, flags });
  }

  /** Chooses the nodes of a cluster, breaks them and brings them back. */
  async #strikeNodes(fault: Fault, index: number): Promise<void> {
    const isHealed = await this.#hitNodes(fault, index);
    // After the last reading of the leader, which belongs to the fault.
    if (isHealed) this.#ports.log.record(EventKind.faultHealed, { task: index });
  }

  /** False if the fault has no target. */
  async #hitNodes(fault: Fault, index: number): Promise<boolean> {
    const { log, onFault } = this.#ports;
    await using watch = await LeaderWatch.open(this.#ports);
    const nodes = await nodesOf(fault, watch, { ...this.#ports, random: this.#random });
    if (nodes.length === 0) {
      if (fault.everyMs === null) this.#miss(fault);
      return false;
    }
    this.#pending.delete(fault.text);
    log.record(EventKind.faultBegan, { task: index });
    const words = nodes.length === 1 ? `node ${nodes[0]}` : `nodes ${nodes.join(", ")}`;
    onFault(`Fault: ${fault.text}${fault.role === "node" ? ` → ${words}` : ""}.`);
    this.#breaking++;
    this.#isBrokerBroken = true;
    try {
      await breakNodes(fault, index, nodes, this.#ports);
    } finally {
      this.#breaking--;
      this.#isBrokerBroken = false;
    }
    return true;
  }

  #break(fault: Fault, target: Child): Promise<void> {
    return fault.role === "connection"
      ? breakConnection(fault, target, this.#ports)
      : breakProcess(fault, target, this.#ports);
  }
}

/** Due times in milliseconds since the start, ascending; one time for a fault without `every`, else endless. */
function* timesOf({ atMs, everyMs }: Pick<Fault, "atMs" | "everyMs">): Generator<number> {
  yield atMs;
  if (everyMs === null) return;
  for (let count = 1; ; count++) yield atMs + count * everyMs;
}
