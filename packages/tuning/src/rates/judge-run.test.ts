import type { Threshold } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { type QueueLoad, queueRun, queueSettings } from "../testing/queue-run.ts";
import { judgeRun } from "./judge-run.ts";

const P99: Threshold = { expression: "p99<200ms", metric: "latencyMs.endToEnd.p99", operator: "<", value: 200 };

function judge(load: Omit<QueueLoad, "seconds">, thresholds: readonly Threshold[] = []) {
  const whole = { seconds: 4, ...load };
  return judgeRun(queueRun(whole), load.ratePerSecond, queueSettings(whole), { thresholds, seconds: 4 });
}

describe("a run at a rate", () => {
  it("below the capacity of the fleet holds", () => {
    expect(judge({ ratePerSecond: 390 }, [P99])).toMatchObject({ outcome: "held", reasons: [] });
  });

  it("above the capacity does not hold: the backlog grows by the difference", () => {
    const { outcome, reasons, backlogGrowthPerSecond } = judge({ ratePerSecond: 500 });
    expect(outcome).toBe("failed");
    expect(backlogGrowthPerSecond).toBeCloseTo(100, -1);
    expect(reasons).toEqual([
      { kind: "backlog", sentence: expect.stringMatching(/^the backlog grew by .* tasks\/s$/) },
    ]);
  });

  it("that does not meet a condition does not hold, and the reason has the measured value", () => {
    const stalled = judge({ ratePerSecond: 300, stallAtMs: 1_000 }, [{ ...P99, value: 50, expression: "p99<50ms" }]);
    expect(stalled.outcome).toBe("failed");
    expect(stalled.reasons.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^p99<50ms is not met \([\d.]+ ms\)$/),
    ]);
  });

  it("that loses a task neither holds nor passes", () => {
    const { outcome, reasons } = judge({ ratePerSecond: 100, lostFrom: 399 });
    expect(outcome).toBe("failed");
    expect(reasons).toContainEqual({ kind: "loss", sentence: "2 tasks are lost" });
  });

  it("without a verdict has no outcome", () => {
    const load = { ratePerSecond: 100, seconds: 4 };
    const run = { ...queueRun(load), verdict: "unknown" as const };
    const { outcome, reasons } = judgeRun(run, 100, queueSettings(load), { thresholds: [], seconds: 4 });
    expect(outcome).toBe("unknown");
    expect(reasons).toMatchObject([{ kind: "unknown" }]);
  });

  it("whose producers were too slow does not hold", () => {
    // The producers planned 400/s and reached 300/s.
    const run = queueRun({ ratePerSecond: 300, seconds: 4 });
    const late = {
      ...run,
      findings: [{ code: "rate-not-reached", severity: "warning" as const, values: {} }],
    };
    const settings = queueSettings({ ratePerSecond: 400, seconds: 4 });
    expect(judgeRun(late, 400, settings, { thresholds: [], seconds: 4 }).reasons).toEqual([
      { kind: "rate", sentence: "the producers did not reach the rate (300 of 400 tasks/s)" },
    ]);
  });

  it("with a condition on a number that was not measured does not hold", () => {
    const unmeasured = {
      expression: "brokerCpuSeconds<1",
      metric: "cost.brokerCpuSeconds",
      operator: "<",
      value: 1,
    } as const;
    expect(judge({ ratePerSecond: 100 }, [unmeasured]).reasons).toEqual([
      { kind: "condition", sentence: "brokerCpuSeconds<1 was not measured" },
    ]);
  });
});
