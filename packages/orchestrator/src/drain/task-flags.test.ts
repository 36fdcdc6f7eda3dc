import { createRandom } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { TaskFlags } from "./task-flags.ts";

const A = 1;
const B = 2;
const OTHER = 4;

describe("the flags of tasks", () => {
  it("are those that were set, in any order and for any task", () => {
    const random = createRandom(7);
    const flags = new TaskFlags(A | B);
    const expected = new Map<number, number>();
    for (let step = 0; step < 60_000; step++) {
      const task = 1 + Math.floor(random.float() * 12_000);
      const flag = random.float() < 0.5 ? A : B;
      const before = expected.get(task) ?? 0;
      expect(flags.set(task, flag)).toBe((before & flag) === 0);
      expected.set(task, before | flag);
    }
    for (let task = 1; task <= 13_000; task++) expect(flags.of(task)).toBe(expected.get(task) ?? 0);
  });

  it("take memory for open tasks alone, and for pages around them", () => {
    const flags = new TaskFlags(A | B);
    const lost = 500_000;
    let most = 0;
    for (let task = 1; task <= 1_000_000; task++) {
      flags.set(task, A);
      if (task > 100 && task - 100 !== lost) flags.set(task - 100, B);
      if (task % 1_000 === 0) most = Math.max(most, flags.bytes);
    }
    expect(most).toBeLessThan(20_000);
    expect(flags.of(lost)).toBe(A);
    expect(flags.of(lost + 1)).toBe(A | B);
    expect(flags.set(lost, B)).toBe(true);
  });

  it("of finished tasks stay known, and take no further ones", () => {
    const flags = new TaskFlags(A);
    for (let task = 1; task < 10_000; task++) flags.set(task, A);
    expect([flags.set(1, A), flags.set(1, OTHER), flags.of(1)]).toEqual([false, false, A]);
  });

  it("of a task whose number is far away take one page", () => {
    const flags = new TaskFlags(A);
    flags.set(2 ** 32 - 1, B);
    expect([flags.of(2 ** 32 - 1), flags.of(2 ** 31)]).toEqual([B, 0]);
    expect(flags.bytes).toBeLessThan(5_000);
  });
});
