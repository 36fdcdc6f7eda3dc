import { InvalidPlanError, type RawOptions } from "@fairhare/plan";
import { describe, expect, it } from "vitest";
import { readAdvisePlan } from "./advise-plan.ts";

type Flags = NonNullable<RawOptions["flags"]>;

const read = (flags: Flags, busy?: string, environment: Record<string, string> = {}) =>
  readAdvisePlan(flags, busy === undefined ? {} : { busy }, { environment, userDirectory: "/" });

function mistakes(flags: Flags, busy?: string): string[] {
  try {
    read(flags, busy);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    return error.mistakes.map(({ place, message }) => `${place}: ${message}`);
  }
}

describe("the plan of advise", () => {
  it("is a backlog of the workload with several prefetch limits and three repeats", () => {
    const plan = read({ workers: ["4"], heavy: ["10ms"], skew: ["uniform"] });
    const { trials, repeat, axes } = plan.experiment;
    expect(plan.experiment.advice).toEqual({ target: 0.95 });
    expect([repeat, axes]).toEqual([3, ["prefetch"]]);
    expect(trials.map(({ settings }) => settings.prefetch)).toEqual([1, 2, 3, 5, 10, 20, 50]);
    // 4 workers complete about 388 tasks of 10 ms per second, in 4 s.
    expect(trials[0]?.settings).toMatchObject({ backlog: true, tasks: 1_553 });
  });

  it("has at least 100 tasks for each worker", () => {
    expect(read({ workers: ["4"], heavy: ["1s"], skew: ["uniform"] }).experiment.trials[0]?.settings.tasks).toBe(400);
  });

  it("takes limits, repeats, tasks and the target from flags and variables", () => {
    const plan = read({ prefetch: ["1,4"], tasks: ["50"] }, "80%", { FAIRHARE_REPEAT: "2" });
    expect(plan.experiment.advice).toEqual({ target: 0.8 });
    expect(plan.experiment).toMatchObject({ repeat: 2, trials: [{ settings: { tasks: 50 } }, {}] });
  });

  it("refuses a plan that cannot show a prefetch, with all mistakes at once", () => {
    expect(mistakes({ prefetch: ["1"], workers: ["1"], work: ["none"], queueType: ["classic,quorum"] })).toEqual([
      expect.stringMatching(/^queueType: The advice is for one workload/),
      expect.stringMatching(/^--workers: One worker is always fair/),
      expect.stringMatching(/^--work none: Without work/),
    ]);
    expect(mistakes({ prefetch: ["1"] })).toEqual([expect.stringMatching(/^--prefetch: .*at least two/)]);
    expect(mistakes({ workers: ["x"] }, "95")).toEqual([
      expect.stringMatching(/^--busy 95: Must be a percentage/),
      expect.stringMatching(/^--workers x/),
    ]);
  });
});
