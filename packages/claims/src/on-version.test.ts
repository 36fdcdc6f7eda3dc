import { describe, expect, it } from "vitest";
import { readClaim } from "./claim.ts";
import { claimOn } from "./on-version.ts";

const shown = { role: "claim", in: "redeclare", measure: "code", name: "code", unit: "count" } as const;
const file = readClaim({
  id: "C13",
  says: "a sentence",
  how: { "3.8": "an experiment", "4.0": "another experiment" },
  note: "a note",
  expected: { "3.8": "reproduced", "4.0": "depends" },
  experiments: { always: { workers: 1 }, old: { workers: 2 }, new: { workers: 3 }, never: { workers: 4 } },
  checks: ["redeclare", "restart"],
  expectations: [
    { ...shown, meaning: "always", must: { is: "==", value: 0 } },
    { ...shown, meaning: "old", before: "4.0" },
    { ...shown, meaning: "new", from: "4.0" },
    { ...shown, in: "always", meaning: "an experiment" },
    { ...shown, in: "old", meaning: "an old experiment", before: "4.0" },
    { ...shown, in: "new", meaning: "a new experiment", from: "4.0" },
    { ...shown, in: "restart", meaning: "a new check", from: "4.0" },
  ],
});

describe("a claim on a version", () => {
  const old = { expected: "reproduced", how: "an experiment", experiments: ["always", "old"], checks: ["redeclare"] };
  const fresh = {
    expected: "depends",
    how: "another experiment",
    experiments: ["always", "new"],
    checks: ["redeclare", "restart"],
  };
  it.each([
    ["3.7.28", old],
    ["3.10.8", old],
    ["4.0.0", fresh],
    ["4.0.0-rc.2", fresh],
    ["10.1", fresh],
  ])("%s is judged by what holds there, and only that is measured", (version, { experiments, ...rest }) => {
    if (typeof file === "string") throw new Error(file);
    const claim = claimOn(file, version);
    expect(claim).toMatchObject({ ...rest, note: "a note" });
    expect(Object.keys(claim.experiments)).toEqual(experiments);
    const isOld = rest.expected === "reproduced";
    for (const { meaning } of claim.expectations) expect(meaning).not.toContain(isOld ? "new" : "old");
  });
});
