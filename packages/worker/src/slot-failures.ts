// Which executions of this slot fail, and what is recorded of a failure.
import { createFailures, type Failures, type FailureSettings, type TrialSettings } from "@fairhare/workload";
import { FailureOutcome } from "@fairhare/protocol";

const OUTCOMES: Readonly<Record<TrialSettings["onError"], FailureOutcome>> = {
  requeue: FailureOutcome.requeued,
  drop: FailureOutcome.dropped,
  "dead-letter": FailureOutcome.deadLettered,
};

/** More executions of one task by one process are not told apart. */
const EXECUTIONS = 4_096;

export class SlotFailures {
  readonly outcome: FailureOutcome;
  /** Most plans have no failures, and this is asked for every message. */
  readonly #mayFail: boolean;
  readonly #failures: Failures;
  /** No two processes share a number, or one worker's failure would be the next one's too. */
  readonly #first: number;
  /** Executions of tasks that have failed here before; all others are in their first. */
  readonly #executions = new Map<number, number>();

  constructor(slot: number, incarnation: number, settings: FailureSettings & Pick<TrialSettings, "onError">) {
    this.outcome = OUTCOMES[settings.onError];
    this.#mayFail = settings.fail.kind !== "none";
    this.#failures = createFailures(settings);
    this.#first = (slot * 64 + incarnation) * EXECUTIONS;
  }

  fails(task: number): boolean {
    // A message that is not ours has no number to fail by.
    if (!this.#mayFail || task === 0) return false;
    const execution = this.#executions.get(task) ?? 0;
    if (!this.#failures.fails(task, this.#first + execution)) return false;
    this.#executions.set(task, execution + 1);
    return true;
  }
}
