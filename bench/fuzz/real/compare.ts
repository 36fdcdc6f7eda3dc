// The ledger of a run held against the broker's own counters. Where nothing cuts a connection both must be equal; where
// something does, the broker may have counted what was on its way to a process that never read it.
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import type { BrokerCounters } from "./broker-counters.ts";

/** A sentence for each thing that cannot be. */
export function disagreements(
  { ledger, verdict, warnings }: RunResult,
  settings: TrialSettings,
  counted: BrokerCounters,
): string[] {
  const wrong: string[] = [];
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) wrong.push(sentence);
  };
  const { attempted, confirmed, nacked, delivered, redelivered, completed, duplicated, dropped } = ledger;
  const { deadLettered, lost, returned, unknown, remaining } = ledger;
  const isUndisturbed = settings.faults.every(({ kind }) => kind === "add" || kind.endsWith("-alarm"));
  const isWhole = isUndisturbed && verdict !== "unknown" && settings.ackTimeoutMs === 0;

  expect(
    attempted === completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining,
    `the columns do not add up to ${attempted}`,
  );
  if (isWhole)
    expect(counted.received === attempted, `${attempted} attempted, the broker received ${counted.received}`);
  expect(counted.received >= confirmed + nacked, `${confirmed} confirmed, the broker received ${counted.received}`);
  expect(counted.confirmed >= confirmed, `${confirmed} confirmed, the broker says ${counted.confirmed}`);
  // What was dead-lettered is delivered once more, to us.
  const seen = settings.deadLetter ? Infinity : delivered;
  if (isWhole && !settings.deadLetter)
    expect(counted.delivered === delivered, `${delivered} delivered, the broker says ${counted.delivered}`);
  expect(
    counted.delivered >= Math.min(seen, delivered),
    `${delivered} delivered, the broker says ${counted.delivered}`,
  );
  if (isWhole && !settings.deadLetter)
    expect(counted.redelivered === redelivered, `${redelivered} redelivered, the broker says ${counted.redelivered}`);
  expect(counted.redelivered >= redelivered, `${redelivered} redelivered, the broker says ${counted.redelivered}`);
  if (isWhole && settings.ack === "manual" && settings.fail.kind === "none" && !settings.deadLetter)
    expect(
      counted.acknowledged === completed + duplicated,
      `${completed + duplicated} completions, the broker says ${counted.acknowledged} acknowledged`,
    );
  expect(
    verdict !== "pass" || (lost === 0 && completed + deadLettered + dropped > 0),
    "passed with losses, or with nothing done",
  );
  expect(verdict !== "unknown" || warnings.length > 0, "the verdict is unknown without a word why");
  return wrong;
}
