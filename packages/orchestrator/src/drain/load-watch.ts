// Records what the orchestrator's process and the machine use, so that a run can tell when they, and not the broker, were the
// limit.
import { EventKind } from "@fairhare/protocol";
import type { Host, MachineCpu } from "../fleet/host.ts";
import type { RunLog } from "../run/run-log.ts";

const INTERVAL_NS = 500e6;

export class LoadWatch {
  readonly #log: RunLog;
  readonly #read: Host["machineCpu"];
  #recordedAt = -Infinity;
  #first: MachineCpu | null = null;

  constructor(log: RunLog, { machineCpu }: Pick<Host, "machineCpu">) {
    this.#log = log;
    this.#read = machineCpu;
  }

  /** Records a sample, unless the last one is recent or the machine does not say. */
  record(): void {
    const at = this.#log.clock.now();
    if (at - this.#recordedAt < INTERVAL_NS) return;
    this.#recordedAt = at;
    const cpu = this.#read?.() ?? null;
    if (cpu === null) return;
    const first = (this.#first ??= cpu);
    this.#log.record(EventKind.orchestratorSampled, { at, other: cpu.ownSeconds });
    this.#log.record(EventKind.machineSampled, {
      at,
      other: cpu.busySeconds - first.busySeconds,
      detail: cpu.cores,
      tag: Math.max(0, Math.round((cpu.stealSeconds - first.stealSeconds) * 1e3)),
    });
  }
}
