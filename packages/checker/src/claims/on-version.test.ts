import { describe, expect, it } from "vitest";
import { readClaim } from "./claim.ts";
import { claimOn } from "./on-version.ts";

const shown = { role: "claim", in: "redeclare", measure: "code", name: "code", unit: "count" } as const;
const file = readClaim({
  id: "C13",
  says: "a sentence",
  how: "an experiment",
  expected: { "3.8": "reproduced", "4.0": "depends" },
  checks: ["redeclare"],
  expectations: [
    { ...shown, meaning: "always", must: { is: "==", value: 0 } },
    { ...shown, meaning: "old", before: "4.0" },
    { ...shown, meaning: "new", from: "4.0" },
  ],
});

describe("a claim on a version", () => {
  it.each([
    ["3.7.28", "reproduced", ["always", "old"]],
    ["3.10.8", "reproduced", ["always", "old"]],
    ["4.0.0", "depends", ["always", "new"]],
    ["4.0.0-rc.2", "depends", ["always", "new"]],
    ["10.1", "depends", ["always", "new"]],
  ])("%s is expected to be %s", (version, expected, meanings) => {
    if (typeof file === "string") throw new Error(file);
    const claim = claimOn(file, version);
    expect(claim.expected).toBe(expected);
    expect(claim.expectations.map(({ meaning }) => meaning)).toEqual(meanings);
  });
});
