// The list of all options, in the order of --help. Each group has a file of its own beside this one.
import { AGENT_OPTIONS } from "./agents.ts";
import { BROKER_OPTIONS } from "./broker.ts";
import { CLUSTER_OPTIONS } from "./cluster.ts";
import { COMPARISON_OPTIONS } from "./comparison.ts";
import { DELIVERY_OPTIONS } from "./delivery.ts";
import { EXPERIMENT_OPTIONS } from "./experiment.ts";
import { FAULT_OPTIONS } from "./faults.ts";
import { FLEET_OPTIONS } from "./fleet.ts";
import { HANDLER_OPTIONS } from "./handlers.ts";
import { LIMIT_OPTIONS } from "./limits.ts";
import type { OptionKey, OptionTable } from "./option.ts";
import { OUTPUT_OPTIONS } from "./output.ts";
import { PROGRAM_OPTIONS } from "./programs.ts";
import { QUEUE_OPTIONS } from "./queue.ts";
import { TRAFFIC_OPTIONS } from "./traffic.ts";

export const OPTIONS: OptionTable<OptionKey> = {
  ...FLEET_OPTIONS,
  ...PROGRAM_OPTIONS,
  ...DELIVERY_OPTIONS,
  ...QUEUE_OPTIONS,
  ...TRAFFIC_OPTIONS,
  ...HANDLER_OPTIONS,
  ...LIMIT_OPTIONS,
  ...FAULT_OPTIONS,
  ...BROKER_OPTIONS,
  ...CLUSTER_OPTIONS,
  ...AGENT_OPTIONS,
  ...EXPERIMENT_OPTIONS,
  ...COMPARISON_OPTIONS,
  ...OUTPUT_OPTIONS,
};

export const OPTION_KEYS: readonly OptionKey[] = Object.keys(OPTIONS).filter(isOptionKey);

export function isOptionKey(key: string): key is OptionKey {
  return Object.hasOwn(OPTIONS, key);
}
