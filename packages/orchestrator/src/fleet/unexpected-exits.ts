// Handles children that exit without a request and without a fault: notes, notices, and the end of the run.
import { type Child, describeEnd } from "./child.ts";
import type { ChildEnd } from "./host.ts";
import type { Observer } from "../run/progress.ts";
import type { RunLog } from "../run/run-log.ts";

/** The run continues while a worker is left. */
export class UnexpectedExits {
  producers = 0;
  readonly #observer: Observer;
  readonly #log: RunLog;
  readonly #broken: AbortController;

  constructor(observer: Observer, log: RunLog, broken: AbortController) {
    this.#observer = observer;
    this.#log = log;
    this.#broken = broken;
  }

  readonly add = (child: Child, end: ChildEnd, livingWorkers: number): void => {
    const { plan } = child;
    const how = end.reason ?? describeEnd(end);
    if (child.isHopeless) this.#broken.abort(new Error(how));
    if (plan.role === "producer") {
      this.producers++;
      this.#log.note(
        end.reason === undefined
          ? `${child.name} crashed during the run: it ${describeEnd(end)}.`
          : `${child.name} failed: ${end.reason}`,
      );
      this.#observer({ type: "notice", message: `${child.name} failed: ${how}` });
      return;
    }
    if (end.reason !== undefined) this.#log.note(`${child.name} failed: ${end.reason}`);
    this.#observer({ type: "worker-lost", slots: plan.slots, how });
    if (livingWorkers === 0) this.#broken.abort(new Error("no worker process is left"));
  };
}
