import { expect, test } from "vitest";
import { hostFacts, wholeCores } from "./host-facts.ts";

test.each([
  [0.5, 1],
  [1.5, 1],
  [2, 2],
  [3.99, 3],
])("a limit of %d cores counts as %d", (limit, cores) => {
  expect(wholeCores(limit)).toBe(cores);
});

test("the host has whole cores, and a name that the user chose", () => {
  const { name, cores, memoryBytes } = hostFacts("host-b");
  expect(name).toBe("host-b");
  expect(Number.isInteger(cores) && cores > 0).toBe(true);
  expect(memoryBytes).toBeGreaterThan(0);
});
