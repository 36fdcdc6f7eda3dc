import { describe, expect, it } from "vitest";
import { experimentSentence } from "../experiment-sentence.ts";
import { renderMarkdown } from "../report.ts";
import { buildResults, buildTrial } from "../testing/results-builder.ts";
import { verdictSentence } from "../verdict-sentence.ts";

const one = { ...buildTrial({ prefetch: 1 }, { runs: [{}, {}] }), missingRuns: 1 };
const whole = buildTrial({ prefetch: 10 }, { runs: [{}, {}, {}] });
const results = buildResults([one, whole], { verdict: "unknown" });

describe("missing runs", () => {
  it("are the reason of the verdict, counted over all trials", () => {
    expect(experimentSentence(results)).toMatch(/^Unknown: 1 of 6 runs missing\. /);
  });

  it("are named beside a measured failure and beside a trial that could not be judged", () => {
    expect(experimentSentence({ ...results, verdict: "fail" })).toMatch(/^Fail: a run failed; 1 of 6 runs missing\. /);
    const empty = { ...one, runs: [], missingRuns: 3 };
    expect(experimentSentence(buildResults([empty], { verdict: "unknown" }))).toBe(
      "Unknown: prefetch 1 could not be judged; 3 of 3 runs missing.",
    );
  });

  it("are in the sentence of their trial only", () => {
    expect(verdictSentence(one)).toMatch(/\. 1 of 3 runs missing\.$/);
    expect(verdictSentence(whole)).not.toContain("missing");
  });

  it("are in the report's first lines and its first finding", () => {
    const report = renderMarkdown(results);
    expect(report.split("\n").slice(0, 3).join("\n")).toContain("1 of 6 runs missing");
    expect(report).toMatch(
      /## Findings\n\n- \*\*error\*\*, prefetch 1: 1: 1 of 6 runs is missing: Fairhare ended before or during it/,
    );
  });

  it("are not mentioned when there are none", () => {
    expect(renderMarkdown(buildResults([whole]))).not.toContain("missing");
  });
});
