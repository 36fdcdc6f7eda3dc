import { describe, expect, it } from "vitest";
import { nanoseconds } from "@fairhare/core";
import { createHostTimers, shiftedTimers } from "./clock.ts";

describe("the host's clock", () => {
  it("equals hrtime, so that all processes of a host agree", () => {
    const clock = createHostTimers();
    for (let reading = 0; reading < 1_000; reading++) {
      const before = Number(process.hrtime.bigint());
      const now = clock.now();
      const after = Number(process.hrtime.bigint());
      expect(now).toBeGreaterThan(before - 20_000);
      expect(now).toBeLessThan(after + 20_000);
    }
  });
});

describe("the clock of a process on another host", () => {
  it("is behind the host's by the offset, in whole nanoseconds", () => {
    const timers = { ...createHostTimers(), now: () => nanoseconds(10_800e9 + 5) };
    expect(shiftedTimers(timers, 10_800e9 + 0.25).now()).toBe(5);
    expect(shiftedTimers(timers, -3e9).now()).toBe(10_803e9 + 5);
  });

  it("is the same object on the orchestrator's host, so that it costs nothing", () => {
    const timers = createHostTimers();
    expect(shiftedTimers(timers, 0)).toBe(timers);
  });
});
