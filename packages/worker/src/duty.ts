// The work of a worker process: opens its slots, each with its own connection, as separate applications would. Several
// slots in one process save memory and change nothing else.
import { type Duty, type Profession, untilSuccessful } from "@fairhare/child";
import { type ChildPlan, EventKind, type WorkerPlan } from "@fairhare/protocol";
import { BrokerSession } from "./broker-session.ts";
import { Slot, type SlotPorts, type WorkerPorts } from "./slot.ts";

export const workerProfession = (ports: WorkerPorts): Profession<WorkerPlan> => ({
  isPlan: (plan: ChildPlan): plan is WorkerPlan => plan.role === "worker",
  take: (plan, surroundings) => takeWorkerDuty(plan, { ...surroundings, ...ports }),
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

async function openSlot(number: number, plan: WorkerPlan, ports: SlotPorts): Promise<Slot> {
  const { shard, clock, connect } = ports;
  const open = (): Promise<BrokerSession> => BrokerSession.open(number, plan, connect, { redeclare: plan.isLate });
  const session = plan.isLate ? await untilSuccessful(open, ports, new AbortController().signal) : await open();
  shard.append(EventKind.connected, clock.now(), number, 0, 0, 0, session.uriIndex);
  return new Slot(number, plan, ports, session);
}
