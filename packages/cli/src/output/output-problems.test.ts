import { ExitCode } from "@fairhare/core";
import { buildResults, buildTrial } from "@fairhare/report/testing";
import { expect, it } from "vitest";
import { exitCodeOfVerdict, exitCodeWith, savedSentence } from "./output-problems.ts";

it.each([
  ["pass", ExitCode.usage],
  ["fail", ExitCode.fail],
  ["unknown", ExitCode.unknown],
] as const)("a %s with a file that could not be written exits with %i", (verdict, code) => {
  expect(exitCodeWith(["results.csv could not be written."], exitCodeOfVerdict(verdict))).toBe(code);
  expect(exitCodeWith([], exitCodeOfVerdict(verdict))).toBe(exitCodeOfVerdict(verdict));
});

it("an interruption keeps its exit code", () => {
  expect(exitCodeWith(["results.csv could not be written."], ExitCode.interrupted)).toBe(ExitCode.interrupted);
});

it.each([
  [1, 0, "The measurement is saved. Solve the problem, then write the report again with: report DIR"],
  [1, 2, "1 of 3 runs is saved. Solve the problem, then write the report again with: report DIR"],
  [2, 1, "2 of 3 runs are saved. Solve the problem, then write the report again with: report DIR"],
  [0, 1, "No run is saved. Solve the problem, then run the experiment again."],
])("with %i stored and %i missing runs, it is said what is saved", (stored, missingRuns, sentence) => {
  const trial = buildTrial({ prefetch: 1 });
  const runs = trial.runs.slice(0, 1).flatMap((run) => Array.from({ length: stored }, () => run));
  expect(savedSentence(buildResults([{ ...trial, runs, missingRuns }]), "report DIR")).toBe(sentence);
});
