import { describe, expect, it } from "vitest";
import { summarise } from "@fairhare/statistics";
import type { TrialSettings } from "@fairhare/workload";
import { cutShort, deadWorker } from "../testing/fixtures.ts";
import { buildTrial, editRun } from "../testing/results-builder.ts";
import { explainTrial } from "./explain.ts";

const written = (changes: Partial<TrialSettings>): string => {
  const explanation = explainTrial(buildTrial({ tasks: 120, ...changes }));
  return [explanation?.title, ...(explanation?.paragraphs ?? []), explanation?.caveat].join("\n");
};

describe("a fleet to which tasks are dealt out blindly", () => {
  it("is explained by who meets which costs when the pattern splits it", () => {
    const explanation = written({ prefetch: 0 });
    expect(explanation).toContain("Why some workers work while others idle");
    expect(explanation).toContain("gcd(2, 4) = 2");
    expect(explanation).toContain("2 workers only ever get tasks of 100 ms and the other 2 only tasks of 1 ms.");
    expect(explanation).toContain("(H + L)² / (2 (H² + L²)) = 0.510");
    expect(explanation).toContain("2H / (H + L) = 1.98×");
  });

  it("is told why it balances itself when its size and the pattern share no factor", () => {
    const explanation = written({ prefetch: 0, workers: 3 });
    expect(explanation).toContain("Why this fleet balances itself");
    expect(explanation).toContain("the first seat's 1, 4, 7, 10, … cost 100 ms, 1 ms, 100 ms, 1 ms, …");
    expect(explanation).toContain("were one task in 3 heavy, always at the same place");
  });

  it("is defeated by a pattern of its own size, odd or not", () => {
    const explanation = written({ prefetch: 0, workers: 3, skew: { kind: "period", period: 3 } });
    expect(explanation).toContain("One worker only ever gets tasks of 100 ms and the other 2 only tasks of 1 ms.");
    expect(explanation).toContain("(Σμ)² / (3 · Σμ²)");
  });

  it("has no closed form for costs without a period", () => {
    expect(written({ prefetch: 0, skew: { kind: "random", probability: 0.3 } })).toContain("a matter of chance");
  });

  it("may be so in spite of a prefetch: too wide a one, or automatic acknowledgement", () => {
    expect(written({ prefetch: 50 })).toContain("A prefetch of 50 is no limit for 120 tasks on 4 workers");
    expect(written({ ack: "auto", prefetch: 0 })).toContain("prefetch has no say");
  });
});

describe("a fleet with a prefetch limit", () => {
  it("is set against what blind dealing would have done", () => {
    const explanation = explainTrial(buildTrial({ prefetch: 1 }));
    expect(explanation?.title).toBe("Why the work spreads");
    expect(explanation?.table?.rows).toEqual([
      ["Jain by busy time", "0.510", "0.510", "1.000"],
      ["makespan / bound", "1.98×", "1.98×", "1.01×"],
    ]);
  });

  it("is not, where blind dealing would have been as good", () => {
    expect(explainTrial(buildTrial({ prefetch: 1, workers: 3, tasks: 120 }))?.table).toBeNull();
  });
});

const ofRuns = (...slowness: number[]): string => {
  const runs = slowness.map((factor) => ({ slowness: factor }));
  const trial = buildTrial({ prefetch: 1, tasks: 120 }, { varied: ["prefetch"], runs });
  return explainTrial(trial)?.paragraphs.join("\n") ?? "";
};

describe("the worst case of list scheduling", () => {
  it("is a worst case while no run went beyond it", () => {
    expect(ofRuns(1, 1)).toContain("here 1.05× the bound at worst");
  });

  it("is none beside a run that did, the median run or not", () => {
    expect(ofRuns(1, 1, 2.04)).not.toContain("at worst");
    expect(ofRuns(1, 1, 2)).toMatch(
      /here 1\.05× the bound, if handing a task over cost nothing\. Up to 2\.0\d× was measured: what is above is not scheduling/,
    );
  });

  it("knows why it was left: acknowledgements that never came, failures, faults", () => {
    const trial = buildTrial({ prefetch: 1, tasks: 120, ack: "forget" }, { varied: [], runs: [{ slowness: 3 }] });
    expect(explainTrial(trial)?.paragraphs.join()).toContain("that nobody acknowledged");
  });
});

it("what was measured is the median over the runs, and named when it left the plan", () => {
  const trial = buildTrial({ prefetch: 0, tasks: 120 }, { runs: [{}, {}, {}] });
  const jains = [0.51, 0.9, 0.95];
  const runs = trial.runs.map((run, index) => editRun(run, { fairness: { jainBusy: jains[index] ?? null } }));
  const explanation = explainTrial({ ...trial, runs, summary: summarise(runs) });
  expect(explanation?.table?.rows[0]).toEqual(["Jain by busy time", "0.510", "0.510", "0.900"]);
  expect(explanation?.caveat).toBe(
    "What is expected is on paper, and the run parted from it (Jain by busy time 0.900 instead of 0.510), for a reason that the plan does not tell.",
  );
});

it("faults are named as a reason to part from the plan", () => {
  const [trial] = deadWorker().trials;
  expect(trial && explainTrial(trial)?.caveat).toContain("faults changed the fleet");
});

it("nothing is explained where nothing can be said: no work, one worker, a run cut short", () => {
  const [cut] = cutShort().trials;
  expect(explainTrial(buildTrial({ work: "none", tasks: 50 }))).toBeNull();
  expect(explainTrial(buildTrial({ workers: 1, tasks: 50 }))).toBeNull();
  expect(cut && explainTrial(cut)).toBeNull();
});
