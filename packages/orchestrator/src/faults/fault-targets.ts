// The processes and connections that a fault may hit now. One that another fault has hit is a target again when it works.
import type { Random } from "@fairhare/core";
import type { Fault } from "@fairhare/workload";
import type { Child } from "../fleet/child.ts";
import type { NemesisPorts } from "./nemesis-ports.ts";

export class FaultTargets {
  readonly #ports: Pick<NemesisPorts, "fleet" | "proxy">;
  readonly #random: Random;
  /** Places under a fault, restarting or joining. */
  readonly #healing = new Set<string>();

  constructor(ports: Pick<NemesisPorts, "fleet" | "proxy">, random: Random) {
    this.#ports = ports;
    this.#random = random;
  }

  /** The process that the fault names, or one drawn by the seed; undefined when none is eligible. */
  choose(fault: Fault): Child | undefined {
    const atWork = this.#candidates(fault).filter(
      (child) => child.isAlive && !this.#healing.has(placeOf(fault, child)),
    );
    if (fault.process !== null) return atWork.find(({ plan }) => plan.process === fault.process);
    return atWork.length === 0 ? undefined : atWork[this.#random.below(atWork.length)];
  }

  /** Leaves these places alone until `work` ends. */
  async without(places: readonly string[], work: () => Promise<void>): Promise<void> {
    for (const place of places) this.#healing.add(place);
    try {
      await work();
    } finally {
      for (const place of places) this.#healing.delete(place);
    }
  }

  #candidates({ role, connection }: Fault): readonly Child[] {
    const { proxy, fleet } = this.#ports;
    const { workers, producers } = fleet;
    if (connection === undefined) return role === "worker" ? workers : producers;
    const consuming = proxy === undefined ? workers : workers.filter(({ plan }) => proxy.isBefore(plan));
    if (connection.owner === "worker") return consuming;
    // A finished producer does not need its connection any more.
    const publishing = producers.filter(({ hasFinished }) => !hasFinished);
    return connection.owner === "producer" ? publishing : [...consuming, ...publishing];
  }
}

/** The place of a fault's target, in the words of its messages. */
export const placeOf = ({ role }: Fault, { plan }: Child): string =>
  `${role === "connection" ? "connection of " : ""}${plan.role} process ${plan.process}`;

export const workerPlace = (process: number): string => `worker process ${process}`;
