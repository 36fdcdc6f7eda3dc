import type { PhaseName, ProgressEvent } from "@fairhare/orchestrator";
import { expect, test } from "vitest";
import { StopSentence } from "./stop-sentence.ts";

const began = (warmup: boolean): ProgressEvent => ({ type: "run-began", warmup }) as ProgressEvent;
const phase = (name: PhaseName): ProgressEvent => ({ type: "phase", phase: name });
const NOTHING = "Stopping; nothing was measured yet. Press Ctrl-C again to exit immediately.";
const SAVED = "Stopping; the measurement so far is saved. Press Ctrl-C again to exit immediately.";

test.each<[string, readonly ProgressEvent[], string]>([
  ["a run waits for its broker or its agents", [], NOTHING],
  ["the first run sets up its queue and its fleet", [began(false), phase("starting")], NOTHING],
  ["only a warm-up has run", [began(true), phase("starting"), phase("publishing"), phase("draining")], NOTHING],
  ["the first run publishes", [began(false), phase("starting"), phase("publishing")], SAVED],
  ["the first run fills the queue", [began(false), phase("starting"), phase("filling")], SAVED],
  [
    "a later run is a warm-up",
    [began(false), phase("starting"), phase("publishing"), began(true), phase("starting")],
    SAVED,
  ],
])("while %s, an interrupt says what is saved", (_, events, expected) => {
  const stop = new StopSentence();
  for (const event of events) stop.observe(event);
  expect(stop.text).toBe(expected);
});
