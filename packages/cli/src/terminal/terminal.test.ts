import { describe, expect, it } from "vitest";
import { hasColours } from "./terminal.ts";

describe("colours", () => {
  it("are for terminals only", () => {
    expect(hasColours(true, {})).toBe(true);
    expect(hasColours(false, {})).toBe(false);
    expect(hasColours(true, { TERM: "dumb" })).toBe(false);
  });

  it("are off with NO_COLOR, whatever else is said, and on with FORCE_COLOR", () => {
    expect(hasColours(true, { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(hasColours(true, { NO_COLOR: "" })).toBe(true);
    expect(hasColours(false, { FORCE_COLOR: "1" })).toBe(true);
    expect(hasColours(false, { FORCE_COLOR: "0" })).toBe(false);
  });
});
