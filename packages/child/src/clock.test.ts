import { describe, expect, it } from "vitest";
import { createHostTimers } from "./clock.ts";

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
