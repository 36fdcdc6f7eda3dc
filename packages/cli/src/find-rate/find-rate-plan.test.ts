import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidPlanError, type RawOptions } from "@fairhare/plan";
import { afterAll, describe, expect, it } from "vitest";
import type { FindRateFlags } from "./find-rate-options.ts";
import { readSearchPlan } from "./find-rate-plan.ts";

const directory = mkdtempSync(join(tmpdir(), "find-rate-"));
afterAll(() => rmSync(directory, { recursive: true }));

type Flags = NonNullable<RawOptions["flags"]>;
type Environment = Readonly<Record<string, string>>;

const read = (flags: Flags, own: FindRateFlags = {}, environment: Environment = {}) =>
  readSearchPlan(flags, own, { environment, userDirectory: directory });

function mistakes(flags: Flags, own: FindRateFlags = {}, environment: Environment = {}): string[] {
  try {
    read(flags, own, environment);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    return error.mistakes.map(({ place, message }) => `${place}: ${message}`);
  }
}

describe("the plan of find-rate", () => {
  it("has a search for each cell of the matrix, which begins below its guessed capacity", () => {
    const { cells, experiment } = read({ workers: ["4"], prefetch: ["1,10"], heavy: ["10ms"], skew: ["uniform"] });
    expect(cells.map(({ trial }) => trial.id)).toEqual(["prefetch=1", "prefetch=10"]);
    expect(cells[0]).toMatchObject({ seconds: 5, search: { first: 270, precision: 0.02, votes: 3 } });
    expect(experiment.axes).toEqual(["prefetch"]);
  });

  it("takes conditions, budget, precision, trials and first rate from flags or variables", () => {
    const own = { until: ["p99<200ms", "jainBusy>0.9"], budget: "90s", precision: "5%", start: "50" };
    const plan = read({ time: ["8s"] }, own, { FAIRHARE_TRIALS: "5" });
    expect(plan).toMatchObject({ budgetSeconds: 90, search: { precision: 0.05, votes: 5 } });
    expect(plan.experiment.thresholds.map(({ metric }) => metric)).toEqual([
      "latencyMs.endToEnd.p99",
      "fairness.jainBusy",
    ]);
    expect(plan.cells[0]).toMatchObject({ seconds: 8, search: { first: 50, votes: 5 } });
  });

  it("plans longer trials for a low rate", () => {
    expect(read({ heavy: ["1s"], skew: ["uniform"], workers: ["4"] }).cells[0]?.seconds).toBe(51);
  });

  it("allows random gaps, which need a rate, although the search sets it", () => {
    expect(read({ pace: ["poisson"] }).cells).toHaveLength(1);
  });

  it("reports all mistakes at once, each with the flag that the user typed", () => {
    const own = { until: ["p98<200"], budget: "5", precision: "2", trials: "4", start: "fast" };
    expect(mistakes({ workers: ["none"] }, own)).toEqual([
      expect.stringMatching(/^--budget 5: Must be a duration from 10s/),
      expect.stringMatching(/^--precision 2: Must be a percentage .*2%\.$/),
      expect.stringMatching(/^--trials 4: Must be an odd number/),
      expect.stringMatching(/^--start fast: Must be a number of tasks per second/),
      expect.stringMatching(/^--workers none: /),
      expect.stringMatching(/^--until p98<200: Unknown metric p98/),
    ]);
  });

  it("says what to use in place of options that the search sets itself", () => {
    expect(mistakes({ rate: ["100"], tasks: ["50"], repeat: ["3"], threshold: ["lost==0"] })).toEqual([
      "--rate 100: The search sets the rate. Use --start for the first one.",
      "--tasks 50: The search sets the number of tasks. Use --time for the duration of a trial.",
      "--repeat 3: The search repeats trials where they decide. Use --trials for the number of them.",
      "--threshold lost==0: A condition of the search is --until.",
    ]);
  });

  it("has no baseline: refuses relative conditions, and leaves out those of an experiment file", () => {
    expect(mistakes({}, { until: ["p99<=1.2x", "jainBusy>=-0.02", "p99<1s"] })).toEqual([
      expect.stringMatching(/^--until p99<=1\.2x: A search has no baseline\. Use an absolute condition/),
      expect.stringMatching(/^--until jainBusy>=-0\.02: A search has no baseline/),
    ]);
    const file = join(directory, "compared.json");
    writeFileSync(file, JSON.stringify({ baseline: "base.json", threshold: ["p99<=1.2x", "p99<1s"] }));
    const { experiment, warnings } = read({ experiment: [file] });
    expect(experiment.thresholds.map(({ expression }) => expression)).toEqual(["p99<1s"]);
    expect(warnings).toContain("Not judged, because there is no baseline: p99<=1.2x.");
  });

  it("refuses a plan without producers or workers, and a program that publishes at its own pace", () => {
    expect(mistakes({ producers: ["0"], queue: ["orders"] })).toEqual([expect.stringMatching(/at least 1 of each/)]);
    const file = join(directory, "plan.json");
    writeFileSync(file, JSON.stringify({ producerCommand: "python3 new_task.py", tasks: 10 }));
    expect(mistakes({ experiment: [file] })).toContainEqual(
      expect.stringMatching(/plan\.json: producerCommand = .*: The search sets the rate/),
    );
    writeFileSync(file, JSON.stringify({ tasks: [100, 200], backlog: [true, false] }));
    expect(mistakes({ experiment: [file] })).toEqual([
      "--tasks: The search sets the number of tasks. Remove it.",
      "--backlog: A backlog has no rate. Remove it.",
    ]);
  });
});
