import type { ProgressEvent } from "@fairhare/orchestrator";
import { expect, it } from "vitest";
import { began, counts } from "../testing/live-events.ts";
import { advance, healed, initialState, type LiveState } from "./live-state.ts";

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
    { atMs: 1_200, text: "Fault: kill:worker@1s → worker process 1.", fault: 1, healedAtMs: null },
    { atMs: 1_200, text: "Worker 2 was ended by SIGSEGV.", fault: null, healedAtMs: null },
  ]);
});

const ends = ({ run }: LiveState): (number | null)[] => (run?.marks ?? []).map(({ healedAtMs }) => healedAtMs);

it("dates the end of a fault by its number, also when only the newest faults are told", () => {
  const fault = { type: "fault", message: "Fault: kill:worker@1s,every=1s." } as const;
  const state = after(began(), counts(1_000, 1, 1), fault, counts(2_000, 2, 2), fault, counts(3_000, 3, 3), fault);
  const spans = [
    { beganAt: 2e9, healedAt: 2.25e9 },
    { beganAt: 3e9, healedAt: null },
  ];
  expect(ends(healed(state, spans, 3))).toEqual([null, 2_250, null]);
  expect(ends(healed(healed(state, spans, 3), [{ beganAt: 3e9, healedAt: 3.5e9 }], 3))).toEqual([null, 2_250, 3_500]);
  expect(healed(initialState("x"), spans, 2).run).toBeNull();
});

it("lists the run that ended, and begins the next one afresh", () => {
  const { trial } = began();
  const state = after(began(), counts(900, 10, 10), { type: "run-ended", trial, run: 1, warmup: true }, began(2));
  expect(state.finished).toMatchObject([{ index: 1, verdict: "warm-up" }]);
  expect(state.run).toMatchObject({ index: 2, samples: [], elapsedMs: 0 });
});
