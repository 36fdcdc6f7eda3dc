import { describe, expect, it } from "vitest";
import { parseExperiment } from "./parse-experiment.ts";
import { contextOf, flagMistakes, flagsOf, parseFlags, settingsOf } from "./testing/parse-flags.ts";

describe("an experiment without any flag", () => {
  it("has two workers, one producer, and 200 alternately heavy and light tasks", () => {
    expect(settingsOf({})).toEqual({
      workers: 2,
      workersPerProcess: 1,
      workerConcurrency: 1,
      speeds: [1],
      consumerPriorities: [0],
      holdBody: false,
      startJitterMs: 0,
      rampUpMs: 0,
      producers: 1,
      prefetch: 1,
      ack: "manual",
      multiAckEvery: 1,
      queue: { name: null, predeclared: false },
      exchange: null,
      routingKey: null,
      queues: 1,
      queueType: "classic",
      queueArguments: {},
      consumerArguments: {},
      durability: "persistent",
      properties: {},
      priority: null,
      queueDurable: true,
      persistent: true,
      confirmWindow: 0,
      tasks: 200,
      timeSeconds: null,
      ratePerSecond: null,
      pace: "constant",
      phaseOffset: true,
      rttMs: 0,
      queueLeader: null,
      quorumSize: null,
      connect: "listed",
      backlog: false,
      skew: { kind: "odd-even" },
      heavyMs: 100,
      lightMs: 1,
      dotMs: 1_000,
      work: "sleep",
      body: "text",
      sizeBytes: 0,
      heartbeatSeconds: 60,
      fail: { kind: "none" },
      onError: "requeue",
      requeueBy: "reject",
      retryDelayMs: 0,
      retryMeans: "auto",
      maxAttempts: 20,
      deadLetter: false,
      messageTtlMs: 0,
      maxLength: 0,
      overflow: "drop-head",
      deliveryLimit: null,
      ackTimeoutMs: 0,
      faults: [],
      onUnknown: "leave",
      workerCommand: null,
      producerCommand: null,
      shell: false,
      donePattern: null,
      graceMs: 10_000,
      warmupTimeMs: null,
      leftToProgram: [],
      seed: 1,
    });
  });

  it("runs once, without warm-up, on any broker, and shows progress", () => {
    const { experiment, output, warnings } = parseFlags({});
    expect(experiment).toMatchObject({
      name: "bench",
      repeat: 1,
      warmup: 0,
      seed: 1,
      axes: [],
      thresholds: [],
      broker: { provider: "auto", uri: null, waitSeconds: 0 },
      readyTimeoutSeconds: 60,
      drainTimeoutSeconds: 60,
      runTimeoutSeconds: null,
    });
    expect(experiment.trials.map(({ id }) => id)).toEqual(["trial"]);
    expect(output).toEqual({
      printPlan: false,
      directory: null,
      exports: {
        json: null,
        markdown: null,
        csv: null,
        csvWorkers: null,
        csvQueues: null,
        csvIntervals: null,
        html: null,
        junit: null,
        benchmark: [],
        openmetrics: null,
      },
      uiPort: null,
      uiListen: null,
      table: { columns: null, wide: false },
      showOutput: false,
      metricsPort: null,
      progress: true,
      quiet: false,
    });
    expect(warnings).toEqual([]);
  });
});

