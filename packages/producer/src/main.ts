// Entry point of a producer process; the orchestrator forks it.
import { runAgent } from "@fairhare/agent";
import type { ChildPlan, ProducerPlan } from "@fairhare/protocol";
import { takeProducerDuty } from "./duty.ts";

runAgent((plan: ChildPlan): plan is ProducerPlan => plan.role === "producer", takeProducerDuty);
