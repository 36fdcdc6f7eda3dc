import { describe, expect, it } from "vitest";
import { OpenWork } from "./open-work.ts";

const tasksOf = (open: OpenWork) => open.unfinished().map(({ task }) => task);

describe("work that is open when its connection breaks", () => {
  it("ends once: waiting tasks are removed, and the task that is being processed is still finished", () => {
    const open = new OpenWork();
    for (const task of [1, 2, 3]) open.deliver(1, task);
    open.begin(1, 1, 10);
    expect(open.abandon(1)).toEqual([2, 3]);
    expect(open.deliver(1, 4)).toBe(1);
    // Task 1 belongs to the broken connection, so the new connection still holds task 4.
    open.finish(1, 1);
    expect(open.held().map(({ task }) => task)).toEqual([4]);
    expect(tasksOf(open)).toEqual([4]);
  });

  it("is open twice if it is redelivered before the first execution is finished", () => {
    const open = new OpenWork();
    open.deliver(1, 1);
    open.begin(1, 1, 10);
    open.abandon(1);
    expect(open.deliver(1, 1)).toBe(1);
    open.finish(1, 1);
    expect(tasksOf(open)).toEqual([1]);
    open.finish(1, 1);
    expect(tasksOf(open)).toEqual([]);
  });

  it("of one slot has no effect on other slots", () => {
    const open = new OpenWork();
    open.deliver(1, 1);
    open.deliver(2, 2);
    expect(open.abandon(1)).toEqual([1]);
    expect(tasksOf(open)).toEqual([2]);
  });
});
