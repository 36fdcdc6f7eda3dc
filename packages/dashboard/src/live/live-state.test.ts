import type { ProgressEvent } from "@fairhare/orchestrator";
import { expect, it } from "vitest";
import { began, counts } from "../testing/live-events.ts";
import { advance, initialState, type LiveState } from "./live-state.ts";

const after = (...events: readonly ProgressEvent[]): LiveState => events.reduce(advance, initialState("odd-even"));

it("shows nothing of a run before the first one begins", () => {
  expect(after({ type: "notice", message: "early" })).toEqual({ title: "odd-even", run: null, finished: [] });
});

it("keeps a bounded number of samples, evenly spaced, however long a run takes", () => {
  const events = Array.from({ length: 20_000 }, (_, index) => counts(index * 50, index, index));
  const samples = after(began(), ...events).run?.samples ?? [];
  expect(samples.length).toBeLessThanOrEqual(400);
  expect(samples.length).toBeGreaterThan(150);
  const gaps = samples.slice(1).map(([at], index) => at - (samples[index]?.[0] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps));
});

it("dates faults and lost workers by the last counts, one line each", () => {
  const { run } = after(
    began(),
    counts(1_200, 10, 5),
    { type: "fault", message: "Fault: kill:worker@1s →\nworker process 1." },
    { type: "worker-lost", slots: [2], how: "was ended by SIGSEGV" },
  );
  expect(run?.marks).toEqual([
    { atMs: 1_200, text: "Fault: kill:worker@1s → worker process 1." },
    { atMs: 1_200, text: "Worker 2 was ended by SIGSEGV." },
  ]);
});

it("lists the run that ended, and begins the next one afresh", () => {
  const { trial } = began();
  const state = after(began(), counts(900, 10, 10), { type: "run-ended", trial, run: 1, warmup: true }, began(2));
  expect(state.finished).toMatchObject([{ index: 1, verdict: "warm-up" }]);
  expect(state.run).toMatchObject({ index: 2, samples: [], elapsedMs: 0 });
});
