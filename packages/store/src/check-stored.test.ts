import type { Environment } from "@fairhare/results";
import { expect, test } from "vitest";
import { withAgents } from "./check-stored.ts";

const host = { cores: 2, memoryBytes: 1e9, platform: "linux x64", node: "24.0.0" };
const [a, b, c] = [
  { ...host, number: 1, name: "host-a" },
  { ...host, number: 2, name: "host-b" },
  { ...host, number: 2, name: "host-c" },
] as const;
const agentsOf = (planned: (typeof a | typeof b)[], ...runs: (typeof a | typeof b | typeof c)[][]) =>
  withAgents(
    { agents: planned } as unknown as Environment,
    runs.map((agents) => ({ agents })),
  ).agents;

test("the results have each agent that ran a process, also one that took the number of a lost one, by number", () => {
  expect(agentsOf([a, b], [b, a, c], [a, c])).toEqual([a, b, c]);
});

test("an agent that was replaced by one of the same host, or ran nothing, is there once", () => {
  expect(agentsOf([a, b], [{ ...a }], [])).toEqual([a, b]);
});

test("a fleet on one host has none", () => {
  expect(agentsOf([], [], [])).toEqual([]);
});
