// Entry point of a producer process; the orchestrator forks it, bundled as the worker is.
import { readFileSync } from "node:fs";
import { runChild } from "@fairhare/child";
import { connect, TrafficCounter } from "@fairhare/amqp";
import { producerProfession } from "./duty.ts";

const traffic = new TrafficCounter();
runChild(
  producerProfession({ connect: (options) => connect(options, traffic), readBody: (file) => readFileSync(file) }),
  traffic,
);
