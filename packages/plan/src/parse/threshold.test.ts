import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

const read = (threshold: string) => parseFlags({ threshold }).experiment.thresholds[0];

describe("a threshold", () => {
  it("names a metric by its path or a short name", () => {
    expect(read("ledger.lost==0")).toEqual({
      expression: "ledger.lost==0",
      metric: "ledger.lost",
      operator: "==",
      value: 0,
    });
    expect(read("lost == 0")).toEqual({ expression: "lost == 0", metric: "ledger.lost", operator: "==", value: 0 });
    expect(read("jainBusy>=0.9")).toMatchObject({ metric: "fairness.jainBusy", operator: ">=", value: 0.9 });
    expect(read("work.mean<1e3")).toMatchObject({ metric: "latencyMs.work.mean", value: 1000 });
  });

  it("may use a duration only for a metric in milliseconds", () => {
    expect(read("makespanMs<2m")).toMatchObject({ value: 120_000 });
    expect(read("endToEnd.p99<=1.5s")).toMatchObject({ value: 1_500 });
    expect(flagMistakes({ threshold: "lost<2s" })).toEqual([
      '--threshold lost<2s: "2s" cannot be compared with lost. Use a number; or, with --baseline, a ratio such as 0.95x or a difference such as -0.02.',
    ]);
  });

  it("on a value that is not a duration says how to write one", () => {
    expect(flagMistakes({ threshold: "endToEnd.p99<2OOms" })).toEqual([
      '--threshold endToEnd.p99<2OOms: "2OOms" cannot be compared with endToEnd.p99. Use a duration such as 200ms, or a number of milliseconds; or, with --baseline, a ratio such as 0.95x or a difference such as +5ms.',
    ]);
  });

  it("may have spaces around the comparison and before the unit", () => {
    expect(read("endToEnd.p99 < 200 ms")).toMatchObject({
      metric: "latencyMs.endToEnd.p99",
      operator: "<",
      value: 200,
    });
    expect(flagMistakes({ threshold: "endToEnd.p99 < 200 tasks" })).toHaveLength(1);
  });

  it("may be repeated", () => {
    expect(parseFlags({ threshold: ["lost==0", "duplicated<5"] }).experiment.thresholds).toHaveLength(2);
  });

  it("on an unknown metric suggests the nearest name", () => {
    expect(flagMistakes({ threshold: "lots==0" })[0]).toMatch(/Unknown metric lots\. Did you mean lost\?/);
    expect(flagMistakes({ threshold: "fairness.jianBusy>0" })[0]).toMatch(/Did you mean fairness\.jainBusy\?/);
    expect(flagMistakes({ threshold: "colour==0" })[0]).toMatch(/Some valid names: lost, duplicated, jainBusy\. docs/);
    expect(flagMistakes({ threshold: "latency<200ms" })).toEqual([
      expect.stringMatching(/^--threshold latency<200ms: Unknown metric latency\. Some valid names: endToEnd\./),
    ]);
  });

  it("on an ambiguous metric lists the candidates", () => {
    expect(flagMistakes({ threshold: "mean<5" })[0]).toMatch(/called mean: endToEnd\.mean, work\.mean\./);
  });

  it("without a comparison or with = is refused", () => {
    expect(flagMistakes({ threshold: "lost" })).toHaveLength(1);
    expect(flagMistakes({ threshold: "lost=0" })[0]).toMatch(/Use == for equality/);
    expect(flagMistakes({ threshold: "lost==none" })).toHaveLength(1);
  });
});

const trialsOf = (threshold: string, flags: Record<string, string> = {}) =>
  parseFlags({ prefetch: "1,10", queueType: "classic,quorum", threshold, ...flags }).experiment.thresholds[0]?.trials;
const mistakes = (threshold: string, flags: Record<string, string> = {}) =>
  flagMistakes({ prefetch: "1,10", queueType: "classic,quorum", threshold, ...flags });

describe("a threshold of some trials", () => {
  it("concerns those with the settings in brackets, also with settings that do not vary", () => {
    expect(trialsOf("[prefetch=1] jainBusy>=0.9")).toEqual([
      "prefetch=1,queueType=classic",
      "prefetch=1,queueType=quorum",
    ]);
    expect(trialsOf("[prefetch=1, queue-type=quorum]jainBusy>=0.9")).toEqual(["prefetch=1,queueType=quorum"]);
    expect(trialsOf("[workers=2] lost==0")).toHaveLength(4);
    expect(trialsOf("lost==0")).toBeUndefined();
  });

  it("is refused for an unknown setting, a value without a trial, and a combination without a trial", () => {
    expect(mistakes("[prefech=1] lost==0")).toEqual([
      '--threshold [prefech=1] lost==0: "prefech" is not a setting of these trials. Did you mean prefetch?',
    ]);
    expect(mistakes("[prefetch=2] lost==0")).toEqual([
      "--threshold [prefetch=2] lost==0: No trial has prefetch=2. Use one of 1, 10.",
    ]);
    expect(mistakes("[prefetch=1,queueType=quorum] lost==0", { exclude: "prefetch=1,queueType=quorum" })).toEqual([
      "--threshold [prefetch=1,queueType=quorum] lost==0: No trial has prefetch=1,queueType=quorum. Use the settings of a trial that is not excluded.",
    ]);
    expect(mistakes("[] lost==0")[0]).toMatch(/A selector must be settings and values/);
    expect(mistakes("[prefetch=1 lost==0")[0]).toMatch(/Must be a metric, a comparison/);
  });

  it("selects the reference of the comparison, which is one trial", () => {
    const flags = { prefetch: "1,10", queueType: "classic,quorum" };
    const of = (more: Record<string, string>) => parseFlags({ ...flags, ...more }).experiment.compare;
    expect(of({})).toBeUndefined();
    expect(of({ reference: "prefetch=10,queueType=quorum" })).toEqual({
      reference: "prefetch=10,queueType=quorum",
      isAllPairs: false,
    });
    expect(of({ compare: "all-pairs" })).toEqual({ reference: "prefetch=1,queueType=classic", isAllPairs: true });
    expect(flagMistakes({ ...flags, reference: "prefetch=10" })).toEqual([
      "--reference prefetch=10: 2 trials have these settings. Name the settings of one trial.",
    ]);
    const prefetch = Array.from({ length: 21 }, (_, index) => index + 1).join(",");
    expect(flagMistakes({ prefetch, compare: "all-pairs" })[0]).toMatch(
      /21 trials have 210 pairs, and the limit is 190/,
    );
  });
});
