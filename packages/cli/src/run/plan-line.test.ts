import { type ParsedExperiment, parseExperiment, type RawOptions } from "@fairhare/plan";
import { describe, expect, it } from "vitest";
import { planLines, spokenSeconds } from "./plan-line.ts";

const parse = (flags: NonNullable<RawOptions["flags"]>): ParsedExperiment =>
  parseExperiment({ flags }, { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" });

describe("the plan in words", () => {
  it("says what runs, how long at least, and what every run shares", () => {
    expect(planLines(parse({}).experiment)).toEqual([
      "bench: 1 run, at least 5 s",
      "2 workers, prefetch 1, manual ack, classic queue, persistent, 200 tasks, odd-even sleeping 100ms/1ms",
    ]);
  });

  it("lists the trials and leaves what they vary out of what they share", () => {
    const plan = parse({ prefetch: ["unlimited,1"], workers: ["2,4"], repeat: ["3"], warmup: ["1"], work: ["none"] });
    expect(planLines(plan.experiment)).toEqual([
      "bench: 4 trials (prefetch=unlimited,workers=2 | prefetch=unlimited,workers=4 | prefetch=1,workers=2 | prefetch=1,workers=4), 16 runs (4 to warm up)",
      "manual ack, classic queue, persistent, 200 tasks, no work",
    ]);
  });

  it("counts trials where there are too many to list", () => {
    expect(planLines(parse({ prefetch: ["1,2,3,4,5,6,7"], work: ["none"] }).experiment)[0]).toBe(
      "bench: 7 trials (prefetch), 7 runs",
    );
  });

  it("names what is to be broken, and counts it where that is much", () => {
    const faults = ["kill:worker@2s,every=3s", "stop:broker@5s,for=1s"];
    expect(planLines(parse({ faults, onUnknown: ["republish"] }).experiment).slice(1)).toEqual([
      "2 workers, prefetch 1, manual ack, classic queue, persistent, 200 tasks, odd-even sleeping 100ms/1ms, unanswered publishes again",
      "2 faults: kill:worker@2s,every=3s · stop:broker@5s,for=1s",
    ]);
    const many = Array.from({ length: 6 }, (_, second) => `kill:worker@${second}s`);
    expect(planLines(parse({ faults: many }).experiment)[2]).toBe(
      "6 faults: kill:worker@0s · kill:worker@1s · kill:worker@2s · kill:worker@3s · 2 more",
    );
  });

  it("speaks of seconds as people do", () => {
    expect([0.25, 5.26, 42.4, 90, 900].map(spokenSeconds)).toEqual(["0.25 s", "5.3 s", "42 s", "90 s", "15 min"]);
  });
});
