// Settings and checks that tests vary in one or two places.
import type { TrialSettings } from "@fairhare/experiment";
import { type CheckedRun, type CheckInput, checkRun } from "../check-run.ts";
import type { History } from "./history.ts";

export const SETTINGS: TrialSettings = {
  workers: 2,
  workersPerProcess: 1,
  workerConcurrency: 1,
  producers: 1,
  prefetch: 1,
  ack: "manual",
  multiAckEvery: 1,
  queueType: "classic",
  durability: "confirmed",
  queueDurable: true,
  persistent: true,
  confirmWindow: 100,
  tasks: null,
  timeSeconds: null,
  ratePerSecond: null,
  pace: "constant",
  backlog: false,
  skew: { kind: "odd-even" },
  heavyMs: 100,
  lightMs: 10,
  dotMs: 10,
  work: "sleep",
  body: "text",
  sizeBytes: 0,
  heartbeatSeconds: 60,
  faults: [],
  onUnknown: "leave",
  seed: 1,
};

export function check(
  history: History,
  settings: Partial<TrialSettings> = {},
  { shards = history.shards(), ...rest }: Partial<Omit<CheckInput, "settings">> = {},
): CheckedRun {
  const input = { run: 1, shards, directory: null, notes: [], faults: [], ...rest };
  return checkRun({ ...input, settings: { ...SETTINGS, ...settings } });
}
