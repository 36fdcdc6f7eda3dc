import { describe, expect, it } from "vitest";
import { parseExperiment } from "./parse-experiment.ts";
import { contextOf, flagMistakes, flagsOf, mistakesOf, parseFlags, settingsOf } from "./testing/parse-flags.ts";

describe("an experiment without any flag", () => {
  it("is the tutorial's fleet: two workers, one producer, 200 tasks, heavy and light in turn", () => {
    expect(settingsOf({})).toEqual({
      workers: 2,
      workersPerProcess: 1,
      workerConcurrency: 1,
      producers: 1,
      prefetch: 1,
      ack: "manual",
      multiAckEvery: 1,
      queueType: "classic",
      durability: "persistent",
      queueDurable: true,
      persistent: true,
      confirmWindow: 0,
      tasks: 200,
      timeSeconds: null,
      ratePerSecond: null,
      pace: "constant",
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
      maxAttempts: 20,
      deadLetter: false,
      messageTtlMs: 0,
      maxLength: 0,
      overflow: "drop-head",
      deliveryLimit: null,
      ackTimeoutMs: 0,
      faults: [],
      onUnknown: "leave",
      seed: 1,
    });
  });

  it("runs once, without warm-up, on whatever broker there is, and shows its progress", () => {
    const { experiment, output, warnings } = parseFlags({});
    expect(experiment).toMatchObject({
      name: "bench",
      repeat: 1,
      warmup: 0,
      seed: 1,
      axes: [],
      thresholds: [],
      broker: { provider: "auto", uri: null, waitSeconds: 0 },
      drainTimeoutSeconds: 60,
      runTimeoutSeconds: null,
    });
    expect(experiment.trials.map(({ id }) => id)).toEqual(["trial"]);
    expect(output).toEqual({
      directory: null,
      exports: { json: null, markdown: null, csv: null },
      progress: true,
      quiet: false,
    });
    expect(warnings).toEqual([]);
  });
});

