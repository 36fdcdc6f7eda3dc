// Entry point of a producer process; the orchestrator forks it.
import { runAgent } from "@fairhare/agent";
import { connect } from "@fairhare/amqp";
import { producerProfession } from "./duty.ts";

runAgent(producerProfession(connect));
