// What a worker process does: fills its slots, each with a connection of its own, as separate
// applications would have; packing slots into a process saves memory and changes nothing else.
import type { Duty, Surroundings } from "@fairhare/agent";
import type { WorkerPlan } from "@fairhare/protocol";
import { openSlot, type Slot } from "./slot.ts";

export async function takeWorkerDuty(plan: WorkerPlan, surroundings: Surroundings): Promise<Duty> {
  const slots: Slot[] = await Promise.all(plan.slots.map((slot) => openSlot(slot, plan, surroundings)));
  return {
    begun: "consuming",
    begin: async () => {
      await Promise.all(slots.map((slot) => slot.consume()));
      surroundings.shard.flush();
    },
    cease: async () => {
      await Promise.all(slots.map((slot) => slot.cease()));
    },
    stop: async () => {
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}
