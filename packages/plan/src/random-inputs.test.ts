// Fuzzes the parser: every random invocation gives an experiment or mistakes with sentences. FAIRHARE_FUZZ_RUNS sets the
// number of invocations; `npm run fuzz:input` tries 10,000.
import { formatDuration, parseDuration } from "@fairhare/core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { InvalidPlanError, type Mistake } from "./mistakes/mistake.ts";
import { type ParsedExperiment, parseExperiment } from "./parse-experiment.ts";
import { hostileInputs, SECRET } from "./testing/hostile-inputs.ts";
import { contextOf } from "./testing/parse-flags.ts";

const RUNS = Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 150);
const context = contextOf({ "good.txt": "..\n5ms\n", "bad.txt": "..\nslow\n" });

/** All places a mistake can have: a flag, a variable, the experiment file, a trace, or two equal trials. */
const PLACE = /^(--[a-z]|FAIRHARE_|AMQP_URL=|plan\.json|trace:|(bad|good)\.txt|\w[\w.-]*=|trial)/;

function outcomeOf(raw: Parameters<typeof parseExperiment>[0]): ParsedExperiment | readonly Mistake[] {
  try {
    return parseExperiment(raw, context);
  } catch (error) {
    if (error instanceof InvalidPlanError) return error.mistakes;
    throw error;
  }
}

it(`each of ${RUNS} random invocations gives an experiment, or mistakes with places and without secrets`, () => {
  const seen = { experiments: 0, mistakes: 0 };
  fc.assert(
    fc.property(hostileInputs, (raw) => {
      const outcome = outcomeOf(raw);
      if ("experiment" in outcome) {
        seen.experiments += 1;
        expectSound(outcome);
      } else {
        seen.mistakes += 1;
        expectTold(outcome);
      }
      expect(outcomeOf(raw)).toEqual(outcome);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { seed: 6, numRuns: RUNS },
  );
  // Both outcomes must occur often.
  expect(Math.min(seen.experiments, seen.mistakes)).toBeGreaterThan(RUNS / 20);
}, 600_000);

function expectTold(mistakes: readonly Mistake[]): void {
  expect(mistakes.length).toBeGreaterThan(0);
  for (const { place, message } of mistakes) {
    expect(place).toMatch(PLACE);
    expect(message).toMatch(/^\S[^]*[.?]$/);
    expect(`${place} ${message}`.length).toBeLessThan(1_500);
    expect(`${place} ${message}`).not.toContain(SECRET);
  }
}

function expectSound({ experiment, output, warnings }: ParsedExperiment): void {
  // All numbers can be stored in JSON: none is infinite or NaN.
  expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
  const ids = experiment.trials.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.length * (experiment.repeat + experiment.warmup)).toBeLessThanOrEqual(1_000);
  for (const id of ids) expect(id).toMatch(/^[\w.=,-]{1,255}$/);
  const stored = JSON.stringify([{ ...experiment, broker: null }, output, warnings]);
  expect(stored).not.toContain(SECRET);
}

/** Longer durations are not exact to a nanosecond. */
const DAYS_IN_MINUTES = 104 * 24 * 60;

it("formatting a parsed duration keeps its value", () => {
  const text = fc
    .tuple(fc.nat(), fc.nat(999_999), fc.constantFrom("us", "ms", "s", "m"))
    .map(([whole, part, unit]) => `${whole}.${part}${unit}`);
  fc.assert(
    fc.property(text, (written) => {
      const duration = parseDuration(written);
      const isShort = Number.parseFloat(written) < DAYS_IN_MINUTES;
      expect(duration === undefined && isShort).toBe(false);
      expect(duration === undefined ? undefined : parseDuration(formatDuration(duration))).toBe(duration);
    }),
    { seed: 6, numRuns: RUNS },
  );
});
