// Reads the results of a stored run or an earlier report from results.json, or derives them from the history. Accepts
// results of other versions.
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandLine } from "@fairhare/core";
import { type Results, resultsSchema, experimentNameSchema, storedSettingsSchema } from "@fairhare/results";
import { checkExperiment } from "./check-stored.ts";
import { ExperimentDirectory } from "./experiment-directory.ts";
import { readSealedJson } from "./sealed-json.ts";

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
  const [directory, path] = isFile ? [dirname(place), place] : [place, join(place, "results.json")];
  const results = readSealedJson({
    path,
    what: "the results of a run",
    schema: storedResultsSchema,
    mayLackSeal: true,
    hint: `If the history of the run still exists, create this file again with: ${commandLine("check", directory)}`,
  });
  return results ?? checkExperiment(new ExperimentDirectory(directory));
}
