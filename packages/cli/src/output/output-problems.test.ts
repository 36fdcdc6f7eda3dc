import { ExitCode } from "@fairhare/core";
import { expect, it } from "vitest";
import { exitCodeOfVerdict, exitCodeWith } from "./output-problems.ts";

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