describe("values", () => {
  it("the address of the live page is an IP address, and needs the page", () => {
    expect(parseFlags({ ui: "8080", uiListen: "0.0.0.0" }).output).toMatchObject({ uiPort: 8080, uiListen: "0.0.0.0" });
    expect(() => parseFlags({ ui: "8080", uiListen: "everywhere" })).toThrow(/--ui-listen everywhere.*IP address/s);
    expect(() => parseFlags({ uiListen: "0.0.0.0" })).toThrow(/--ui-listen 0\.0\.0\.0.*Add --ui/s);
  });

  it("the run timeout and the wait for the broker are stored in seconds", () => {
    const { experiment } = parseFlags({ runTimeout: "1.5m", wait: "60s" });
    expect(experiment.runTimeoutSeconds).toBe(90);
    expect(experiment.broker.waitSeconds).toBe(60);
  });

  it("0 and unlimited are the same prefetch", () => {
    expect(settingsOf({ prefetch: "0" }).prefetch).toBe(0);
    expect(settingsOf({ prefetch: "unlimited" }).prefetch).toBe(0);
  });

  it("a time or heartbeat without a unit is in seconds, as in PerfTest", () => {
    expect(settingsOf({ time: "30" }).timeSeconds).toBe(30);
    expect(settingsOf({ time: "2m" }).timeSeconds).toBe(120);
    expect(settingsOf({ time: "500ms" }).timeSeconds).toBe(0.5);
    expect(settingsOf({ heartbeat: "5" }).heartbeatSeconds).toBe(5);
  });

  it("a service time without a unit is refused with a hint", () => {
    expect(flagMistakes({ heavy: "100" })).toEqual([
      "--heavy 100: Must be a duration from 0ms to 60m with a unit, such as 250us, 100ms, 1.5s or 2m. The unit is missing.",
    ]);
  });

  it("a time of 0 is refused without a hint at a unit, which a time does not need", () => {
    expect(flagMistakes({ time: "0" })[0]).toMatch(/a bare number is seconds\.$/);
  });

  it("a valid name with a value that is not valid is not suggested again", () => {
    expect(flagMistakes({ skew: "random:10" })[0]).toMatch(/trace:FILE\.$/);
    expect(flagMistakes({ skew: "paret:1" })[0]).toMatch(/Did you mean pareto\?$/);
  });

  it("a number with a comma in it is refused with a hint", () => {
    expect(flagMistakes({ tasks: "20,000" })[0]).toMatch(/write a number without commas, such as 20000\.$/);
  });

  it("--time alone removes the limit on tasks; with --tasks both limits apply", () => {
    expect(settingsOf({ time: "10" })).toMatchObject({ tasks: null, timeSeconds: 10 });
    expect(settingsOf({ time: "10", tasks: "50" })).toMatchObject({ tasks: 50, timeSeconds: 10 });
  });

  it("a schedule of rates ends the publishing, unless a time or a number of tasks does", () => {
    const rate = "100:2s,100..200:3s";
    expect(settingsOf({ rate })).toMatchObject({ timeSeconds: 5, tasks: null });
    expect(settingsOf({ rate, time: "9s" })).toMatchObject({ timeSeconds: 9, tasks: null });
    expect(settingsOf({ rate, tasks: "30" })).toMatchObject({ timeSeconds: null, tasks: 30 });
    expect(settingsOf({ rate, tasksPerProducer: "30" })).toMatchObject({ timeSeconds: null, tasks: 30 });
    expect(settingsOf({ rate: "100" })).toMatchObject({ timeSeconds: null, tasks: 200 });
  });

  it("schedules of rates are an axis: each is a trial, with its phases together", () => {
    const { experiment } = parseFlags({ rate: "50,100:1s,200:1s;300:2s", rtt: "0ms,20ms" });
    expect(experiment.axes).toEqual(["ratePerSecond", "rttMs"]);
    expect(experiment.trials.map(({ id }) => id)).toEqual([
      "rate=50,rtt=0ms",
      "rate=50,rtt=20ms",
      "rate=100-1s-200-1s,rtt=0ms",
      "rate=100-1s-200-1s,rtt=20ms",
      "rate=300-2s,rtt=0ms",
      "rate=300-2s,rtt=20ms",
    ]);
  });

  it("-C counts per producer", () => {
    expect(settingsOf({ tasksPerProducer: "50", producers: "3" }).tasks).toBe(150);
    expect(flagMistakes({ tasksPerProducer: "50", tasks: "100" })).toEqual([
      "--tasks 100 with --tasks-per-producer 50: Both set the number of tasks. Remove one.",
    ]);
  });

  it("-a is automatic acknowledgement, and the prefetch is then unlimited because the broker ignores it", () => {
    expect(settingsOf({ autoAck: "true" })).toMatchObject({ ack: "auto", prefetch: 0 });
    expect(flagMistakes({ autoAck: "true", ack: "manual" })).toEqual([
      "--auto-ack with --ack manual: These options contradict each other. Remove one.",
    ]);
  });

  it("the body is text, but binary with --size or without work", () => {
    expect(settingsOf({}).body).toBe("text");
    expect(settingsOf({ size: "1000" }).body).toBe("binary");
    expect(settingsOf({ work: "none" }).body).toBe("binary");
    expect(settingsOf({ work: "none", body: "text" }).body).toBe("text");
  });

  it("every skew is parsed", () => {
    expect(settingsOf({ skew: "period:3" }).skew).toEqual({ kind: "period", period: 3 });
    expect(settingsOf({ skew: "random:0.25" }).skew).toEqual({ kind: "random", probability: 0.25 });
    expect(settingsOf({ skew: "pareto:1.5" }).skew).toEqual({ kind: "pareto", shape: 1.5 });
    expect(settingsOf({ skew: "lognormal:0.5" }).skew).toEqual({ kind: "lognormal", sigma: 0.5 });
    expect(settingsOf({ skew: "dots" }).skew).toEqual({ kind: "dots" });
    expect(settingsOf({ skew: "uniform" }).skew).toEqual({ kind: "uniform" });
  });

  it("a skew out of range or without its parameter is refused", () => {
    for (const skew of [
      "period",
      "period:0",
      "period:1.5",
      "random:2",
      "random:",
      "pareto:0",
      "pareto:x",
      "trace:",
      "uniform:3",
    ])
      expect(flagMistakes({ skew })).toHaveLength(1);
  });

  it("the last of repeated flags counts", () => {
    expect(settingsOf({ workers: ["2", "5"] }).workers).toBe(5);
  });
});

