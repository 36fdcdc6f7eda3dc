// The spans in which a fault froze processes of the fleet (`stop:worker`, `stop:producer`). A frozen process is neither
// busy nor idle, and its event loop does not count as stalled.
import { type FleetRole, slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { mergedSpans, type Span } from "../span.ts";
import type { Occurrence } from "./occurrence.ts";

const NEVER: readonly Span[] = [];

export class FrozenSpans {
  readonly #ofProcess = new Map<string, readonly Span[]>();
  readonly #ofSlot = new Map<number, readonly Span[]>();

  constructor(occurrences: readonly Occurrence[], settings: Pick<TrialSettings, "workers" | "workersPerProcess">) {
    for (const { plan, fleetRole, process, beganAt, healedAt } of occurrences) {
      if (plan?.kind !== "stop" || fleetRole === null || process === 0) continue;
      const spans = mergedSpans([...this.ofProcess(fleetRole, process), { from: beganAt, to: healedAt ?? Infinity }]);
      this.#ofProcess.set(`${fleetRole}/${process}`, spans);
      if (fleetRole === "worker") for (const slot of slotsOfProcess(process, settings)) this.#ofSlot.set(slot, spans);
    }
  }

  ofProcess(role: FleetRole, process: number): readonly Span[] {
    return this.#ofProcess.get(`${role}/${process}`) ?? NEVER;
  }

  ofSlot(slot: number): readonly Span[] {
    return this.#ofSlot.get(slot) ?? NEVER;
  }

  /** By slot: the spans in which it was frozen. */
  get slots(): ReadonlyMap<number, readonly Span[]> {
    return this.#ofSlot;
  }
}
