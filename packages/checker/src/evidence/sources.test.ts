import { metricOf, type ObservedClient } from "@fairhare/results";
import { expect, it } from "vitest";
import { complete } from "../testing/complete-run.ts";
import { check } from "../testing/settings.ts";

const PROGRAM = { workerCommand: "python3 worker.py", leftToProgram: ["ack", "prefetch"] } as const;

function checked(client: ObservedClient) {
  const run = complete().producer(1).published(4, 3).confirmed(4, 4).worker(2).delivered(4, 13);
  return check(run, PROGRAM, { client }).result;
}

it("a delivered task without a completion is lost if the program acknowledges or reports what it has done", () => {
  const { ledger, verdict, evidence } = checked({ ack: "auto", prefetch: 0, completions: "output" });
  expect([ledger.lost, ledger.unknown, verdict]).toEqual([1, 0, "fail"]);
  expect(evidence.sources).toEqual({ published: "own", delivered: "wire", completed: "output" });
});

it("a delivered task without a completion has no known end if nothing shows completions", () => {
  const result = checked({ ack: "auto", prefetch: 0, completions: "none" });
  expect([result.ledger.lost, result.ledger.unknown, result.verdict]).toEqual([0, 1, "unknown"]);
  expect(metricOf(result, "ledger.lost")).toBeNull();
  expect(result.findings.map(({ code }) => code)).toContain("completions-unknown");
});

it("the acknowledgement that was observed counts, not the one of the plan", () => {
  const auto = checked({ ack: "auto", prefetch: 0, completions: "output" }).ledger.losses;
  const manual = checked({ ack: "manual", prefetch: 1, completions: "wire" }).ledger.losses;
  expect(auto.map(({ cause }) => cause)).toEqual([expect.stringMatching(/^auto-acked/)]);
  expect(manual.map(({ cause }) => cause)).not.toEqual([expect.stringMatching(/^auto-acked/)]);
});
