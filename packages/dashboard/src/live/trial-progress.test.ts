import { settingsWith } from "@fairhare/report/testing";
import { expect, it } from "vitest";
import { scheduleProgress } from "./trial-progress.ts";

const scheduleOf = (trials: number, repeat: number) =>
  Array.from({ length: repeat }, (_, number) => number + 1).flatMap((number) =>
    Array.from({ length: trials }, (_, prefetch) => ({
      trial: { id: `prefetch=${prefetch}`, settings: settingsWith({ prefetch }) },
      number,
      warmup: false,
    })),
  );

it("counts the runs of each trial before and after the one that goes on", () => {
  expect(scheduleProgress(scheduleOf(2, 3), 4)).toEqual({
    trials: [
      { trial: "prefetch=0", done: 2, isRunning: false, toCome: 1 },
      { trial: "prefetch=1", done: 1, isRunning: true, toCome: 1 },
    ],
    hidden: 0,
  });
});

it("of hundreds of trials lists those that go on and come next", () => {
  const { trials, hidden } = scheduleProgress(scheduleOf(300, 1), 51);
  expect(trials[0]).toEqual({ trial: "prefetch=50", done: 0, isRunning: true, toCome: 0 });
  expect(trials).toHaveLength(100);
  expect(hidden).toBe(200);
});
