import { type Finding, finding } from "@fairhare/findings";
import { expect, it } from "vitest";
import { findingsSection } from "../sections/findings-section.ts";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { findingLines } from "./finding-lines.ts";

/** A trial for each list: the findings of its two runs. */
const resultsWith = (...findings: readonly [Finding[], Finding[]][]) =>
  buildResults(
    findings.map(([first, second], index) => {
      const trial = buildTrial({ prefetch: index + 1, tasks: 20 }, { varied: ["prefetch"], runs: [{}, {}] });
      return { ...trial, runs: trial.runs.map((run, nth) => editRun(run, { findings: nth === 0 ? first : second })) };
    }),
  );

const note = (text: string): Finding => finding("note", { text });
const overload = (load: number): Finding => finding("overload", { load, workers: 4 });
const missingShard = (nth: number): Finding => finding("shard-missing", { shard: `worker-${nth}.1.shard`, bytes: 64 });
const linesOf = (...findings: readonly [Finding[], Finding[]][]): string[] =>
  findingLines(resultsWith(...findings)).map(({ where, sentence }) => `${where}: ${sentence}`);

it("says a finding once, and of which trials and runs", () => {
  expect(
    linesOf([[note("slow"), note("cold")], [note("cold")]], [[note("cold")], []], [[note("cold")], [note("hot")]]),
  ).toEqual(["prefetch 1 (1 of 2 runs): slow", "all 3 trials (4 of 6 runs): cold", "prefetch 3 (1 of 2 runs): hot"]);
});

it("counts the trials where they are too many to name", () => {
  expect(linesOf([[note("cold")], []], [[note("cold")], []], [[note("cold")], []], [[], []])).toEqual([
    "3 of 4 trials (3 of 6 runs): cold",
  ]);
});

it("makes one line of findings whose numbers differ, with the worst of them", () => {
  expect(linesOf([[overload(1.1)], [overload(1.4)]], [[overload(1.2)], [overload(1.1)]])).toEqual([
    "both trials: Overload: the offered load is 1.40 times the capacity of 4 workers, so latency grows with the length of the run. (The worst of 4 runs.)",
  ]);
});

it("lists several findings of one code in a run, and counts what is too many", () => {
  const [line] = linesOf([[1, 2, 3, 4, 5].map(missingShard), []]);
  expect(line).toMatch(/^1 of 2 runs: The shard worker-1\.1\.shard .*worker-3\.1\.shard .* And 2 more of this kind\.$/);
});

it("puts errors before warnings, and warnings before what the plan explains", () => {
  const findings = [
    finding("latency-without-rate", { tasks: 20 }),
    finding("never-acknowledged", { deliveries: 2 }),
    finding("nothing-attempted"),
  ];
  expect(findingLines(resultsWith([findings, []])).map(({ severity }) => severity)).toEqual([
    "error",
    "warning",
    "info",
  ]);
});

it("reads results from before findings, and codes of a later version", () => {
  const old = resultsWith([[], []]);
  const trials = old.trials.map((trial) => ({
    ...trial,
    runs: trial.runs.map((run) => editRun(run, { findings: [], warnings: ["cold"] })),
  }));
  expect(findingLines({ trials })).toMatchObject([{ code: "note", sentence: "cold" }]);
  const later: Finding = { code: "comet", severity: "warning", values: { tail: 3 } };
  expect(linesOf([[later], []])).toEqual(['1 of 2 runs: comet {"tail":3}']);
});

it("has its code and what to do in the report, and is not there without any", () => {
  expect(findingsSection(resultsWith([[finding("nothing-attempted")], []]))[1]).toBe(
    "- **error**, 1 of 2 runs: No task was attempted, so nothing was measured. *Read the other findings of the run: one of them names the reason.* `nothing-attempted`",
  );
  expect(findingsSection(resultsWith([[], []]))).toEqual([]);
});
