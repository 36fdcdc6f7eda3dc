// Entry point of a worker process; the orchestrator forks it.
import { runAgent } from "@fairhare/agent";
import type { ChildPlan, WorkerPlan } from "@fairhare/protocol";
import { takeWorkerDuty } from "./duty.ts";

runAgent((plan: ChildPlan): plan is WorkerPlan => plan.role === "worker", takeWorkerDuty);
