// Default settings, typical faults, and a check of a literal history with a few changed settings.
import type { Fault, TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { type CheckedRun, type CheckInput, checkRun } from "../check-run.ts";
import type { History } from "./history.ts";

export const SETTINGS: TrialSettings = {
  ...BASE_SETTINGS,
  durability: "confirmed",
  confirmWindow: 100,
  tasks: null,
  lightMs: 10,
  dotMs: 10,
};

const planned = (text: string, fault: Pick<Fault, "kind" | "role">): Fault => ({
  text,
  process: null,
  atMs: 0,
  everyMs: null,
  forMs: null,
  restartAfterMs: 0,
  ...fault,
});

export const KILL_ANY_WORKER = planned("kill worker", { kind: "kill", role: "worker" });
export const QUIT_ANY_WORKER = planned("quit worker", { kind: "quit", role: "worker" });
export const STOP_ANY_WORKER = planned("stop worker", { kind: "stop", role: "worker" });
export const CUT_POWER = planned("power-cut broker", { kind: "power-cut", role: "broker" });
export const KILL_LEADER = { ...planned("kill node", { kind: "kill", role: "node" }), part: "leader" } as const;
export const CUT_NODE_POWER = planned("power-cut node", { kind: "power-cut", role: "node" });
export const PARTITION = planned("partition node", { kind: "partition", role: "node" });
export const ROLLING_RESTART = planned("rolling-restart", { kind: "rolling-restart", role: "broker" });
export const KILL_BROKER = planned("kill broker", { kind: "kill", role: "broker" });

export function check(
  history: History,
  settings: Partial<TrialSettings> = {},
  { shards = history.shards(), ...rest }: Partial<Omit<CheckInput, "settings">> = {},
): CheckedRun {
  const input = { run: 1, shards, directory: null, brokerVersion: "4.0.5", ...rest };
  return checkRun({ ...input, settings: { ...SETTINGS, ...settings } });
}
