// A trial's settings as results.json stores them (any JSON), read back as the settings they were.
import type { TrialResult } from "@fairhare/results";
import { FairhareError } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";

/** What a report cannot do without, and the type by which it is recognised. */
const REQUIRED = {
  workers: "number",
  workerConcurrency: "number",
  producers: "number",
  prefetch: "number",
  ack: "string",
  queueType: "string",
  confirmWindow: "number",
  skew: "object",
  heavyMs: "number",
  lightMs: "number",
  dotMs: "number",
  work: "string",
  seed: "number",
} as const satisfies Partial<Record<keyof TrialSettings, string>>;

export class SettingsUnreadableError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

export function settingsOf(trial: Pick<TrialResult, "id" | "settings">): TrialSettings {
  const { settings } = trial;
  if (isTrialSettings(settings)) return settings;
  const missing = missingKeys(settings).join(", ");
  throw new SettingsUnreadableError(
    `The results of trial ${trial.id} have no usable settings (${missing}). Make results.json again with \`check\` from the stored run.`,
  );
}

function isTrialSettings(settings: object): settings is TrialSettings {
  return missingKeys(settings).length === 0;
}

function missingKeys(settings: object): string[] {
  const values = new Map<string, unknown>(Object.entries(settings));
  return Object.entries(REQUIRED)
    .filter(([key, type]) => typeof values.get(key) !== type || values.get(key) === null)
    .map(([key]) => key);
}
