import { describe, expect, it } from "vitest";
import { leastSeconds } from "./estimate.ts";
import { settingsOf } from "./testing/parse-flags.ts";

describe("the lower bound on the duration of a run", () => {
  it("is the total service time divided by all executors", () => {
    expect(leastSeconds(settingsOf({ tasks: "200", workers: "2" }))).toBeCloseTo(5.05);
    expect(leastSeconds(settingsOf({ tasks: "200", workers: "2", prefetch: "2", workerConcurrency: "2" }))).toBeCloseTo(
      2.525,
    );
  });

  it("is the publishing time when that is longer", () => {
    expect(leastSeconds(settingsOf({ tasks: "200", work: "none", rate: "10" }))).toBe(20);
    expect(leastSeconds(settingsOf({ time: "30" }))).toBe(30);
    expect(leastSeconds(settingsOf({ time: "3", rate: "10", tasks: "1000", work: "none" }))).toBe(3);
  });

  it("is the sum of both with a backlog", () => {
    expect(leastSeconds(settingsOf({ tasks: "200", rate: "100", backlog: "true" }))).toBeCloseTo(7.05);
  });
});
