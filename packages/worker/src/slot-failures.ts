// Decides which executions of a slot fail (--fail), and which outcome is recorded for a failure.
import { createFailures, type Failures, type FailureSettings, type TrialSettings } from "@fairhare/workload";
import { FailureOutcome } from "@fairhare/protocol";

const OUTCOMES: Readonly<Record<TrialSettings["onError"], FailureOutcome>> = {
  requeue: FailureOutcome.requeued,
  drop: FailureOutcome.dropped,
  "dead-letter": FailureOutcome.deadLettered,
  crash: FailureOutcome.crashed,
  "retry-delay": FailureOutcome.delayed,
};

/** Execution numbers per process; later executions of the same task share numbers with other processes. */
const EXECUTIONS = 4_096;

export class SlotFailures {
  readonly outcome: FailureOutcome;
  /** Most plans have no failures; this saves a lookup per message. */
  readonly #mayFail: boolean;
  readonly #failures: Failures;
  /** The first execution number of this process. Processes must not share numbers, or all would fail the same task. */
  readonly #first: number;
  /** Executions of tasks that have failed in this process; other tasks are in their first execution. */
  readonly #executions = new Map<number, number>();

  constructor(slot: number, incarnation: number, settings: FailureSettings & Pick<TrialSettings, "onError">) {
    this.outcome = OUTCOMES[settings.onError];
    this.#mayFail = settings.fail.kind !== "none";
    this.#failures = createFailures(settings);
    this.#first = (slot * 64 + incarnation) * EXECUTIONS;
  }

  fails(task: number): boolean {
    // A message of another client has no task number.
    if (!this.#mayFail || task === 0) return false;
    const execution = this.#executions.get(task) ?? 0;
    if (!this.#failures.fails(task, this.#first + execution)) return false;
    this.#executions.set(task, execution + 1);
    return true;
  }
}
