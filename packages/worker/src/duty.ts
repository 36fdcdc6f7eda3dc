// What a worker process does: fills its slots, each with a connection of its own, as separate
// applications would have; packing slots into a process saves memory and changes nothing else.
import type { Duty, Profession } from "@fairhare/agent";
import type { ChildPlan, WorkerPlan } from "@fairhare/protocol";
import { openSlot, type Slot, type SlotPorts, type WorkerMeans } from "./slot.ts";

export const workerProfession = (means: WorkerMeans): Profession<WorkerPlan> => ({
  isPlan: (plan: ChildPlan): plan is WorkerPlan => plan.role === "worker",
  take: (plan, surroundings) => takeWorkerDuty(plan, { ...surroundings, ...means }),
});

async function takeWorkerDuty(plan: WorkerPlan, ports: SlotPorts): Promise<Duty> {
  const slots: Slot[] = await Promise.all(plan.slots.map((slot) => openSlot(slot, plan, ports)));
  return {
    begun: "consuming",
    begin: async () => {
      await Promise.all(slots.map((slot) => slot.consume()));
      ports.shard.flush();
      return true;
    },
    cancelConsumers: async () => {
      await Promise.all(slots.map((slot) => slot.cancelConsumers()));
    },
    stop: async () => {
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}
