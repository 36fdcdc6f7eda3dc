import { describe, expect, it } from "vitest";
import type { Experiment } from "@fairhare/workload";
import { storedExperimentSchema } from "./stored-experiment.ts";
import { contextOf, parseFlags } from "@fairhare/plan/testing";

const TRACE = contextOf({ "costs.txt": "100ms\n..\n1ms" });

const stored = (experiment: Experiment): unknown => JSON.parse(JSON.stringify(experiment));
const problems = (change: (plan: Experiment) => object): string[] => {
  const { success, error } = storedExperimentSchema.safeParse(stored({ ...PLAN, ...change(PLAN) }));
  return success ? [] : error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};
const withSettings = (settings: object) => (plan: Experiment) => ({
  trials: plan.trials.map((trial) => ({ ...trial, settings: { ...trial.settings, ...settings } })),
});

const PLAN = parseFlags({ workers: "2,3", prefetch: ["unlimited,10"], repeat: "3" }).experiment;

describe("a stored experiment", () => {
  it.each([
    ["of the defaults", {}],
    ["of a matrix", { workers: "2,3", queueType: "classic,quorum", durability: "confirmed", repeat: "4", warmup: "1" }],
    ["of a trace", { skew: "trace:costs.txt,odd-even,period:3,random:0.5,pareto:1.5,lognormal:1,dots,uniform" }],
    ["of handlers that fail", { fail: "random:0.1,poison:2,none", deadLetter: "true", queueType: "quorum" }],
    [
      "of faults",
      {
        time: "8",
        rate: "100",
        faults: ["kill:worker@1s,every=2s", "cut:connection:worker@2s,for=1s|delay:connection@2s,for=1s,by=50ms|none"],
      },
    ],
    ["of workers that join", { time: "8", rate: "10", faults: "add:worker:2@1s" }],
    ["with thresholds", { threshold: ["lost==0", "makespanMs<10s"] }],
  ])("%s is read as it was planned", (_, flags) => {
    const { experiment } = parseFlags(flags, TRACE);
    expect(storedExperimentSchema.parse(stored(experiment))).toEqual(experiment);
  });

  it("of an advice is read with its target", () => {
    const advice = { target: 0.8 };
    expect(storedExperimentSchema.parse(stored({ ...PLAN, advice }))).toEqual({ ...PLAN, advice });
    expect(problems(() => ({ advice: { target: 2 } }))[0]).toContain("advice.target");
  });

  it.each([
    ["a huge fleet", withSettings({ workers: 1e9 }), "trials.0.settings.workers"],
    ["a setting of another type", withSettings({ prefetch: "1" }), "trials.0.settings.prefetch"],
    ["a setting that is missing", withSettings({ seed: undefined }), "trials.0.settings.seed"],
    ["a setting that nobody knows", withSettings({ wrokers: 2 }), "trials.0.settings: Unrecognized key"],
    ["an unknown kind of skew", withSettings({ skew: { kind: "even-odd" } }), "trials.0.settings.skew.kind"],
    ["a trace without costs", withSettings({ skew: { kind: "trace", file: "x" } }), "trials.0.settings.skew.costsMs"],
    ["more runs than a plan may have", () => ({ repeat: 1_000 }), "repeat: expects at most 1000 runs"],
    ["no trial", () => ({ trials: [] }), "trials"],
    ["a name that leaves its directory", () => ({ name: "../x" }), "name: expects 1 to 64"],
    ["an axis that is not a setting", () => ({ axes: ["wrokers"] }), "axes.0"],
  ])("is refused with %s", (_, change, problem) => {
    expect(problems(change)[0]).toContain(problem);
  });

  it.each(["..", ".", "../x", "a/b", "a\\b", "", "a\u0000b"])("is refused with the trial id %j", (id) => {
    const [first] = PLAN.trials;
    expect(problems(() => ({ trials: [{ ...first, id }] }))[0]).toMatch(/^trials\.0\.id/);
  });

  it("is refused when two trials have one id", () => {
    const [first] = PLAN.trials;
    expect(problems(() => ({ trials: [first, first] }))).toEqual(["trials: expects no id twice"]);
  });
});
