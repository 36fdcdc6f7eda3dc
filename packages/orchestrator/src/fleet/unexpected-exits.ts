// Handles children that exit without a request and without a fault: findings, notices, and the end of the run.
import { finding } from "@fairhare/findings";
import type { CrashRestarts } from "./crash-restarts.ts";
import { type Child, describeEnd } from "./child.ts";
import type { ChildEnd } from "@fairhare/places";
import type { Observer } from "../run/progress.ts";
import type { RunLog } from "../run/run-log.ts";

/** The run continues while a worker is left. */
export class UnexpectedExits {
  producers = 0;
  /** Restarts crashed workers, from the measurement on. */
  crashes: CrashRestarts | undefined;
  readonly #observer: Observer;
  readonly #log: RunLog;
  readonly #broken: AbortController;

  constructor(observer: Observer, log: RunLog, broken: AbortController) {
    this.#observer = observer;
    this.#log = log;
    this.#broken = broken;
  }

  readonly add = (child: Child, end: ChildEnd, livingWorkers: number): void => {
    if (this.crashes?.take(child) === true) return;
    const { plan } = child;
    const { role, process } = plan;
    const how = end.reason ?? describeEnd(end);
    if (child.isHopeless) this.#broken.abort(new Error(how));
    if (role === "producer") {
      this.producers++;
      this.#log.report(
        end.reason === undefined
          ? finding("process-crashed", { role, process, how: describeEnd(end) })
          : finding("process-failed", { role, process, reason: end.reason }),
      );
      this.#observer({ type: "notice", message: `${child.name} failed: ${how}` });
      return;
    }
    if (end.reason !== undefined) this.#log.report(finding("process-failed", { role, process, reason: end.reason }));
    this.#observer({ type: "worker-lost", slots: plan.slots, how });
    if (livingWorkers === 0) this.#broken.abort(new Error("no worker process is left"));
  };
}
