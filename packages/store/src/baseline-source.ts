// Earlier results as a baseline: the port of the plan to results.json and to the statistics of a comparison.
import { dirname, resolve } from "node:path";
import type { Baselines, BaselineSource } from "@fairhare/plan";
import { metricOf, type Results } from "@fairhare/results";
import { runsToShow } from "@fairhare/statistics";
import { readResults } from "./read-results.ts";

/** Paths are relative to the experiment file that names them, else to the working directory. */
export const baselinesIn = (workingDirectory = ""): Baselines => ({
  read: (file, beside = "") => baselineSource(readResults(resolve(workingDirectory, dirname(beside), file))),
  runsNeeded,
});

export const runsNeeded: Baselines["runsNeeded"] = (baselineRuns, tests) =>
  runsToShow(tests, { alternative: "less", against: baselineRuns });

/** An unknown run has no numbers to compare with. */
export const baselineSource = ({ environment, trials }: Results): BaselineSource => ({
  startedAt: environment.startedAt,
  trials: trials.map(({ id, settings, runs }) => ({
    id,
    settings,
    values: (path) =>
      runs
        .filter(({ verdict }) => verdict !== "unknown")
        .map((run) => metricOf(run, path))
        .filter((value) => value !== null),
  })),
});
