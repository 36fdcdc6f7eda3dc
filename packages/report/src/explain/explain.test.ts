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

describe("a fleet with blind round-robin", () => {
  it("is explained by the service times of its groups when the pattern splits it", () => {
    const explanation = written({ prefetch: 0 });
    expect(explanation).toContain("Why some workers are busy while others are idle");
    expect(explanation).toContain("gcd(2, 4) = 2");
    expect(explanation).toContain("2 workers get only tasks of 100 ms and the other 2 only tasks of 1 ms.");
    expect(explanation).toContain("(H + L)² / (2 (H² + L²)) = 0.510");
    expect(explanation).toContain("2H / (H + L) = 1.98×");
  });

  it("has even work by coincidence when its size and the period have no common factor", () => {
    const explanation = written({ prefetch: 0, workers: 3 });
    expect(explanation).toContain("Why the work is even by coincidence");
    expect(explanation).toContain("the first consumer's tasks 1, 4, 7, 10, … take 100 ms, 1 ms, 100 ms, 1 ms, …");
    expect(explanation).toContain("if one task in 3 were heavy, always at the same position");
  });

  it("is unfair with a period of its own size, odd or not", () => {
    const explanation = written({ prefetch: 0, workers: 3, skew: { kind: "period", period: 3 } });
    expect(explanation).toContain("One worker gets only tasks of 100 ms and the other 2 only tasks of 1 ms.");
    expect(explanation).toContain("(Σμ)² / (3 · Σμ²)");
  });

  it("has no closed form for costs without a period", () => {
    expect(written({ prefetch: 0, skew: { kind: "random", probability: 0.3 } })).toContain(
      "the total of each worker is random",
    );
  });

  it("is possible with a prefetch: one that limits nothing, or automatic acknowledgement", () => {
    expect(written({ prefetch: 50 })).toContain("Prefetch 50 does not limit 120 tasks on 4 workers");
    expect(written({ ack: "auto", prefetch: 0 })).toContain("prefetch limits nothing");
  });
});

describe("a fleet with a prefetch limit", () => {
  it("is compared with blind round-robin", () => {
    const explanation = explainTrial(buildTrial({ prefetch: 1 }));
    expect(explanation?.title).toBe("How the prefetch limit spreads the work");
    expect(explanation?.table?.rows).toEqual([
      ["Jain by busy time", "0.510", "0.510", "1.000"],
      ["makespan / lower bound", "1.98×", "1.98×", "1.01×"],
    ]);
  });

  it("is not compared where blind round-robin is as fair", () => {
    expect(explainTrial(buildTrial({ prefetch: 1, workers: 3, tasks: 120 }))?.table).toBeNull();
  });
});

const ofRuns = (...slowness: number[]): string => {
  const runs = slowness.map((factor) => ({ slowness: factor }));
  const trial = buildTrial({ prefetch: 1, tasks: 120 }, { varied: ["prefetch"], runs });
  return explainTrial(trial)?.paragraphs.join("\n") ?? "";
};

describe("the worst case of list scheduling", () => {
  it("is named while no run exceeds it", () => {
    expect(ofRuns(1, 1)).toContain("here at worst 1.05× the lower bound");
  });

  it("is not called a worst case when a run exceeds it, the median run or not", () => {
    expect(ofRuns(1, 1, 2.04)).not.toContain("at worst");
    expect(ofRuns(1, 1, 2)).toMatch(
      /here 1\.05× the lower bound, if the delivery of a task took no time\. The measured makespan is up to 2\.0\d× the lower bound/,
    );
  });

  it("comes with the causes of a longer makespan: missing acknowledgements, failures, faults", () => {
    const trial = buildTrial({ prefetch: 1, tasks: 120, ack: "forget" }, { varied: [], runs: [{ slowness: 3 }] });
    expect(explainTrial(trial)?.paragraphs.join()).toContain("no worker acknowledged its task");
  });
});

it("the measured number is the median over the runs, and the caveat names it when it differs from the prediction", () => {
  const trial = buildTrial({ prefetch: 0, tasks: 120 }, { runs: [{}, {}, {}] });
  const jains = [0.51, 0.9, 0.95];
  const runs = trial.runs.map((run, index) => editRun(run, { fairness: { jainBusy: jains[index] ?? null } }));
  const explanation = explainTrial({ ...trial, runs, summary: summarise(runs) });
  expect(explanation?.table?.rows[0]).toEqual(["Jain by busy time", "0.510", "0.510", "0.900"]);
  expect(explanation?.caveat).toBe(
    "The measured run differs from the prediction (Jain by busy time 0.900 instead of 0.510), for a reason that the settings do not show.",
  );
});

it("the caveat names faults as a reason for a difference from the prediction", () => {
  const [trial] = deadWorker().trials;
  expect(trial && explainTrial(trial)?.caveat).toContain("faults changed the fleet");
});

it("there is no explanation without work, for one worker, or for a run that was cut short", () => {
  const [cut] = cutShort().trials;
  expect(explainTrial(buildTrial({ work: "none", tasks: 50 }))).toBeNull();
  expect(explainTrial(buildTrial({ workers: 1, tasks: 50 }))).toBeNull();
  expect(cut && explainTrial(cut)).toBeNull();
});
