import { expect, test } from "vitest";
import { hear } from "./task.ts";

test("process groups come and go, and `done` is the last word", () => {
  const groups = new Set<number>();
  expect(hear("+101", groups)).toBe(false);
  expect(hear("+102", groups)).toBe(false);
  expect(hear("-101", groups)).toBe(false);
  expect([...groups]).toEqual([102]);
  expect(hear("done", groups)).toBe(true);
});

test.for(["+0", "+1", "+-5", "+", "+x", ""])("%s is no group to kill", (line) => {
  const groups = new Set<number>();
  hear(line, groups);
  expect(groups.size).toBe(0);
});
