// The settings of a trial, read from results.json, where they are any JSON.
import type { TrialResult } from "@fairhare/results";
import { FairhareError } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";

/** The settings that a report needs, with their types. */
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

/** Settings that results of earlier versions lack, and what those versions did. */
const ADDED_LATER = {
  fail: { kind: "none" },
  queues: 1,
  speeds: [1],
  priority: null,
  consumerPriorities: [0],
  startJitterMs: 0,
  rampUpMs: 0,
  phaseOffset: false,
  rttMs: 0,
} as const satisfies Partial<TrialSettings>;

export class SettingsUnreadableError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

export function settingsOf(trial: Pick<TrialResult, "id" | "settings">): TrialSettings {
  const settings = { ...ADDED_LATER, ...trial.settings };
  if (isTrialSettings(settings)) return settings;
  const missing = missingKeys(settings).join(", ");
  throw new SettingsUnreadableError(
    `The settings of trial ${trial.id} in results.json are incomplete (missing: ${missing}). Write results.json again with \`check\` on the run directory.`,
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
