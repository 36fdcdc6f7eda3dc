import { type ParsedExperiment, parseExperiment, type RawOptions } from "@fairhare/plan";
import { describe, expect, it } from "vitest";
import { planLines, spokenSeconds } from "./plan-line.ts";

const parse = (flags: NonNullable<RawOptions["flags"]>): ParsedExperiment =>
  parseExperiment({ flags }, { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" });

const settingsOf = (flags: NonNullable<RawOptions["flags"]>) =>
  planLines(parse({ queue: ["q"], ...flags }).experiment)[1];

describe("the plan in words", () => {
  it("states the runs, their minimum duration and the shared settings", () => {
    expect(planLines(parse({}).experiment)).toEqual([
      "bench: 1 run, at least 5 s",
      "2 workers, prefetch 1, manual ack, classic queue, persistent, 200 tasks, odd-even sleep 100ms/1ms",
    ]);
  });

  it("states how many processes the workers of a large fleet share", () => {
    expect(settingsOf({ workers: ["100"] })).toMatch(/^100 workers, /);
    expect(settingsOf({ workers: ["1000"] })).toMatch(/^1,000 workers in 20 processes, /);
    expect(settingsOf({ workers: ["1000"], workersPerProcess: ["1000"] })).toMatch(/^1,000 workers in 1 process, /);
    expect(settingsOf({ workers: ["1000"], workersPerProcess: ["1"] })).toMatch(/^1,000 workers, /);
  });

  it("one side alone has only the settings of this side", () => {
    expect(settingsOf({ workers: ["0"] })).toBe("0 workers, queue q, classic queue, persistent, 200 tasks");
    expect(settingsOf({ producers: ["0"], time: ["4"] })).toBe(
      "2 workers, prefetch 1, manual ack, queue q, classic queue, persistent, 0 producers, consuming for 4 s",
    );
  });

  it("lists the trials, and omits axes from the shared settings", () => {
    const plan = parse({ prefetch: ["unlimited,1"], workers: ["2,4"], repeat: ["3"], warmup: ["1"], work: ["none"] });
    expect(planLines(plan.experiment)).toEqual([
      "bench: 4 trials (prefetch=unlimited,workers=2 | prefetch=unlimited,workers=4 | prefetch=1,workers=2 | prefetch=1,workers=4), 16 runs (4 warm-up)",
      "manual ack, classic queue, persistent, 200 tasks, no work",
    ]);
  });

  it("counts trials when there are too many to list", () => {
    expect(planLines(parse({ prefetch: ["1,2,3,4,5,6,7"], work: ["none"] }).experiment)[0]).toBe(
      "bench: 7 trials (prefetch), 7 runs",
    );
  });

  it("lists the faults, and counts them when there are too many", () => {
    const faults = ["kill:worker@2s,every=3s", "stop:broker@5s,for=1s"];
    expect(planLines(parse({ faults, onUnknown: ["republish"] }).experiment).slice(1)).toEqual([
      "2 workers, prefetch 1, manual ack, classic queue, persistent, 200 tasks, odd-even sleep 100ms/1ms, unconfirmed publishes republished",
      "2 faults: kill:worker@2s,every=3s · stop:broker@5s,for=1s",
    ]);
    const many = Array.from({ length: 6 }, (_, second) => `kill:worker@${second}s`);
    expect(planLines(parse({ faults: many }).experiment)[2]).toBe(
      "6 faults: kill:worker@0s · kill:worker@1s · kill:worker@2s · kill:worker@3s · 2 more",
    );
  });

  it("rounds durations", () => {
    expect([0.25, 5.26, 42.4, 90, 900].map(spokenSeconds)).toEqual(["0.25 s", "5.3 s", "42 s", "90 s", "15 min"]);
  });
});
