import { describe, expect, it } from "vitest";
import { buildResults } from "@fairhare/statistics";
import type { Results, RunResult } from "@fairhare/results";
import { History, check, SETTINGS } from "@fairhare/checker/testing";
import { type Claim, readClaim } from "../claim.ts";
import { claimOn } from "../on-version.ts";
import { evaluateClaim, type TestedClaim } from "./evaluate.ts";

type Given = Partial<Claim["expectations"][number]>;

const CLAIMED: Given = { role: "claim", trials: { workers: 2 }, must: { is: ">=", value: 0.99 } };

/** A claim about Jain's index by busy time in the experiment "fleets". */
function claimOf(...expectations: readonly Given[]): Claim {
  const claim = readClaim({
    id: "C14",
    says: "a sentence",
    how: "an experiment",
    expected: "reproduced",
    experiments: { fleets: {} },
    checks: ["redeclare"],
    expectations: expectations.map((given) => ({
      meaning: "it is even",
      in: "fleets",
      measure: "fairness.jainBusy",
      name: "Jain",
      unit: "index",
      ...given,
    })),
  });
  if (typeof claim === "string") throw new Error(claim);
  return claimOn(claim, "4.0.5");
}

/** Fleets by their size, with Jain's index in each run; null is a run that was cut short. */
function evaluate(claim: Claim, fleets: Readonly<Record<number, readonly (number | null)[]>>): TestedClaim {
  const trials = Object.entries(fleets).map(([workers, jains]) => ({
    id: `workers=${workers}`,
    settings: { ...SETTINGS, workers: Number(workers), heavyMs: 100, lightMs: 1 },
    runs: jains.map(runWith),
  }));
  return evaluateClaim(claim, { experiments: new Map([["fleets", resultsOf(trials)]]), checks: new Map() });
}

const RUN = check(new History()).result;

const runWith = (jainBusy: number | null): RunResult => ({
  ...RUN,
  verdict: jainBusy === null ? "unknown" : "pass",
  fairness: { ...RUN.fairness, jainBusy },
  makespanMs: jainBusy === null ? null : 1000 * jainBusy,
});

const resultsOf = (trials: Parameters<typeof buildResults>[0]["trials"]): Results =>
  buildResults({
    experiment: {
      name: "fleets",
      trials: [],
      axes: ["workers"],
      repeat: 1,
      warmup: 0,
      seed: 1,
      thresholds: [],
      broker: { provider: "local", uri: null, waitSeconds: 0 },
      readyTimeoutSeconds: 60,
      drainTimeoutSeconds: 10,
      runTimeoutSeconds: null,
    },
    environment: {
      node: "20",
      fairhare: "0.1.0",
      amqplib: "2.3.1",
      broker: { product: "RabbitMQ", version: "4.0.5", erlang: null, provider: "local", queueTypes: [] },
      os: "Linux",
      cpu: "a processor",
      cores: 2,
      agents: [],
      memoryBytes: 1,
      loadAverage: [],
      startedAt: "2026-01-31T12:00:00.000Z",
      command: "npm run bench -- claims",
    },
    trials,
  });

