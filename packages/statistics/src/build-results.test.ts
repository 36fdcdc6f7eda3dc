import { describe, expect, it } from "vitest";
import type { Experiment, Threshold } from "@fairhare/workload";
import { history, check, SETTINGS } from "@fairhare/checker/testing";
import { buildResults } from "./build-results.ts";
import { type Environment, resultsSchema, type RunResult } from "@fairhare/results";

const environment: Environment = {
  node: "20.20.0",
  fairhare: "0.1.0",
  amqplib: "1.0.0",
  broker: { product: "RabbitMQ", version: "4.0.5", erlang: "27", provider: "local", queueTypes: ["classic"] },
  os: "linux",
  cpu: "cpu",
  cores: 2,
  agents: [],
  memoryBytes: 1,
  loadAverage: [0, 0, 0],
  startedAt: "2026-01-01T00:00:00.000Z",
  command: "fairhare run",
};
const run = (verdict: RunResult["verdict"]): RunResult => {
  const { result } = check(history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9));
  return { ...result, verdict };
};
const experimentOf = (trials: Experiment["trials"], thresholds: Threshold[], repeat: number): Experiment => ({
  name: "tutorial",
  trials,
  axes: ["prefetch"],
  repeat,
  warmup: 0,
  seed: 1,
  thresholds,
  broker: { provider: "external", uri: "amqp://guest:s3cret@broker:5672/vhost", waitSeconds: 0 },
  readyTimeoutSeconds: 60,
  drainTimeoutSeconds: 30,
  runTimeoutSeconds: null,
});
const build = (verdicts: RunResult["verdict"][], thresholds: Threshold[] = [], repeat = verdicts.length) => {
  const trials = [
    { id: "a", settings: SETTINGS, runs: verdicts.map(run) },
    { id: "b", settings: { ...SETTINGS, prefetch: 10 }, runs: verdicts.map(run) },
  ];
  const planned = trials.map(({ id, settings }) => ({ id, settings }));
  return buildResults({ experiment: experimentOf(planned, thresholds, repeat), environment, trials });
};

describe("results", () => {
  const results = build(["pass"]);

  it("match the schema, also after a round trip through JSON", () => {
    expect(resultsSchema.parse(JSON.parse(JSON.stringify(results)))).toEqual(results);
  });

  it("name the varied settings and summarise each trial", () => {
    expect(results.trials.map(({ varied }) => varied)).toEqual([["prefetch"], ["prefetch"]]);
    expect(results.trials[0]?.summary["ledger.completed"]?.median).toBe(1);
  });

  it.each([
    [60, undefined, undefined],
    [60, 30, 30],
    [10, 30, 10],
    [0, 30, 0],
    [45, 0, 45],
  ])("say the heartbeat: %i asked, %j proposed by the broker makes %j", (heartbeatSeconds, proposed, negotiated) => {
    const { trials } = buildResults({
      experiment: experimentOf([], [], 0),
      environment: {
        ...environment,
        broker: { ...environment.broker, ...(proposed === undefined ? {} : { heartbeatSeconds: proposed }) },
      },
      trials: [{ id: "a", settings: { ...SETTINGS, heartbeatSeconds }, runs: [] }],
    });
    expect(trials[0]?.heartbeatSeconds).toBe(negotiated);
  });

  it("contain no password", () => {
    expect(JSON.stringify(results)).not.toContain("s3cret");
    expect(JSON.stringify(results)).toContain("amqp://guest:***@broker:5672/vhost");
  });
});

describe("the verdict over all runs", () => {
  const failing: Threshold = { expression: "lost>0", metric: "lost", operator: ">", value: 0 };

  it("is pass when every run passes", () => {
    expect(build(["pass", "pass"]).verdict).toBe("pass");
  });
  it("is unknown when one run is unknown, or when there is no run", () => {
    expect(build(["pass", "unknown"]).verdict).toBe("unknown");
    expect(build([]).verdict).toBe("unknown");
  });
  it("is unknown when only an unknown run misses a threshold", () => {
    expect(build(["unknown"], [failing]).verdict).toBe("unknown");
    expect(build([], [failing], 1).verdict).toBe("unknown");
  });
  it("is unknown when a planned run is missing, and each trial counts its missing runs", () => {
    const results = build(["pass", "pass"], [], 3);
    expect(results.verdict).toBe("unknown");
    expect(results.trials.map(({ missingRuns }) => missingRuns)).toEqual([1, 1]);
    expect(build(["pass"], [], 1).trials.map(({ missingRuns }) => missingRuns)).toEqual([0, 0]);
  });
  it("is fail when a failure was measured, even when a run is missing", () => {
    expect(build(["fail"], [], 2).verdict).toBe("fail");
  });
  it("is fail when a failure was measured, even when other runs are unknown", () => {
    expect(build(["unknown", "fail"]).verdict).toBe("fail");
    expect(build(["unknown", "pass"], [failing]).verdict).toBe("fail");
    expect(build(["pass"], [failing]).verdict).toBe("fail");
  });
});
