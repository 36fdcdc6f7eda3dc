import type { ObservedClient, RunResult } from "@fairhare/results";
import { expect, it } from "vitest";
import * as fixtures from "../testing/fixtures.ts";
import { renderReport } from "../report.ts";
import { evidenceParagraphs } from "./evidence-words.ts";

type Completed = RunResult["evidence"]["sources"]["completed"];

function trialWith(completed: Completed, client: ObservedClient | null) {
  const results = fixtures.twoTrials();
  const trials = results.trials.map((trial) => ({
    ...trial,
    runs: trial.runs.map((run) => ({
      ...run,
      client,
      evidence: { ...run.evidence, sources: { published: "own" as const, delivered: "wire" as const, completed } },
    })),
  }));
  return { ...results, trials };
}

const paragraphOf = (completed: Completed, client: ObservedClient | null): string => {
  const [trial] = trialWith(completed, client).trials;
  return trial === undefined ? "" : evidenceParagraphs(trial).join("\n");
};

it("a report of Fairhare's own workers does not mention its evidence", () => {
  const [trial] = fixtures.twoTrials().trials;
  expect(trial && evidenceParagraphs(trial)).toEqual([]);
});

it("a report of programs says what each number comes from, and how the programs consumed", () => {
  expect(paragraphOf("wire", { ack: "manual", prefetch: 0, completions: "wire" })).toBe(
    "Evidence: publishes from Fairhare's own records, deliveries from the wire, completions from acks on the wire. The programs acknowledged, without a prefetch limit.",
  );
  expect(paragraphOf("output", { ack: "auto", prefetch: 0, completions: "output" })).toBe(
    "Evidence: publishes from Fairhare's own records, deliveries from the wire, completions from the output of the program (`--done-pattern`). The programs consumed with automatic acknowledgement (no_ack).",
  );
});

it("without evidence of completions the ledger does not claim numbers", () => {
  const [report] = renderReport(trialWith("none", { ack: "auto", prefetch: 0, completions: "none" }));
  expect(report?.content).toContain("Nothing shows which tasks were completed");
  expect(report?.content).toMatch(/\| completed +\| +not known \|/);
  expect(report?.content).toMatch(/\| lost +\| +not known \|/);
  expect(report?.content).not.toMatch(/attempted = /);
});
