// Entry point of a worker process; the orchestrator forks it. The build bundles it into dist/process.js, because one file
// loads in a third of the time that its 90 modules take.
import { runChild } from "@fairhare/child";
import { connect, TrafficCounter } from "@fairhare/amqp";
import { workerProfession } from "./duty.ts";
import { startWork } from "./work.ts";

const traffic = new TrafficCounter();
runChild(
  workerProfession({
    connect: (options) => connect(options, traffic),
    startWork,
    crash: () => process.kill(process.pid, "SIGKILL"),
  }),
  traffic,
);
