// The pictures over time: what they leave out and say instead, gaps, faults before and after the run.
import { describe, expect, it } from "vitest";
import type { FaultResult, RunResult, TrialResult } from "@fairhare/results";
import { renderReport } from "../report.ts";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { readPicture } from "../testing/text-boxes.ts";
import { drawLatencyOfTrials } from "./latencies.ts";
import { drawQueueDepth } from "./queue-depth.ts";
import { drawThroughput } from "./throughput.ts";

const brokerFault = (kind: string, atMs: number, healedAtMs: number | null): FaultResult => ({
  kind,
  target: "broker",
  atMs,
  healedAtMs,
  nodes: [],
  leader: null,
  endedAtMs: null,
  replacedAtMs: null,
  recovery: {
    timeToRedeliveryMs: null,
    lastRedeliveryMs: null,
    redelivered: null,
    timeToLeaderMs: null,
    publishGapMs: null,
    consumeGapMs: null,
    lossWindowMs: null,
    dipRatio: null,
    catchUpMs: null,
    blockedMs: null,
  },
});

/** Every 250 ms. */
const samples = (fromMs: number, toMs: number, value: number): [number, number][] =>
  Array.from({ length: Math.round((toMs - fromMs) / 250) }, (_, index) => [fromMs + index * 250, value]);

function trialWith(changes: Parameters<typeof editRun>[1]): [TrialResult, RunResult] {
  const trial = buildTrial({ prefetch: 1 });
  const runs = trial.runs.map((run) => editRun(run, changes));
  const [run] = runs;
  if (!run) throw new Error("The trial has a run.");
  return [{ ...trial, runs }, run];
}

const textsOf = (svg: string | undefined): string[] => readPicture(svg ?? "").texts.map(({ text }) => text);

/** Lines of a colour with how many pieces each has: one more than its gaps. */
const pieces = (svg: string, colour: string): number[] =>
  [...svg.matchAll(new RegExp(`<path d="([^"]*)" fill="none" stroke="${colour}" stroke-width="2"`, "g"))].map(
    ([, path = ""]) => path.split("M").length - 1,
  );

describe("the queue over time", () => {
  const away = [...samples(0, 1_000, 300), ...samples(3_000, 5_000, 200)];
  const memory = away.map(([at, value]): [number, number] => [at, 94e6 + value]);

  it("has no line while the broker is away", () => {
    const timeline = { ready: away, unacked: away, brokerMemoryBytes: memory };
    const picture = drawQueueDepth(...trialWith({ timeline, faults: [brokerFault("restart", 1_000, 3_000)] }));
    expect(pieces(picture?.svg ?? "", "#ce7c04")).toEqual([2]);
    expect(textsOf(picture?.svg).join(" ")).toContain("no line while the broker did not answer");
  });

  it("has no gap where the broker answered, whatever the fault", () => {
    const steady = samples(0, 5_000, 300);
    const timeline = { ready: steady, unacked: steady, brokerMemoryBytes: steady };
    const picture = drawQueueDepth(...trialWith({ timeline, faults: [brokerFault("memory-alarm", 1_000, 3_000)] }));
    expect(pieces(picture?.svg ?? "", "#ce7c04")).toEqual([1]);
  });

  it("labels a memory that hardly changes with numbers that differ", () => {
    const picture = drawQueueDepth(
      ...trialWith({ timeline: { ready: away, unacked: away, brokerMemoryBytes: memory } }),
    );
    expect(textsOf(picture?.svg)).toEqual(
      expect.arrayContaining(["memory allocated by the broker (MB)", "90", "95", "100"]),
    );
  });

  it("begins with the backlog if a fault hit it before the workers were released", () => {
    const ready = [...samples(-9_000, -6_000, 20_000), ...samples(-1_000, 2_000, 20_000)];
    const timeline = { ready, unacked: samples(-9_000, 2_000, 0), brokerMemoryBytes: [] };
    const picture = drawQueueDepth(...trialWith({ timeline, faults: [brokerFault("kill", -5_900, -1_000)] }));
    expect(textsOf(picture?.svg)).toEqual(expect.arrayContaining(["kill broker", "−8", "0"]));
    expect(picture?.alt).toContain("kill broker 5.90 s before the workers were released, healed after 4.90 s");
    expect(picture?.caption).toContain("The broker reported 0 messages unacknowledged throughout.");
  });

  it("goes on until the last fault has healed", () => {
    const ready = samples(0, 5_000, 300);
    const faults = [brokerFault("restart", 5_500, 7_000)];
    const picture = drawQueueDepth(...trialWith({ timeline: { ready, unacked: ready }, faults }));
    expect(textsOf(picture?.svg)).toEqual(expect.arrayContaining(["restart broker", "7"]));
  });
});

describe("the throughput over time", () => {
  it("says in a sentence that all tasks were published at once, or before", () => {
    expect(drawThroughput(...trialWith({}))?.caption).toContain("All 400 tasks were published in the first ");
    const published = [0, 0, 0];
    const before = drawThroughput(...trialWith({ timeline: { published } }));
    expect(before?.caption).toContain("All 400 tasks were published before the measurement began.");
    expect(textsOf(before?.svg)).not.toContain("tasks published per second");
  });

  it("does not draw an empty queue", () => {
    const ready = samples(0, 5_000, 0);
    const picture = drawThroughput(...trialWith({ timeline: { ready } }));
    expect(textsOf(picture?.svg)).not.toContain("messages ready in the queue");
    expect(picture?.caption).toContain("The broker reported an empty queue each time it was asked.");
  });

  it("is not drawn for a handful of tasks", () => {
    const [trial, run] = trialWith({ timeline: { completed: [1, 0, 2] } });
    expect(drawThroughput(trial, run)).toBeNull();
  });

  it("names the faults that were before its time", () => {
    const picture = drawThroughput(...trialWith({ faults: [brokerFault("kill", -5_900, -1_000)] }));
    expect(picture?.caption).toContain("Before the time of this picture: kill broker 5.90 s before");
  });
});

it("the latency of more trials than colours says which are drawn", () => {
  const trials = Array.from({ length: 15 }, (_, prefetch) => buildTrial({ prefetch, tasks: 20 }));
  expect(textsOf(drawLatencyOfTrials(trials)?.svg).join(" ")).toContain("first 7 of 15 trials");
});

/** All texts of the lanes of two trials, of which the second is slower. */
const lanesOf = (slowness: number): string =>
  renderReport(
    buildResults([
      buildTrial({ prefetch: 1 }),
      buildTrial({ prefetch: 2 }, { varied: ["prefetch"], runs: [{ slowness }] }),
    ]),
  )
    .filter(({ path }) => path.endsWith("-lanes.svg"))
    .map(({ content }) => textsOf(content).join(" "))
    .join("\n");

it("lanes say when their time axis is common to the trials, and when it is their own", () => {
  expect(lanesOf(2)).toContain("time axis common to both trials");
  expect(lanesOf(5)).toContain("time axis of this trial alone");
  expect(lanesOf(1)).not.toContain("time axis");
});

it("lanes show the faults of their time, and a worker's absence in its own lane", () => {
  const trial = buildTrial({ prefetch: 1 }, { runs: [{ kills: [{ slot: 3, atMs: 2_500, replacedAtMs: 2_800 }] }] });
  const lanes = renderReport(buildResults([trial])).find(({ path }) => path.endsWith("-lanes.svg"));
  expect(textsOf(lanes?.content)).toEqual(expect.arrayContaining(["kill worker 3", "fault (shaded until healed)"]));
});
