// The results of a stored run or of an earlier report: from results.json, else from the history again.
import { join } from "node:path";
import { type Results, resultsSchema, experimentNameSchema, storedSettingsSchema } from "@fairhare/results";
import { checkExperiment, ExperimentDirectory, readSealedJson } from "@fairhare/store";

/** An earlier version may not have had every setting, a later one may have more; those that are there are checked. */
const settingsSchema = storedSettingsSchema.partial().loose();

const storedResultsSchema = resultsSchema.superRefine((results, context) => {
  for (const { message } of experimentNameSchema.safeParse(results.experiment.name).error?.issues ?? [])
    context.addIssue({ code: "custom", path: ["experiment", "name"], message });
  for (const [index, { settings }] of results.trials.entries())
    for (const { path, message } of settingsSchema.safeParse(settings).error?.issues ?? [])
      context.addIssue({ code: "custom", path: ["trials", index, "settings", ...path], message });
});

/** Throws RunNotFoundError, StoredFileInvalidError and StoredFileDamagedError. */
export function readResults(directory: string): Results {
  const path = join(directory, "results.json");
  const results = readSealedJson({
    path,
    what: "the results of a run",
    schema: storedResultsSchema,
    mayLackSeal: true,
    hint: `Where the run's history is still there, remove this file or make it again with: npm run bench -- check ${directory}`,
  });
  return results ?? checkExperiment(new ExperimentDirectory(directory));
}
