// Children that end without being told to, by anybody's hand but the nemesis's.
import { type Child, describeEnd } from "./child.ts";
import type { ChildEnd } from "./host.ts";
import type { Observer } from "../run/progress.ts";
import type { RunLog } from "../run/run-log.ts";

/** The run goes on without them while a worker is left. */
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
          ? `${child.name} died in mid-run: it ${describeEnd(end)}.`
          : `${child.name} gave up: ${end.reason}`,
      );
      this.#observer({ type: "notice", message: `${child.name} died: ${how}` });
      return;
    }
    if (end.reason !== undefined) this.#log.note(`${child.name} gave up: ${end.reason}`);
    this.#observer({ type: "worker-lost", slots: plan.slots, how });
    if (livingWorkers === 0) this.#broken.abort(new Error("no worker was left alive"));
  };
}
