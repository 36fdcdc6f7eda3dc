import type { ProducerPlan, WorkerPlan } from "@fairhare/protocol";
import type { TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { programStart } from "./program-command.ts";

const common = {
  uri: "amqp://broker",
  firstUri: 0,
  queue: "q 1",
  queueExpiresMs: 0,
  runTag: null,
  shardFile: "s",
  isLate: false,
  clockOffsetNs: 0,
};
const worker = (settings: Partial<TrialSettings>): WorkerPlan => ({
  ...common,
  role: "worker",
  settings: { ...BASE_SETTINGS, leftToProgram: ["ack", "prefetch"], ...settings },
  process: 2,
  incarnation: 3,
  slots: [2],
});
const producer = (settings: Partial<TrialSettings>): ProducerPlan => ({
  ...common,
  role: "producer",
  settings: { ...BASE_SETTINGS, ...settings },
  process: 1,
  incarnation: 1,
  alreadyAttempted: 7,
  epoch: null,
});
const startOf = (settings: Partial<TrialSettings>) =>
  programStart(worker({ workerCommand: "w {queue}", ...settings }), TAP);
const TAP = "amqp://user:p'w@127.0.0.1:5";

describe("the start of a program", () => {
  it("has the address of the tap and the queue in its environment", () => {
    expect(programStart(worker({ workerCommand: "python3 'my worker.py'" }), TAP)).toEqual({
      file: "python3",
      args: ["my worker.py"],
      environment: {
        AMQP_URL: TAP,
        FAIRHARE_QUEUE: "q 1",
        FAIRHARE_QUEUES: "q 1",
        FAIRHARE_INCARNATION: "3",
        FAIRHARE_WORKER: "2",
      },
    });
  });

  it("has the queues of its worker, the first of them alone as well", () => {
    const shared = startOf({ queues: 2, workers: 4 });
    expect(shared.environment).toMatchObject({ FAIRHARE_QUEUE: "q 1-2", FAIRHARE_QUEUES: "q 1-2" });
    expect(shared.args).toEqual(["q 1-2"]);
    expect(startOf({ queues: 5, workers: 2 }).environment).toMatchObject({
      FAIRHARE_QUEUE: "q 1-2",
      FAIRHARE_QUEUES: "q 1-2,q 1-4",
    });
  });

  it("has placeholders in its words, and a value is never more than one word", () => {
    const { args } = programStart(worker({ workerCommand: "run --uri={uri} {queue} w{worker} {producer}" }), TAP);
    expect(args).toEqual([`--uri=${TAP}`, "q 1", "w2", "{producer}"]);
  });

  it("in a shell quotes the values", () => {
    const start = programStart(worker({ workerCommand: "run {uri} | tee {queue}", shell: true }), TAP);
    expect([start.file, ...start.args]).toEqual([
      "/bin/sh",
      "-c",
      String.raw`run 'amqp://user:p'\''w@127.0.0.1:5' | tee 'q 1'`,
    ]);
  });

  it("tells prefetch and acknowledgement only if the plan asks for them", () => {
    const asked = worker({ workerCommand: "w", leftToProgram: [], prefetch: 5, ack: "auto" });
    expect(programStart(asked, TAP).environment).toMatchObject({ FAIRHARE_PREFETCH: "5", FAIRHARE_ACK: "auto" });
  });

  it("tells a producer its share and what it has published before", () => {
    const { environment } = programStart(producer({ producerCommand: "p", producers: 2, tasks: 21 }), TAP);
    expect(environment).toEqual({
      AMQP_URL: TAP,
      FAIRHARE_QUEUE: "q 1",
      FAIRHARE_QUEUES: "q 1",
      FAIRHARE_INCARNATION: "1",
      FAIRHARE_PRODUCER: "1",
      FAIRHARE_PUBLISHED: "7",
      FAIRHARE_TASKS: "11",
    });
    expect(programStart(producer({ producerCommand: "p", tasks: null }), TAP).environment).not.toHaveProperty(
      "FAIRHARE_TASKS",
    );
  });
});
