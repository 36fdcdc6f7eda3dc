// Invariants of runs in which the end of some histories was not read: every number is a lower bound of the truth, no task
// that was completed is called lost, and no task is unknown whose completion was read.
import { checkSettingsOf, taskRows } from "@fairhare/checker";
import type { Truth } from "./broker/truth.ts";
import type { FuzzPlan } from "./plan/fuzz-plan.ts";
import type { Simulated } from "./simulate.ts";

export const isUnread = ({ checked }: Simulated): boolean =>
  checked.result.findings.some(({ code }) => code === "history-unread");

/** One sentence for each violated invariant. */
export function unreadViolations(plan: FuzzPlan, run: Simulated): string[] {
  const { checked, truth, shards } = run;
  const { ledger, verdict } = checked.result;
  const violations: string[] = [];
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) violations.push(sentence);
  };
  if (!isUnread(run)) {
    expect(ledger.unknownUnread === 0, `${ledger.unknownUnread} tasks are unknown although everything was read`);
    return violations;
  }
  expect(verdict !== "pass", "the run passed although a part of its history was not read");
  const atMost = (what: string, told: number, true_: number): void =>
    expect(told <= true_, `${what}: ${told} in the ledger, ${true_} in truth`);
  atMost("confirmed", ledger.confirmed, truth.confirmed.size);
  atMost("deliveries", ledger.delivered, truth.delivered);
  atMost("redeliveries", ledger.redelivered, truth.redelivered);
  const { work, fail } = plan.settings;
  if (work === "none" || fail.kind !== "none") return violations;
  atMost("completed", ledger.completed, truth.worked.size);
  for (const { task, cause } of checked.losses)
    expect(!truth.worked.has(task), `task ${task} counts as lost (cause ${cause}) and was completed`);
  const settings = checkSettingsOf(plan.settings, null, { brokerVersion: plan.version, thresholds: plan.thresholds });
  for (const { task, cause, outcome } of taskRows(shards, settings)) {
    const by = [...(truth.workedBy.get(task) ?? [])];
    const wasRead = by.some((pid) => !truth.unreadPids.has(pid));
    if (wasRead) expect(outcome === "completed", `task ${task} is ${outcome}, and a worker that was read completed it`);
    if (cause === "history-unread") expect(mayBeOpen(task, truth), `task ${task} is unknown, and its end is known`);
  }
  return violations;
}

/** Some process whose last records are missing published it or may have received it. */
const mayBeOpen = (task: number, truth: Truth): boolean =>
  truth.unreadPids.size > 0 && ![...(truth.workedBy.get(task) ?? [])].some((pid) => !truth.unreadPids.has(pid));
