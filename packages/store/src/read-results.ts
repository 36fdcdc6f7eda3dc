// Reads the results of a stored run or an earlier report from results.json, or derives them from the history. Accepts
// results of other versions.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { commandLine } from "@fairhare/core";
import { type Results, resultsSchema, experimentNameSchema, storedSettingsSchema } from "@fairhare/results";
import { checkExperiment } from "./check-stored.ts";
import { ExperimentDirectory, RunNotFoundError } from "./experiment-directory.ts";
import { readSealedJson } from "./sealed-json.ts";

const RESULTS = "results.json";

/** Another version may have fewer or more settings; the ones present are checked. */
const settingsSchema = storedSettingsSchema.partial().loose();

const storedResultsSchema = resultsSchema.superRefine((results, context) => {
  for (const { message } of experimentNameSchema.safeParse(results.experiment.name).error?.issues ?? [])
    context.addIssue({ code: "custom", path: ["experiment", "name"], message });
  for (const [index, { settings }] of results.trials.entries())
    for (const { path, message } of settingsSchema.safeParse(settings).error?.issues ?? [])
      context.addIssue({ code: "custom", path: ["trials", index, "settings", ...path], message });
});

/** Of a directory, or of a results.json by any name. @throws RunNotFoundError, StoredFileInvalidError, StoredFileDamagedError */
export function readResults(place: string): Results {
  const isFile = statSync(place, { throwIfNoEntry: false })?.isFile() === true;
  const [directory, path] = isFile ? [dirname(place), place] : [place, join(place, RESULTS)];
  const results = readSealedJson({
    path,
    what: "the results of a run",
    schema: storedResultsSchema,
    mayLackSeal: true,
    hint:
      basename(path) === RESULTS
        ? `If the history of the run still exists, create this file again with: ${commandLine("check", directory)}`
        : "Name the results.json of a run, or the directory of a run or a report.",
  });
  if (results === undefined && existsSync(directory) && !existsSync(join(directory, "plan.json")))
    throw new RunNotFoundError(
      `"${directory}" is neither a stored run nor a report: it has no plan.json and no results.json. Use a directory under .runs/ or reports/.`,
    );
  return results ?? checkExperiment(new ExperimentDirectory(directory));
}
