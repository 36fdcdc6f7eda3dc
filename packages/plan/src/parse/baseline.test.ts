import { describe, expect, it } from "vitest";
import { parseExperiment } from "../parse-experiment.ts";
import { contextOf, flagMistakes, parseFlags } from "../testing/parse-flags.ts";
import type { Baselines, BaselineSource, BaselineSourceTrial } from "./baseline.ts";

const trial = (id: string, settings: Record<string, unknown>, runs = 6): BaselineSourceTrial => ({
  id,
  settings,
  values: (path) => (path === "latencyMs.work.mean" ? [] : Array.from({ length: runs }, (_, run) => 100 + run)),
});

/** Six runs of prefetch 1 and 10; `runsNeeded` as for one test against six runs. */
const contextWith = (...trials: BaselineSourceTrial[]) => ({
  ...contextOf(),
  baselines: {
    read: (file: string): BaselineSource => {
      if (file !== "base.json") throw new Error(`There is no ${file}.`);
      return { startedAt: "2026-01-01T00:00:00Z", trials };
    },
    runsNeeded: (baselineRuns: number, tests: number) => (baselineRuns < 4 ? 20 : tests + 1),
  },
});
const both = contextWith(trial("prefetch=1", { prefetch: 1 }), trial("prefetch=10", { prefetch: 10 }));
const flags = { prefetch: "1,10", repeat: "6", baseline: "base.json" };
const of = (threshold: string | string[], more: Record<string, string> = {}, context = both) =>
  parseFlags({ ...flags, threshold, ...more }, context);
const mistakes = (threshold: string | string[], more: Record<string, string> = {}, context = both) =>
  flagMistakes({ ...flags, threshold, ...more }, context);

const inFile = (content: Record<string, unknown>, read: Baselines["read"] = both.baselines.read) =>
  parseExperiment(
    { file: { name: "plans/bench.json", content: { prefetch: [1, 10], repeat: 6, ...content } } },
    { ...both, baselines: { ...both.baselines, read } },
  );

const read = (threshold: string) => {
  const [{ value, against } = {}] = of(threshold).experiment.thresholds;
  return [value, against];
};

describe("a relative threshold", () => {
  it("is a ratio to the baseline with x, and a difference from it with a sign", () => {
    expect(read("makespanMs<=1.2x")).toEqual([1.2, "ratio"]);
    expect(read("jainBusy>=-0.02")).toEqual([-0.02, "difference"]);
    expect(read("jainBusy>=+0.02")).toEqual([0.02, "difference"]);
    expect(read("endToEnd.p99<=+5ms")).toEqual([5, "difference"]);
    expect(read("makespanMs<=-1s")).toEqual([-1000, "difference"]);
    expect(parseFlags({ threshold: "jainBusy>=0.02" }).experiment.thresholds[0]).not.toHaveProperty("against");
  });

  it("is not judged with the baseline none, which replaces the one of an experiment file", () => {
    const { experiment, warnings } = of(["makespanMs<=1.2x", "lost==0"], { baseline: "none" });
    expect(experiment.baseline).toBeUndefined();
    expect(experiment.thresholds.map(({ expression }) => expression)).toEqual(["lost==0"]);
    expect(warnings).toEqual(["Not judged, because there is no baseline: makespanMs<=1.2x."]);
  });

  it("needs a baseline, a direction and a number", () => {
    expect(flagMistakes({ threshold: "jainBusy>=-0.02" })).toEqual([
      "--threshold jainBusy>=-0.02: It is relative: a number with a sign is a difference from a baseline, one with x a ratio to it. Add --baseline FILE.",
    ]);
    expect(mistakes("makespanMs==1x")[0]).toMatch(/A comparison with a baseline must be < <= > or >=/);
    expect(mistakes("makespanMs<=-5%")[0]).toMatch(/"-5%" cannot be compared with makespanMs\. Use 0\.95x/);
    expect(mistakes("makespanMs<=+20%")[0]).toMatch(/Use 1\.2x for a ratio/);
    expect(mistakes("makespanMs<=-1.2x")[0]).toMatch(/cannot be compared/);
    expect(mistakes("lost<=+2s")[0]).toMatch(/cannot be compared with lost/);
  });

  it("is the only use of a baseline", () => {
    expect(mistakes("lost==0")[0]).toMatch(/--baseline base.json: No threshold uses the baseline\./);
    expect(flagMistakes({ baselineStrict: "true" })[0]).toMatch(/--baseline-strict.*There is no baseline\./);
    expect(mistakes("makespanMs<=1.2x", { baseline: "other.json" })).toEqual([
      "--baseline other.json: There is no other.json.",
    ]);
  });
});