describe("a claim's verdict", () => {
  it("is reproduced when every statement of the sentence holds in every run", () => {
    const { verdict, isAsExpected } = evaluate(claimOf(CLAIMED), { 2: [1, 0.995] });
    expect([verdict, isAsExpected]).toEqual(["reproduced", true]);
  });

  it("is refuted when no statement holds; a single run is enough", () => {
    const { verdict, isAsExpected } = evaluate(claimOf(CLAIMED), { 2: [1, 0.9] });
    expect([verdict, isAsExpected]).toEqual(["refuted", false]);
  });

  it("depends when it holds in some trials and not in others", () => {
    const everywhere = { ...CLAIMED, trials: {} };
    expect(evaluate(claimOf(everywhere), { 2: [1], 4: [0.5] }).verdict).toBe("depends");
  });

  it("depends when the sentence and its limit hold", () => {
    const limit: Given = { role: "limit", trials: { workers: 3 }, must: { is: "<=", value: 0.6 } };
    expect(evaluate(claimOf(CLAIMED, limit), { 2: [1], 3: [0.5] }).verdict).toBe("depends");
    expect(evaluate(claimOf(CLAIMED, limit), { 2: [1], 3: [0.7] }).verdict).toBe("reproduced");
  });

  it("is unknown when a run was cut short, and when the trial is missing", () => {
    expect(evaluate(claimOf(CLAIMED), { 2: [1, null] }).verdict).toBe("unknown");
    expect(evaluate(claimOf(CLAIMED), { 3: [1] }).verdict).toBe("unknown");
  });

  it("does not depend on expectations beyond the sentence, which may still be unexpected", () => {
    const beyond: Given = { role: "beyond", trials: { workers: 3 }, must: { is: "==", value: 1 } };
    const { verdict, isAsExpected } = evaluate(claimOf(CLAIMED, beyond), { 2: [1], 3: [0.5] });
    expect([verdict, isAsExpected]).toEqual(["reproduced", false]);
  });
});

describe("an expectation", () => {
  it("may be of the median, with its interval from six runs on", () => {
    const claim = claimOf({ ...CLAIMED, who: "median" });
    const { expectations } = evaluate(claim, { 2: [1, 1, 1, 1, 0.995, 0.5] });
    expect(expectations[0]).toMatchObject({
      holds: true,
      findings: [{ trial: "workers=2", wanted: 0.99, numbers: { n: 6, median: 1, ci95: [0.5, 1] } }],
    });
  });

  it("may be near a closed form of the trial's settings", () => {
    const near: Given = { ...CLAIMED, must: { is: "near", form: "blind-jain-busy", tolerance: 0.03 } };
    const observation = (jain: number) => evaluate(claimOf(near), { 2: [jain] }).expectations[0]?.findings[0];
    // 101² / (2 · 10001)
    expect(observation(0.515)).toMatchObject({ holds: true, wanted: 10_201 / 20_002 });
    expect(observation(0.53)).toMatchObject({ holds: false });
  });

  it("may be of a quotient: the speed-up over the median of other trials", () => {
    const faster: Given = {
      ...CLAIMED,
      measure: "makespanMs",
      over: { workers: 1 },
      must: { is: ">=", value: 1.9 },
    };
    const { expectations } = evaluate(claimOf(faster), { 1: [1], 2: [0.5] });
    expect(expectations[0]?.findings).toMatchObject([{ trial: "workers=2", numbers: { median: 2 }, holds: true }]);
  });

  it("may be of a direct check, whose tries count as runs", () => {
    const claim = claimOf({ role: "claim", in: "redeclare", measure: "replyCode", must: { is: "==", value: 406 } });
    const tried = (codes: readonly number[]) =>
      evaluateClaim(claim, {
        experiments: new Map(),
        checks: new Map([["redeclare", codes.map((replyCode) => ({ replyCode }))]]),
      }).verdict;
    expect([tried([406, 406]), tried([406, 0]), tried([])]).toEqual(["reproduced", "refuted", "unknown"]);
  });

  it("that only shows a number holds if the number was measured", () => {
    const shown: Given = { role: "beyond", trials: { workers: 3 } };
    expect(evaluate(claimOf(CLAIMED, shown), { 2: [1], 3: [0.5] }).isAsExpected).toBe(true);
  });
});

describe("a claim file", () => {
  it("is refused when an expectation names an unknown experiment", () => {
    const { experiments, ...rest } = claimOf(CLAIMED);
    expect(readClaim({ ...rest, experiments: { other: experiments } })).toMatch(/no experiment and no check "fleets"/);
  });

  it("is refused when no expectation tests the sentence", () => {
    const claim = claimOf(CLAIMED);
    const expectations = claim.expectations.map((expectation) => ({ ...expectation, role: "beyond" }));
    expect(readClaim({ ...claim, expectations })).toMatch(/tests the sentence/);
  });
});
