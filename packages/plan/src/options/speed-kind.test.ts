import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags, settingsOf } from "../testing/parse-flags.ts";

describe("--speed", () => {
  it("is a list of numbers and not an axis of the matrix", () => {
    expect(settingsOf({ speed: "1, 1,0.5" }).speeds).toEqual([1, 1, 0.5]);
    expect(settingsOf({}).speeds).toEqual([1]);
  });

  it.each(["0", "1,,2", "-1", "101", "fast", "1;2"])("%s is refused", (speed) => {
    expect(flagMistakes({ speed }).join()).toMatch(/Must be numbers from 0.01 to 100/);
  });

  it("has no effect without work, or beyond the number of workers", () => {
    expect(parseFlags({ speed: "0.5", work: "none" }).warnings.join()).toMatch(/there is no work/);
    expect(parseFlags({ speed: "1,1,0.5", workers: "2" }).warnings.join()).toMatch(/more speeds than the 2 workers/);
    expect(parseFlags({ speed: "1,0.5", workers: "2" }).warnings).toEqual([]);
  });
});