describe("durability", () => {
  it("each bundle sets queue durability, message persistence and confirms", () => {
    expect(settingsOf({ durability: "transient" })).toMatchObject({
      queueDurable: false,
      persistent: false,
      confirmWindow: 0,
    });
    expect(settingsOf({ durability: "durable" })).toMatchObject({
      queueDurable: true,
      persistent: false,
      confirmWindow: 0,
    });
    expect(settingsOf({ durability: "confirmed" })).toMatchObject({
      queueDurable: true,
      persistent: true,
      confirmWindow: 100,
    });
  });

  it("a single flag overrides its part of the bundle, and the name changes accordingly", () => {
    expect(settingsOf({ confirm: "10" })).toMatchObject({ durability: "confirmed", confirmWindow: 10 });
    expect(settingsOf({ durability: "confirmed", confirm: "5" })).toMatchObject({
      durability: "confirmed",
      confirmWindow: 5,
    });
    expect(settingsOf({ persistent: "false" })).toMatchObject({ durability: "durable" });
    expect(settingsOf({ queueDurable: "false" })).toMatchObject({ durability: "custom", persistent: true });
  });

  it("a bundle on the command line overrides a single setting of the experiment file", () => {
    const { experiment } = parseExperiment(
      { flags: flagsOf({ durability: "persistent" }), file: { name: "plan.json", content: { persistent: false } } },
      contextOf(),
    );
    expect(experiment.trials[0]?.settings).toMatchObject({ durability: "persistent", persistent: true });
  });
});

describe("traces", () => {
  it("a trace gives the service times; --dot sets the length of a dot", () => {
    const context = contextOf({ "costs.txt": "# recorded\n..\n\n5ms\n" });
    expect(settingsOf({ skew: "trace:costs.txt", dot: "10ms" }, context).skew).toEqual({
      kind: "trace",
      file: "costs.txt",
      costsMs: [20, 5],
    });
  });

  it("a missing file and invalid lines are reported with their places", () => {
    expect(flagMistakes({ skew: "trace:nowhere" })).toEqual(["trace:nowhere: There is no such file."]);
    expect(flagMistakes({ skew: "trace:t" }, contextOf({ t: "..\nslow" }))[0]).toMatch(
      /^t:2: "slow" is not a valid service time/,
    );
  });
});
