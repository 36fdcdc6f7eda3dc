// Progress events as the orchestrator reports them.
import type { ProgressEvent } from "@fairhare/orchestrator";
import { settingsWith } from "@fairhare/report/testing";

type Began = ProgressEvent & { type: "run-began" };

const TRIALS = [1, 5].map((prefetch) => ({
  id: `prefetch=${prefetch}`,
  settings: settingsWith({ tasks: 1_000, prefetch }),
}));

export const began = (index = 1): Began => ({
  type: "run-began",
  index,
  total: 2,
  schedule: TRIALS.map((trial) => ({ trial, number: 1, warmup: false })),
  directory: "/nowhere",
  trial: { id: "prefetch=1", settings: settingsWith({ tasks: 1_000 }) },
  run: index,
  warmup: false,
});

export const counts = (elapsedMs: number, attempted: number, completed: number): ProgressEvent => ({
  type: "counts",
  expected: 1_000,
  elapsedMs,
  attempted,
  confirmed: attempted,
  delivered: attempted,
  completed,
});
