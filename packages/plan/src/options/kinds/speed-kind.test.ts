import { describe, expect, it } from "vitest";
import { parseExperiment } from "../../parse-experiment.ts";
import { contextOf, flagMistakes, parseFlags, settingsOf } from "../../testing/parse-flags.ts";

describe("--speed", () => {
  it("is a list of numbers; a semicolon separates two lists, which make an axis of the matrix", () => {
    expect(settingsOf({ speed: "1, 1,0.5" }).speeds).toEqual([1, 1, 0.5]);
    expect(settingsOf({}).speeds).toEqual([1]);
    const { axes, trials } = parseFlags({ speed: "1; 1,1,0.5" }).experiment;
    expect(axes).toEqual(["speeds"]);
    expect(trials.map(({ settings }) => settings.speeds)).toEqual([[1], [1, 1, 0.5]]);
    expect(trials.map(({ id }) => id)).toEqual(["speed=1", "speed=1-1-0.5"]);
  });

  it("is a list of texts in an experiment file", () => {
    const file = { name: "plan.json", content: { speed: ["1,0.5", 2] } };
    const { trials } = parseExperiment({ file }, contextOf()).experiment;
    expect(trials.map(({ settings }) => settings.speeds)).toEqual([[1, 0.5], [2]]);
  });

  it("can be excluded by its text, which has commas", () => {
    const { trials } = parseFlags({ speed: "1;1,0.5", workers: "2,3", exclude: "speed=1,0.5,workers=2" }).experiment;
    expect(trials.map(({ id }) => id)).toEqual(["speed=1,workers=2", "speed=1,workers=3", "speed=1-0.5,workers=3"]);
  });

  it.each(["0", "1,,2", "-1", "101", "fast"])("%s is refused", (speed) => {
    expect(flagMistakes({ speed }).join()).toMatch(/Must be numbers from 0.01 to 100/);
  });

  it("has no effect without work, or beyond the number of workers", () => {
    expect(parseFlags({ speed: "0.5", work: "none" }).warnings.join()).toMatch(/there is no work/);
    expect(parseFlags({ speed: "1,1,0.5", workers: "2" }).warnings.join()).toMatch(/more speeds than the 2 workers/);
    expect(parseFlags({ speed: "1,0.5", workers: "2" }).warnings).toEqual([]);
  });
});
