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
      '--threshold lost<2s: "2s" cannot be compared with lost. Use a number.',
    ]);
  });

  it("may be repeated", () => {
    expect(parseFlags({ threshold: ["lost==0", "duplicated<5"] }).experiment.thresholds).toHaveLength(2);
  });

  it("on an unknown metric suggests the nearest name", () => {
    expect(flagMistakes({ threshold: "lots==0" })[0]).toMatch(/Unknown metric lots\. Did you mean lost\?/);
    expect(flagMistakes({ threshold: "fairness.jianBusy>0" })[0]).toMatch(/Did you mean fairness\.jainBusy\?/);
    expect(flagMistakes({ threshold: "colour==0" })[0]).toMatch(/Some valid names: makespanMs, /);
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
