import { expect, test } from "vitest";
import { drawAttempt, SIGNALS } from "./attempt.ts";

const range = { seed: 1, withinMs: 20_000, withPowerCuts: true };
const drawn = Array.from({ length: 200 }, (_, index) => drawAttempt(index + 1, range));

test("an attempt is a function of its seed and number", () => {
  expect(drawAttempt(17, range)).toEqual(drawn[16]);
  expect(drawAttempt(17, { ...range, seed: 2 })).not.toEqual(drawn[16]);
});

test("every signal, both targets, second signals and moments over the whole time are drawn", () => {
  expect(new Set(drawn.map(({ signal }) => signal))).toEqual(new Set(SIGNALS));
  expect(new Set(drawn.map(({ toGroup }) => toGroup)).size).toBe(2);
  expect(new Set(drawn.map(({ atMs }) => Math.floor(atMs / 2_000))).size).toBe(10);
  expect(drawn.filter(({ againAfterMs }) => againAfterMs !== null).length).toBeGreaterThan(20);
});

test("SIGKILL has no second signal, and a second signal comes late enough to count as another one", () => {
  for (const { signal, againAfterMs } of drawn.filter((attempt) => attempt.againAfterMs !== null)) {
    expect(signal).not.toBe("SIGKILL");
    expect(againAfterMs).toBeGreaterThan(500);
  }
});

test("power cuts are drawn only where they are possible", () => {
  expect(drawn.map(({ plan }) => plan)).toContain("a power cut");
  const without = drawn.map(({ number }) => drawAttempt(number, { ...range, withPowerCuts: false }).plan);
  expect(without).not.toContain("a power cut");
});
