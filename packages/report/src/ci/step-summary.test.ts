import { describe, expect, it } from "vitest";
import { cutShort, threeRepeats, twoTrials } from "../testing/fixtures.ts";
import { hostileResults } from "../testing/hostile-results.ts";
import { buildResults, buildTrial } from "../testing/results-builder.ts";
import { renderStepSummary } from "./step-summary.ts";

const LARGE = 1_048_576;

describe("the step summary", () => {
  it.each(Object.entries({ twoTrials, threeRepeats, cutShort }))("of %s is the one on file", async (name, build) => {
    await expect(renderStepSummary(build(), LARGE)).toMatchFileSnapshot(`../../testdata/summaries/${name}.md`);
  });

  it("starts with the verdict, and keeps its order when it is shortened", () => {
    const whole = renderStepSummary(twoTrials(), LARGE);
    const shortened = renderStepSummary(twoTrials(), 700);
    expect(Buffer.byteLength(shortened)).toBeLessThanOrEqual(700);
    const [kept = "", note] = shortened.split("*Shortened: ");
    expect(whole.startsWith(kept.trimEnd())).toBe(true);
    expect(note).toBe("GitHub limits the summary of a step to 1 MiB. The report has the rest.*\n");
    expect(renderStepSummary(twoTrials(), 10)).toBe("");
  });

  it("of hundreds of trials is within the limit", { timeout: 60_000 }, () => {
    const [trial] = twoTrials().trials;
    const trials = Array.from({ length: 999 }, (_, index) => ({
      ...(trial ?? buildTrial({})),
      id: `prefetch=${index}`,
      settings: { ...trial?.settings, prefetch: index },
    }));
    const summary = renderStepSummary(buildResults(trials), LARGE);
    expect(summary).toContain("<summary>All 999 trials</summary>");
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(LARGE);
  });

  it("has no markup of a foreign text", () => {
    const summary = renderStepSummary(
      hostileResults(() => "<img src=x>|\n## x"),
      LARGE,
    );
    expect(summary).not.toMatch(/<img|^## x/m);
  });
});
