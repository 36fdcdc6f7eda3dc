// The invariants of a run on a cluster, given the content of the queue afterwards.
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";

interface Outcome {
  readonly run: RunResult;
  readonly settings: TrialSettings;
  /** Tasks that the ledger counts as lost. */
  readonly lost: readonly number[];
  /** Tasks in the queue after the run; null if the queue is gone with its run. */
  readonly left: ReadonlySet<number> | null;
}

/** One sentence for each contradiction. */
export function contradictions({
  run: { ledger, verdict, warnings, faults },
  settings,
  lost,
  left,
}: Outcome): string[] {
  const wrong: string[] = [];
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) wrong.push(sentence);
  };
  const { attempted, completed, nacked, returned, unknown, deadLettered, dropped, remaining } = ledger;
  const sum = completed + ledger.lost + nacked + returned + unknown + deadLettered + dropped + remaining;
  expect(sum === attempted, `the columns add up to ${sum}, not to ${attempted}`);
  expect(lost.length === ledger.lost, `${ledger.lost} lost, but ${lost.length} are listed`);

  const found = lost.filter((task) => left?.has(task) === true);
  expect(found.length === 0, `lost tasks are in the queue: ${found.slice(0, 10).join(", ")}`);
  if (left !== null && verdict !== "unknown")
    expect(
      left.size <= remaining,
      `${left.size} messages are in the queue after a run with ${remaining} remaining tasks`,
    );

  expect(verdict !== "pass" || (ledger.lost === 0 && completed > 0), "the run passed with losses or without work");
  expect(verdict !== "unknown" || warnings.length > 0, "the verdict is unknown without a warning");
  const unexplained = ledger.lossesByCause.find(({ cause }) => cause === "unknown")?.tasks ?? 0;
  expect(unexplained === 0, `${unexplained} losses without a cause`);

  const isConfirmed = settings.confirmWindow > 0 && settings.ack === "manual";
  if (isConfirmed && settings.queueType === "quorum")
    expect(ledger.lost === 0, `a quorum queue lost ${ledger.lost} confirmed tasks`);
  const isSafe = settings.persistent && settings.queueDurable && faults.every(({ kind }) => kind !== "partition");
  if (isConfirmed && isSafe) expect(ledger.lost === 0, `a durable queue lost ${ledger.lost} confirmed tasks in a kill`);
  return wrong;
}
