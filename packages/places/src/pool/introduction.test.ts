import { describe, expect, test } from "vitest";
import { readIntroduction } from "./introduction.ts";

const FACTS = {
  name: "host-b",
  cores: 4,
  memoryBytes: 8e9,
  platform: "linux x64",
  nodeVersion: "22.1.0",
  bootId: null,
};
const read = (changes: object, version = "1.2.3") =>
  readIntroduction({ type: "hello", protocol: 1, version, facts: FACTS, ...changes }, "1.2.3");

test("an agent of the same version tells about its host", () => {
  expect(read({})).toEqual({ facts: FACTS });
});

test("texts of another host are short, and nothing else of it is kept", () => {
  const long = "x".repeat(500_000);
  const facts = { ...FACTS, name: long, platform: long, nodeVersion: long, bootId: long, more: long };
  const short = long.slice(0, 100);
  expect(read({ facts })).toEqual({
    facts: { ...FACTS, name: short, platform: short, nodeVersion: short, bootId: short },
  });
  expect(JSON.stringify(read({ facts, protocol: long }, long)).length).toBeLessThan(700);
});

describe("an introduction is incomplete", () => {
  test.each([
    ["without a host", null],
    ["with a host that is a text", "host-b"],
    ["with a part of a core", { ...FACTS, cores: 0.5 }],
    ["without a core", { ...FACTS, cores: 0 }],
    ["with memory that is not a number", { ...FACTS, memoryBytes: null }],
    ["with negative memory", { ...FACTS, memoryBytes: -1 }],
    ["with a boot that is a number", { ...FACTS, bootId: 7 }],
  ])("%s", (_, facts) => {
    expect(read({ facts })).toMatchObject({ refused: "unclear" });
  });
});
