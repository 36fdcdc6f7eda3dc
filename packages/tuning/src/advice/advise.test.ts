import type { TrialResult } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { queueRun } from "../testing/queue-run.ts";
import { adviceSentences, adviceTable } from "./advice-words.ts";
import { advise } from "./advise.ts";

const RUN = queueRun({ ratePerSecond: 50, seconds: 1 });

interface Measured {
  readonly busyShare: number | null;
  readonly jainBusy: number;
  readonly lost?: number;
  readonly verdict?: "pass" | "unknown";
}

/** A trial with one run for each of the measured values. */
function trialOf(prefetch: number, ...measured: readonly Measured[]): TrialResult {
  const busyMs = RUN.workers.reduce((sum, worker) => sum + worker.busyMs, 0);
  const runs = measured.map(({ busyShare, jainBusy, lost = 0, verdict = "pass" }, index) => ({
    ...RUN,
    run: index + 1,
    verdict,
    ledger: { ...RUN.ledger, lost },
    fairness: {
      ...RUN.fairness,
      jainBusy,
      idleWhileBacklogMs: busyShare === null ? null : busyMs / busyShare - busyMs,
    },
  }));
  return {
    id: `prefetch=${prefetch}`,
    settings: { prefetch },
    varied: ["prefetch"],
    runs,
    missingRuns: 0,
    findings: [],
    summary: {},
  };
}

const ask = (...trials: readonly TrialResult[]) => advise({ trials: [...trials] }, 0.95);

/** As over a network: prefetch 1 waits for the round trip, and a high limit is unfair. */
const NETWORK = [
  trialOf(0, { busyShare: 0.6, jainBusy: 0.52 }),
  trialOf(1, { busyShare: 0.4, jainBusy: 1 }),
  trialOf(3, { busyShare: 0.97, jainBusy: 0.97 }),
  trialOf(10, { busyShare: 0.98, jainBusy: 0.93 }),
];

describe("the advice", () => {
  it("is the smallest prefetch that keeps the workers busy, and names the fairest", () => {
    const { smallest, fairest, set, outcomes } = ask(...NETWORK);
    expect(outcomes.map(({ prefetch }) => prefetch)).toEqual([1, 3, 10, 0]);
    expect([smallest?.prefetch, set?.prefetch, fairest?.prefetch]).toEqual([3, 3, 1]);
    expect(smallest?.busyShare).toBeCloseTo(0.97);
  });

  it("says what to set, what a smaller limit costs, which one is fairer, and what a crash returns", () => {
    const [choice = "", cost = "", fairness = "", crash = ""] = adviceSentences(ask(...NETWORK));
    expect(choice).toMatch(
      /^Set --prefetch 3: it is the smallest limit with which workers are busy 97 % .*target 95 %/,
    );
    expect(cost).toMatch(/^Prefetch 1 completes .* tasks\/s instead of/);
    expect(fairness).toMatch(/^The fairest is prefetch 1: Jain's index by busy time is 1.000 instead of 0.970/);
    expect(crash).toBe("A worker that crashes returns at most 3 tasks.");
    expect(adviceTable(ask(...NETWORK)).rows.map((row) => row.at(-1))).toEqual(["fairest", "set this", "", ""]);
  });

  it("does not call a limit fairer that differs by less than repeats do", () => {
    const even = ask(trialOf(1, { busyShare: 0.4, jainBusy: 1 }), trialOf(5, { busyShare: 0.97, jainBusy: 0.995 }));
    expect(even).toMatchObject({ set: { prefetch: 5 }, isFair: true });
    expect(adviceSentences(even)).toContain("No other limit is fairer.");
  });

  it("takes the median of the repeats", () => {
    const noisy = trialOf(
      1,
      { busyShare: 0.2, jainBusy: 1 },
      { busyShare: 0.97, jainBusy: 1 },
      { busyShare: 0.96, jainBusy: 1 },
    );
    expect(ask(noisy, ...NETWORK.slice(2)).set?.prefetch).toBe(1);
  });

  it("is the limit that keeps workers busiest if none reaches the target; the smallest of equals", () => {
    const advice = ask(
      trialOf(1, { busyShare: 0.5, jainBusy: 1 }),
      trialOf(2, { busyShare: 0.9, jainBusy: 1 }),
      trialOf(5, { busyShare: 0.905, jainBusy: 1 }),
    );
    expect(advice).toMatchObject({ smallest: undefined, set: { prefetch: 2 }, fairest: { prefetch: 1 } });
    expect(adviceSentences(advice)[0]).toMatch(/^Set --prefetch 2: no limit reaches 95 %/);
  });

  it("does not choose a limit that loses tasks, or whose runs have no verdict", () => {
    const advice = ask(
      trialOf(1, { busyShare: 0.99, jainBusy: 1, lost: 1 }),
      trialOf(2, { busyShare: 0.99, jainBusy: 1 }, { busyShare: 0.99, jainBusy: 1, verdict: "unknown" }),
      trialOf(5, { busyShare: 0.96, jainBusy: 0.9 }),
    );
    expect(advice).toMatchObject({ set: { prefetch: 5 }, fairest: { prefetch: 5 } });
    expect(adviceSentences(advice)).toContain("No other limit is fairer.");
  });

  it("is missing if no trial shows the work of its workers", () => {
    const advice = ask(trialOf(1, { busyShare: null, jainBusy: 1 }));
    expect(advice.set).toBeUndefined();
    expect(adviceSentences(advice)).toEqual([expect.stringMatching(/^No advice/)]);
  });
});
