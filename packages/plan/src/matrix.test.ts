import { describe, expect, it } from "vitest";
import { contextOf, flagMistakes, parseFlags } from "./testing/parse-flags.ts";

const idsOf = (...args: Parameters<typeof parseFlags>): string[] =>
  parseFlags(...args).experiment.trials.map(({ id }) => id);

describe("the matrix", () => {
  it("is the cartesian product of all lists, axes in the order of the command line", () => {
    const { experiment } = parseFlags({ prefetch: "unlimited,1", workers: "2,3" });
    expect(experiment.axes).toEqual(["prefetch", "workers"]);
    expect(experiment.trials.map(({ id }) => id)).toEqual([
      "prefetch=unlimited,workers=2",
      "prefetch=unlimited,workers=3",
      "prefetch=1,workers=2",
      "prefetch=1,workers=3",
    ]);
  });

  it("names its axes as the settings are named in results.json", () => {
    const { experiment } = parseFlags({ heavy: "10ms,20ms", rate: "5,unlimited", confirm: "0,1" });
    expect(experiment.axes).toEqual(["heavyMs", "ratePerSecond", "confirmWindow"]);
    expect(Object.keys(experiment.trials[0]?.settings ?? {})).toEqual(expect.arrayContaining([...experiment.axes]));
  });

  it("makes trial ids that are unique and valid as directory names", () => {
    const context = contextOf({ "a/b.txt": "1ms", "a-b.txt": "2ms" });
    expect(idsOf({ skew: "period:3,trace:a/b.txt,trace:a-b.txt" }, context)).toEqual([
      "skew=period-3",
      "skew=trace-a-b.txt",
      "skew=trace-a-b.txt-2",
    ]);
  });

  it("refuses the same value twice, in any spelling", () => {
    expect(flagMistakes({ prefetch: "0,unlimited" })).toEqual([
      "--prefetch 0 and --prefetch unlimited: The same value is given twice. Use --repeat to run a trial again.",
    ]);
  });

  it("refuses two trials with the same settings", () => {
    expect(flagMistakes({ durability: "durable,persistent", persistent: "true" })).toEqual([
      "durability=durable and durability=persistent: These trials have the same settings. Remove one of the values; use --repeat to run a trial again.",
    ]);
  });

  it("refuses a list for an option that is not an axis, and an empty value in a list", () => {
    expect(flagMistakes({ seed: "1,2" })).toHaveLength(1);
    expect(flagMistakes({ workers: "2," })).toEqual([
      "--workers: The list contains an empty value. Remove the extra comma.",
    ]);
  });

  it("refuses more than 1,000 runs, including repeats and warm-ups", () => {
    const workers = Array.from({ length: 100 }, (_, index) => index + 1).join(",");
    expect(parseFlags({ workers, repeat: "10" }).experiment.trials).toHaveLength(100);
    expect(flagMistakes({ workers, repeat: "10", warmup: "1" })).toEqual([
      "--workers × --repeat and --warmup: Too many runs: 1,100, and the limit is 1,000. Use fewer values or repeats.",
    ]);
  });

  it("makes the alternatives of a --fault an axis, combined with all other axes", () => {
    const { experiment } = parseFlags({
      prefetch: "1,2",
      faults: ["kill:worker@1s|none", "kill:producer@2s"],
      rate: "1",
    });
    expect(experiment.axes).toEqual(["prefetch", "faults"]);
    expect(experiment.trials.map(({ id, settings }) => [id, settings.faults.length])).toEqual([
      ["prefetch=1,faults=kill-worker-1s-kill-producer-2s", 2],
      ["prefetch=1,faults=none-kill-producer-2s", 1],
      ["prefetch=2,faults=kill-worker-1s-kill-producer-2s", 2],
      ["prefetch=2,faults=none-kill-producer-2s", 1],
    ]);
  });

  it("refuses a repeated alternative, and reports the mistakes of each", () => {
    expect(flagMistakes({ faults: "none|none" })[0]).toContain('The alternative "none" is given twice.');
    expect(flagMistakes({ faults: "kill:worker@1s|kill:worker" })).toHaveLength(1);
  });

  it("omits excluded trials before the rules check them", () => {
    const matrix = { queueType: "classic,quorum", durability: "transient,confirmed" };
    expect(idsOf({ ...matrix, exclude: "queue-type=quorum,durability=transient" })).toEqual([
      "queueType=classic,durability=transient",
      "queueType=classic,durability=confirmed",
      "queueType=quorum,durability=confirmed",
    ]);
  });

  it.each([
    [{ exclude: "prefetch=1" }, "prefetch has only one value here"],
    [{ workers: "2,3", exclude: "workers=4" }, '"4" is not a value of workers here. Use one of 2, 3.'],
    [
      { workers: "2,3", exclude: "worker=2" },
      '"worker" is not a setting of the matrix. Options with several values: workers.',
    ],
    [{ workers: "2,3", exclude: ["workers=2", "workers=3"] }, "All trials are excluded."],
  ])("refuses an exclusion without effect: %j", (flags, message) => {
    expect(flagMistakes(flags).join("\n")).toContain(message);
  });
});
