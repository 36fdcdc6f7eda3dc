import { nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { TaskQueue } from "./task-queue.ts";

describe("the task queue", () => {
  it("is first in, first out over many growths and turns of the ring", () => {
    const queue = new TaskQueue();
    const expected: number[] = [];
    const actual: number[] = [];
    let next = 1;
    for (let round = 0; round < 200; round++) {
      for (let push = 0; push < 1 + ((round * 7) % 13); push++) {
        expected.push(next);
        queue.push(next, next * 2, nanoseconds(next * 3));
        next++;
      }
      for (let shift = 0; shift < 1 + ((round * 5) % 11) && queue.shift(); shift++) {
        actual.push(queue.task);
        expect([queue.tag, queue.cost]).toEqual([queue.task * 2, queue.task * 3]);
      }
    }
    while (queue.shift()) actual.push(queue.task);
    expect(actual).toEqual(expected);
    expect(queue.length).toBe(0);
  });

  it("is empty after `clear`", () => {
    const queue = new TaskQueue();
    queue.push(1, 1, nanoseconds(1));
    queue.clear();
    expect(queue.shift()).toBe(false);
  });
});
