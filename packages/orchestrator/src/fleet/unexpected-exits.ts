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
  /** A producer's last records were not read, so more tasks may have been published than are known. */
  hasUnreadProducer = false;
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

  /** The last records of the process were not read. */
  readonly unread = ({ plan, hasFinished }: Child): void => {
    if (plan.role === "producer" && !hasFinished) this.hasUnreadProducer = true;
  };

  readonly add = (child: Child, end: ChildEnd, livingWorkers: number): void => {
    if (this.crashes?.take(child) === true) return;
    const { plan } = child;
    // The loss of its host is reported once, and the run continues without it.
    if (end.isShardIncomplete === true && child.agent?.isConnected === false) {
      this.#lose(child, livingWorkers);
      return;
    }
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

  #lose({ plan, agent }: Child, livingWorkers: number): void {
    if (plan.role === "producer") return;
    this.#observer({ type: "worker-lost", slots: plan.slots, how: `was lost with agent ${agent?.number ?? 0}` });
    if (livingWorkers === 0) this.#broken.abort(new Error("no worker process is left: their agents were lost"));
  }
}