describe("the baseline", () => {
  it("may be in an experiment file, which its path is relative to", () => {
    const asked: (string | undefined)[][] = [];
    const { experiment } = inFile(
      { baseline: "base.json", baselineStrict: true, threshold: "makespanMs<=1.2x" },
      (file, beside) => {
        asked.push([file, beside]);
        return both.baselines.read(file);
      },
    );
    expect(asked).toEqual([["base.json", "plans/bench.json"]]);
    expect(experiment.baseline).toMatchObject({ source: "base.json", isStrict: true });
  });

  it("is missing at the place of the threshold in the file", () => {
    const content = { threshold: ["lost==0", "makespanMs<=1.2x"] };
    const place = 'plans/bench.json: threshold[1] = "makespanMs<=1.2x"';
    const missing = { place, message: expect.stringContaining("It is relative") as string };
    expect(() => inFile(content)).toThrow(expect.objectContaining({ mistakes: [missing] }));
  });

  it("keeps the numbers that the thresholds need, by trial", () => {
    const { experiment } = of(["makespanMs<=1.2x", "[prefetch=10] jainBusy>=-0.02", "lost==0"]);
    const values = [100, 101, 102, 103, 104, 105];
    expect(experiment.baseline).toEqual({
      source: "base.json",
      startedAt: "2026-01-01T00:00:00Z",
      isStrict: false,
      trials: [
        { id: "prefetch=1", values: { makespanMs: values } },
        { id: "prefetch=10", values: { makespanMs: values, "fairness.jainBusy": values } },
      ],
    });
  });

  it("has its trials matched by id, else by their settings, and names the others", () => {
    const { experiment, warnings } = of(
      "makespanMs<=1.2x",
      { repeat: "9" },
      contextWith(trial("workers=2", { prefetch: 10, workers: 2 }), trial("workers=3", { prefetch: 10, workers: 3 })),
    );
    expect(experiment.baseline?.trials.map(({ id }) => id)).toEqual(["prefetch=10"]);
    expect(warnings).toEqual([
      "The baseline has no trial prefetch=1: relative thresholds do not concern it.",
      "Only the baseline has the trial workers=3: it is not compared.",
    ]);
  });

  it("with one trial belongs to an experiment with one trial, and other settings are named", () => {
    const { experiment, warnings } = of(
      "makespanMs<=1.2x",
      { prefetch: "1", light: "3ms" },
      contextWith(trial("any", { prefetch: 1, lightMs: 1, ofAnotherVersion: 5 })),
    );
    expect(experiment.baseline?.trials.map(({ id }) => id)).toEqual(["trial"]);
    expect(warnings).toEqual(["The baseline of trial had other settings: lightMs. The difference may come from them."]);
  });

  it("is refused without a common trial, a measured metric or enough runs", () => {
    const foreign = contextWith(trial("a", { prefetch: 5 }), trial("b", { prefetch: 6 }));
    expect(mistakes("makespanMs<=1.2x", {}, foreign)[0]).toMatch(/has none of these trials/);
    expect(mistakes("work.mean<=1.2x")[0]).toMatch(/No run of the baseline measured latencyMs\.work\.mean/);
    expect(mistakes("makespanMs<=1.2x", { repeat: "2" })).toEqual([
      "--baseline base.json with --repeat 2: Nothing can be shown with 2 runs against 6 of the baseline. Use --repeat 3 or more, a baseline with more runs, or --baseline-strict.",
    ]);
    expect(of("makespanMs<=1.2x", { repeat: "2", baselineStrict: "true" }).experiment.baseline?.isStrict).toBe(true);
  });
});
