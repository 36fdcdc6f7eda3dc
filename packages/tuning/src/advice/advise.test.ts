import type { TrialResult } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { queueRun } from "../testing/queue-run.ts";
import { adviceSentences, adviceTable } from "./advice-words.ts";
import { adviceDocument } from "./advice-document.ts";
import { advise } from "./advise.ts";

const RUN = queueRun({ ratePerSecond: 50, seconds: 1 });

const OTHER_LOAD: (typeof RUN.findings)[number] = {
  code: "other-load",
  severity: "warning",
  values: { busyCores: 1, ofCores: 2 },
};

interface Measured {
  readonly busyShare: number | null;
  readonly jainBusy: number;
  readonly lost?: number;
  readonly verdict?: "pass" | "unknown";
  readonly isDisturbed?: boolean;
}

/** A trial with one run for each of the measured values. */
function trialOf(prefetch: number, ...measured: readonly Measured[]): TrialResult {
  const busyMs = RUN.workers.reduce((sum, worker) => sum + worker.busyMs, 0);
  const runs = measured.map(({ busyShare, jainBusy, lost = 0, verdict = "pass", isDisturbed = false }, index) => ({
    ...RUN,
    run: index + 1,
    verdict,
    findings: isDisturbed ? [OTHER_LOAD] : [],
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

const NO_FAIRER = "No other limit shares the work more evenly (Jain's index by busy time, 1 for equal shares: 0.995).";

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
    expect(adviceSentences(ask(...NETWORK))).toEqual([
      "Set prefetch 3: basic.qos with a prefetch count of 3 in each worker.",
      "With it, workers are busy for 97.0 % of the time in which tasks wait (the target is 95 %); with every smaller limit of the trials they are busy for less than the target.",
      expect.stringMatching(/^The next smaller limit, 1: busy for 40.0 %, [\d.]+ tasks\/s instead of [\d.]+\.$/),
      expect.stringMatching(/^The next larger limit, 10: busy for 98.0 %/),
      expect.stringMatching(
        /^Prefetch 1 shares the work more evenly \(Jain.*: 1\.000 instead of 0\.970\), and its workers are busy for 40.0 % of/,
      ),
      expect.stringMatching(/^Cost in the buffer: a task waits .* \(median\) for its worker/),
      "Cost of a crash: the worker returns up to 3 tasks to the queue.",
    ]);
    expect(adviceTable(ask(...NETWORK)).rows.map((row) => row.at(-1))).toEqual(["fairest", "set this", "", ""]);
  });

  it("has the values of each limit for the page, with the limit to set", () => {
    const { outcomes, target } = adviceDocument(ask(...NETWORK));
    expect(target).toBe(0.95);
    expect(outcomes.map(({ prefetch, isSet }) => [prefetch, isSet])).toEqual([
      ["1", false],
      ["3", true],
      ["10", false],
      ["unlimited", false],
    ]);
    expect(outcomes[1]).toMatchObject({ jainBusy: 0.97, busyShare: expect.closeTo(0.97) as number });
  });

  it("does not call a limit fairer that differs by less than repeats do", () => {
    const even = ask(trialOf(1, { busyShare: 0.4, jainBusy: 1 }), trialOf(5, { busyShare: 0.97, jainBusy: 0.995 }));
    expect(even).toMatchObject({ set: { prefetch: 5 }, isFair: true });
    expect(adviceSentences(even)).toContain(NO_FAIRER);
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

  it("has the single runs of each limit, and says how many of them other programs disturbed", () => {
    const advice = ask(
      trialOf(2, { busyShare: 0.951, jainBusy: 1 }, { busyShare: 0.94, jainBusy: 1, isDisturbed: true }),
      trialOf(4, { busyShare: 0.97, jainBusy: 1 }, { busyShare: 0.99, jainBusy: 1, isDisturbed: true }),
    );
    const sentences = adviceSentences(advice);
    expect(sentences[2]).toMatch(/^The next smaller limit, 2: busy for 94\.\d % \(94\.0–95\.1 % in single runs\)/);
    expect(sentences.at(-1)).toMatch(/^Other programs used the CPU in 2 of 4 runs, and lowered the shares: repeat/);
    expect(adviceTable(advice).rows.map((row) => row[2])).toEqual(["94.0–95.1 %", "97.0–99.0 %"]);
    expect(adviceSentences(ask(...NETWORK)).join()).not.toContain("Other programs");
  });

  it("is the limit that keeps workers busiest if none reaches the target; the smallest of equals", () => {
    const advice = ask(
      trialOf(1, { busyShare: 0.5, jainBusy: 1 }),
      trialOf(2, { busyShare: 0.9, jainBusy: 1 }),
      trialOf(5, { busyShare: 0.905, jainBusy: 1 }),
    );
    expect(advice).toMatchObject({ smallest: undefined, set: { prefetch: 2 }, fairest: { prefetch: 1 } });
    expect(adviceTable(advice).rows.map((row) => row.at(-1))).toEqual(["", "set this, fairest", ""]);
    expect(adviceSentences(advice).slice(0, 2)).toEqual([
      "Set prefetch 2: basic.qos with a prefetch count of 2 in each worker.",
      "With it, workers are busy for 90.0 % of the time in which tasks wait; the target is 95 %, but no limit without losses reaches it, and none is more than 1 percentage point above this one.",
    ]);
  });

  it("does not choose a limit that loses tasks, or whose runs have no verdict", () => {
    const advice = ask(
      trialOf(1, { busyShare: 0.99, jainBusy: 1, lost: 1 }),
      trialOf(2, { busyShare: 0.99, jainBusy: 1 }, { busyShare: 0.99, jainBusy: 1, verdict: "unknown" }),
      trialOf(5, { busyShare: 0.96, jainBusy: 0.9 }),
    );
    expect(advice).toMatchObject({ set: { prefetch: 5 }, fairest: { prefetch: 5 } });
    expect(adviceSentences(advice)).toContainEqual(
      expect.stringMatching(/^No other limit shares the work more evenly/),
    );
  });

  it("is missing if no trial shows the work of its workers", () => {
    const advice = ask(trialOf(1, { busyShare: null, jainBusy: 1 }));
    expect(advice.set).toBeUndefined();
    expect(adviceSentences(advice)).toEqual([expect.stringMatching(/^No advice/)]);
  });
});
