import type { TrialResult } from "@fairhare/results";
import { expect, it } from "vitest";
import * as fixtures from "../testing/fixtures.ts";
import { costSentence } from "./cost-words.ts";

function sentenceWith(settings: Partial<TrialResult["settings"]>): string {
  const [trial] = fixtures.twoTrials().trials;
  if (trial === undefined) throw new Error("the fixture has no trial");
  return costSentence({ ...trial, settings: { ...trial.settings, ...settings } });
}

it("the resource usage names only the processes that were measured", () => {
  expect(sentenceWith({})).toMatch(/: producers and workers [\d.]+ s CPU, .*; broker /);
  expect(sentenceWith({ workers: 0 })).toMatch(/: producers [\d.]+ s CPU, /);
  expect(sentenceWith({ workerCommand: "w" })).toMatch(/: producers [\d.]+ s CPU, .*; programs not measured; broker /);
  expect(sentenceWith({ workerCommand: "w", producerCommand: "p" })).toMatch(/: programs not measured; broker /);
});
