import { describe, expect, it } from "vitest";
import { compareVersions, isKnownVersion } from "./version.ts";

describe("a version of RabbitMQ", () => {
  it.each([
    ["3.10.8", "3.9.29"],
    ["4.0.0", "3.13.7"],
    ["4.10.0", "4.9.9"],
    ["4.3.6", "4.3"],
    ["10.1", "4.3"],
    ["4.3.0-rc.1", "4.2.9"],
    ["3.8", "unknown"],
  ])("%s is newer than %s", (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  it.each([
    ["4.3", "4.3.0"],
    ["4.3.0-rc.1", "4.3.0"],
    ["4.3.6+1.g0123abc", " 4.3.6"],
  ])("%s is as new as %s", (one, other) => {
    expect(compareVersions(one, other)).toBe(0);
  });

  it.each([
    ["4.3.6", true],
    ["", false],
    ["undefined", false],
    ["v4", false],
  ])("%j can be read: %s", (version, isKnown) => {
    expect(isKnownVersion(version)).toBe(isKnown);
  });
});
