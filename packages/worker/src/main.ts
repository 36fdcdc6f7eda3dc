// Entry point of a worker process; the orchestrator forks it.
import { runAgent } from "@fairhare/agent";
import { connect } from "@fairhare/amqp";
import { workerProfession } from "./duty.ts";
import { startWork } from "./work.ts";

runAgent(workerProfession({ connect, startWork }));
