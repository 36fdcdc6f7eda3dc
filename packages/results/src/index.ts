export { experimentNameSchema, storedExperimentSchema } from "./stored-experiment.ts";
export { storedSettingsSchema } from "./stored-settings.ts";