describe("values", () => {
  it("a limit for each run and a wait for the broker are seconds of the experiment", () => {
    const { experiment } = parseFlags({ runTimeout: "1.5m", wait: "60s" });
    expect(experiment.runTimeoutSeconds).toBe(90);
    expect(experiment.broker.waitSeconds).toBe(60);
  });

  it("0 and unlimited are the same prefetch", () => {
    expect(settingsOf({ prefetch: "0" }).prefetch).toBe(0);
    expect(settingsOf({ prefetch: "unlimited" }).prefetch).toBe(0);
  });

  it("a time or a heartbeat without a unit is seconds, as in PerfTest; with one it is what it says", () => {
    expect(settingsOf({ time: "30" }).timeSeconds).toBe(30);
    expect(settingsOf({ time: "2m" }).timeSeconds).toBe(120);
    expect(settingsOf({ time: "500ms" }).timeSeconds).toBe(0.5);
    expect(settingsOf({ heartbeat: "5" }).heartbeatSeconds).toBe(5);
  });

  it("a cost without a unit is refused, and told so", () => {
    expect(flagMistakes({ heavy: "100" })).toEqual([
      "--heavy 100: Expects a duration from 0ms to 60m with its unit, such as 250us, 100ms, 1.5s or 2m. The unit is missing.",
    ]);
  });

  it("a time alone takes the limit off the tasks; with --tasks both hold", () => {
    expect(settingsOf({ time: "10" })).toMatchObject({ tasks: null, timeSeconds: 10 });
    expect(settingsOf({ time: "10", tasks: "50" })).toMatchObject({ tasks: 50, timeSeconds: 10 });
  });

  it("-C counts for each producer", () => {
    expect(settingsOf({ tasksPerProducer: "50", producers: "3" }).tasks).toBe(150);
    expect(flagMistakes({ tasksPerProducer: "50", tasks: "100" })).toEqual([
      "--tasks 100 with --tasks-per-producer 50: Both say how many tasks there are. Leave one out.",
    ]);
  });

  it("-a is automatic acknowledgement, and the prefetch is then unlimited because the broker ignores it", () => {
    expect(settingsOf({ autoAck: "true" })).toMatchObject({ ack: "auto", prefetch: 0 });
    expect(flagMistakes({ autoAck: "true", ack: "manual" })).toEqual([
      "--auto-ack with --ack manual: They contradict each other. Leave one out.",
    ]);
  });

  it("the body is text, but binary where a size is asked for or nothing is worked", () => {
    expect(settingsOf({}).body).toBe("text");
    expect(settingsOf({ size: "1000" }).body).toBe("binary");
    expect(settingsOf({ work: "none" }).body).toBe("binary");
    expect(settingsOf({ work: "none", body: "text" }).body).toBe("text");
  });

  it("every skew reads", () => {
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

  it("given twice, a flag's last value counts", () => {
    expect(settingsOf({ workers: ["2", "5"] }).workers).toBe(5);
  });
});

describe("durability", () => {
  it("the bundles set the queue, the messages and the confirms", () => {
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

  it("a single flag overrides its part, and the name follows", () => {
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

describe("sources", () => {
  const file = { name: "scenarios/odd-even.json", content: { workers: 3, prefetch: ["unlimited", 1], heavy: "20ms" } };

  it("flags win over the environment, the environment over the file, the file over the defaults", () => {
    const { experiment } = parseExperiment(
      { flags: flagsOf({ workers: "5" }), environment: { FAIRHARE_WORKERS: "4", FAIRHARE_HEAVY: "30ms" }, file },
      contextOf(),
    );
    expect(experiment.trials.map(({ settings }) => settings)).toMatchObject([
      { workers: 5, heavyMs: 30, lightMs: 1, prefetch: 0 },
      { workers: 5, heavyMs: 30, lightMs: 1, prefetch: 1 },
    ]);
  });

  it("an experiment is named after its file unless it has a name", () => {
    expect(parseExperiment({ file }, contextOf()).experiment.name).toBe("odd-even");
    expect(parseExperiment({ file, flags: flagsOf({ name: "mine" }) }, contextOf()).experiment.name).toBe("mine");
  });

  it("a variable that is set to nothing is not set", () => {
    expect(mistakesOf({ environment: { FAIRHARE_WORKERS: "" } }, contextOf())).toEqual([]);
  });

  it("every mistake of every source is reported at once, with its place", () => {
    const mistakes = mistakesOf(
      {
        flags: flagsOf({ workers: "2,zero", tasks: "0" }),
        environment: { FAIRHARE_QUEUE_TYPE: "quorom" },
        file: {
          name: "plan.json",
          content: { prefetch: [1, -4], wrokers: 3, repeat: [1, 2], out: "x", "multi-ack-every": 2 },
        },
      },
      contextOf(),
    );
    expect(mistakes).toEqual([
      "plan.json: prefetch[1] = -4: Expects a whole number from 0 to 65,535, or unlimited.",
      "plan.json: wrokers: There is no such setting. Did you mean workers?",
      "plan.json: repeat: It is the same for all trials; give a single value, not a list.",
      "plan.json: out: This is no part of an experiment. Give it as --out.",
      "plan.json: multi-ack-every: Settings are written in camelCase here: multiAckEvery.",
      "--workers zero: Expects a whole number from 1 to 10,000.",
      "--tasks 0: Expects a whole number from 1 to 4,294,967,295.",
      "FAIRHARE_QUEUE_TYPE=quorom: Expects classic or quorum. Did you mean quorum?",
    ]);
  });

  it("a file that is no object, or a stored plan, is refused", () => {
    expect(mistakesOf({ file: { name: "x.json", content: [1] } })).toHaveLength(1);
    expect(mistakesOf({ file: { name: "x.json", content: { trials: [], axes: [] } } })[0]).toMatch(/stored plan/);
  });

  it("a password never shows in a mistake", () => {
    expect(flagMistakes({ uri: "http://me:secret@host" })).toEqual([
      "--uri ***: Expects an AMQP URI such as amqp://localhost:5672. It must begin with amqp:// or amqps://.",
    ]);
  });

  it("a mistyped environment variable of ours is mentioned", () => {
    const { warnings } = parseExperiment(
      { environment: { FAIRHARE_WORKER: "3", FAIRHARE_OTHER_TOOL: "x" } },
      contextOf(),
    );
    expect(warnings).toEqual([
      "The environment variable FAIRHARE_WORKER is not known and has no effect. Did you mean FAIRHARE_WORKERS?",
    ]);
  });
});

describe("traces", () => {
  it("a trace gives the costs, its dots as long as --dot says", () => {
    const context = contextOf({ "costs.txt": "# recorded\n..\n\n5ms\n" });
    expect(settingsOf({ skew: "trace:costs.txt", dot: "10ms" }, context).skew).toEqual({
      kind: "trace",
      file: "costs.txt",
      costsMs: [20, 5],
    });
  });

  it("a missing file and bad lines are mistakes with their places", () => {
    expect(flagMistakes({ skew: "trace:nowhere" })).toEqual(["trace:nowhere: There is no such file."]);
    expect(flagMistakes({ skew: "trace:t" }, contextOf({ t: "..\nslow" }))[0]).toMatch(/^t:2: "slow" is no cost/);
  });
});
