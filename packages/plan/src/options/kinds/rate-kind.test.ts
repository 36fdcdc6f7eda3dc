import { describe, expect, it } from "vitest";
import { rateKind } from "./rate-kind.ts";

const step = (perSecond: number, seconds: number) => ({ fromPerSecond: perSecond, toPerSecond: perSecond, seconds });
const schedule = (...phases: object[]) => ({ kind: "schedule", phases });

describe("a rate", () => {
  it.each([
    ["1000", 1_000],
    ["0.2", 0.2],
    ["unlimited", null],
    ["1000:10s,5000:10s", schedule(step(1_000, 10), step(5_000, 10))],
    ["100..2000:1m", schedule({ fromPerSecond: 100, toPerSecond: 2_000, seconds: 60 })],
    ["2000..0.5:500ms", schedule({ fromPerSecond: 2_000, toPerSecond: 0.5, seconds: 0.5 })],
    ["0..100:5s", schedule({ fromPerSecond: 0, toPerSecond: 100, seconds: 5 })],
    [
      "100:5s, 100..2000:60s, 0:2s, 2000:30s",
      schedule(step(100, 5), { fromPerSecond: 100, toPerSecond: 2_000, seconds: 60 }, step(0, 2), step(2_000, 30)),
    ],
  ])("of %s", (text, value) => {
    expect(rateKind.read(text)).toEqual(value);
    expect(rateKind.problem?.(text)).toBeUndefined();
  });

  it.each([
    ["100..2000", "100..2000 has no duration: write 100..2000:10s."],
    ["100:5", "The unit is missing in 100:5: write 100:5s."],
    ["100:5s,200:0s", "200:0s is neither a step nor a ramp."],
    ["100..100:5s", "100..100:5s does not change: write 100:5s."],
    ["100:5s:6s", "100:5s:6s is neither a step nor a ramp."],
    ["1..2..3:5s", "1..2..3:5s is neither a step nor a ramp."],
    ["100:5s,2e3:5s", "2e3:5s is neither a step nor a ramp."],
    ["100:5s,0:5s", "The last rate holds after the end of the schedule, so it must be above 0."],
    ["100:800m,100:800m", "A schedule takes at most a day (1440m)."],
    ["2000000:5s", "2000000:5s is neither a step nor a ramp."],
    [`${"1:1s,".repeat(1_000)}1:1s`, "A schedule has at most 1,000 phases."],
  ])("of %s is refused", (text, problem) => {
    expect(rateKind.read(text)).toBeUndefined();
    expect(rateKind.problem?.(text)).toBe(problem);
  });

  it.each(["0", "-1", "1e3", "", "fast", "0.0001"])("of %s is refused", (text) => {
    expect(rateKind.read(text)).toBeUndefined();
  });

  it.each([
    ["10,20", ["10", "20"]],
    ["100:5s,200:5s", ["100:5s,200:5s"]],
    ["50,100:5s,100..200:5s,unlimited", ["50", "100:5s,100..200:5s", "unlimited"]],
    ["100:5s,200:5s; 300:5s", ["100:5s,200:5s", "300:5s"]],
    ["100..200,10", ["100..200", "10"]],
  ])("in a list %s", (text, values) => {
    expect(rateKind.separate?.(text)).toEqual(values);
  });
});
