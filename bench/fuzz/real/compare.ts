// Compares the ledger of a run with the broker's own counters. Both must be equal when no connection is lost; otherwise
// the broker may have counted messages that no process read.
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import type { BrokerCounters } from "./broker-counters.ts";

/** One sentence for each contradiction. */
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
    expect(counted.received === attempted, `${attempted} attempted, but ${counted.received} received by the broker`);
  expect(
    counted.received >= confirmed + nacked,
    `${confirmed} confirmed, but ${counted.received} received by the broker`,
  );
  expect(counted.confirmed >= confirmed, `${confirmed} confirmed, but ${counted.confirmed} according to the broker`);
  // Dead letters are delivered once more, to the orchestrator.
  const seen = settings.deadLetter ? Infinity : delivered;
  if (isWhole && !settings.deadLetter)
    expect(counted.delivered === delivered, `${delivered} delivered, but ${counted.delivered} according to the broker`);
  expect(
    counted.delivered >= Math.min(seen, delivered),
    `${delivered} delivered, but ${counted.delivered} according to the broker`,
  );
  if (isWhole && !settings.deadLetter)
    expect(
      counted.redelivered === redelivered,
      `${redelivered} redelivered, but ${counted.redelivered} according to the broker`,
    );
  expect(
    counted.redelivered >= redelivered,
    `${redelivered} redelivered, but ${counted.redelivered} according to the broker`,
  );
  if (isWhole && settings.ack === "manual" && settings.fail.kind === "none" && !settings.deadLetter)
    expect(
      counted.acknowledged === completed + duplicated,
      `${completed + duplicated} completed, but ${counted.acknowledged} acknowledged according to the broker`,
    );
  expect(
    verdict !== "pass" || (lost === 0 && completed + deadLettered + dropped > 0),
    "the run passed with losses or without any finished task",
  );
  expect(verdict !== "unknown" || warnings.length > 0, "the verdict is unknown without a warning");
  return wrong;
}
