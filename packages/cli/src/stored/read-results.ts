// Reads the results of a stored run or an earlier report from results.json, or derives them from the history. Accepts
// results of other versions.
import { join } from "node:path";
import { commandLine } from "@fairhare/core";
import { type Results, resultsSchema, experimentNameSchema, storedSettingsSchema } from "@fairhare/results";
import { checkExperiment, ExperimentDirectory, readSealedJson } from "@fairhare/store";

/** Another version may have fewer or more settings; the ones present are checked. */
const settingsSchema = storedSettingsSchema.partial().loose();

const storedResultsSchema = resultsSchema.superRefine((results, context) => {
  for (const { message } of experimentNameSchema.safeParse(results.experiment.name).error?.issues ?? [])
    context.addIssue({ code: "custom", path: ["experiment", "name"], message });
  for (const [index, { settings }] of results.trials.entries())
    for (const { path, message } of settingsSchema.safeParse(settings).error?.issues ?? [])
      context.addIssue({ code: "custom", path: ["trials", index, "settings", ...path], message });
});

/** @throws RunNotFoundError, StoredFileInvalidError, StoredFileDamagedError */
export function readResults(directory: string): Results {
  const path = join(directory, "results.json");
  const results = readSealedJson({
    path,
    what: "the results of a run",
    schema: storedResultsSchema,
    mayLackSeal: true,
    hint: `If the history of the run still exists, create this file again with: ${commandLine("check", directory)}`,
  });
  return results ?? checkExperiment(new ExperimentDirectory(directory));
}
