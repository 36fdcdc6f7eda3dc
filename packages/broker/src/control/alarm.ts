// Raises the memory or disk alarm of a node by changing its limit. The node then behaves as on a full machine.
import type { Alarm } from "../broker.ts";

export type AlarmedResource = "memory" | "disk";

/** Evaluates an Erlang expression in the node; returns its value as text. */
type Evaluate = (expression: string) => Promise<string>;

interface Limit {
  readonly read: string;
  readonly set: (value: string) => string;
  /** A limit that every machine exceeds. The node checks a new limit immediately. */
  readonly exceeded: string;
}

const LIMITS: Readonly<Record<AlarmedResource, Limit>> = {
  memory: {
    read: "vm_memory_monitor:get_vm_memory_high_watermark()",
    set: (value) => `vm_memory_monitor:set_vm_memory_high_watermark(${value})`,
    exceeded: "0",
  },
  disk: {
    read: "rabbit_disk_monitor:get_disk_free_limit()",
    set: (value) => `rabbit_disk_monitor:set_disk_free_limit(${value})`,
    exceeded: "1000000000000000000",
  },
};

/**
 * Resolves when the alarm is active. Uses the functions behind `rabbitmqctl set_vm_memory_high_watermark` and
 * `set_disk_free_limit`: the commands cannot read the limit, and the disposal must restore it exactly.
 */
export async function raiseAlarm(resource: AlarmedResource, evaluate: Evaluate): Promise<Alarm> {
  const { read, set, exceeded } = LIMITS[resource];
  const limit = (await evaluate(`Before = ${read}, ok = ${set(exceeded)}, Before.`)).trim();
  return {
    // The node answers the request for its alarms after it has notified its connections.
    [Symbol.asyncDispose]: async () => void (await evaluate(`ok = ${set(limit)}, rabbit_alarm:get_alarms().`)),
  };
}
