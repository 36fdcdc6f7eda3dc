// The alarms of a node, raised by moving their limits: what it says and does then is what a full machine makes it do.
import type { Alarm } from "../../broker.ts";

export type AlarmedResource = "memory" | "disk";

/** Runs an Erlang expression in the node; its value, as printed. */
type Evaluate = (expression: string) => Promise<string>;

interface Limit {
  readonly read: string;
  readonly set: (value: string) => string;
  /** Beyond what any machine has, or below what any node needs. The node looks at once. */
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
 * Resolves when the alarm is in force. What `rabbitmqctl set_vm_memory_high_watermark` and `set_disk_free_limit` do, by
 * the calls behind them: those two cannot read, and the limit is to be put back exactly as it was.
 */
export async function raiseAlarm(resource: AlarmedResource, evaluate: Evaluate): Promise<Alarm> {
  const { read, set, exceeded } = LIMITS[resource];
  const limit = (await evaluate(`Before = ${read}, ok = ${set(exceeded)}, Before.`)).trim();
  return {
    // Asked for its alarms, the node answers when it has told its connections.
    [Symbol.asyncDispose]: async () => void (await evaluate(`ok = ${set(limit)}, rabbit_alarm:get_alarms().`)),
  };
}
