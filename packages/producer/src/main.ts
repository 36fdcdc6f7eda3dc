// Entry point of a producer process; the orchestrator forks it, bundled as the worker is.
import { readFileSync } from "node:fs";
import { runAgent } from "@fairhare/agent";
import { connect } from "@fairhare/amqp";
import { producerProfession } from "./duty.ts";

runAgent(producerProfession({ connect, readBody: (file) => readFileSync(file) }));
