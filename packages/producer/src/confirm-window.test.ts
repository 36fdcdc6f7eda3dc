import { describe, expect, it } from "vitest";
import { ConfirmWindow } from "./confirm-window.ts";

function settledBy(window: ConfirmWindow, tag: number, multiple = false): number[] {
  const tasks: number[] = [];
  window.answered(tag, multiple, (task) => tasks.push(task));
  return tasks;
}

function windowWith(size: number, tasks: readonly number[]): ConfirmWindow {
  const window = new ConfirmWindow(size);
  for (const task of tasks) window.published(task);
  return window;
}

describe("the confirm window", () => {
  it("settles one task by its delivery tag, counted from 1", () => {
    expect(settledBy(windowWith(4, [10, 20, 30]), 2)).toEqual([20]);
  });

  it("settles all tasks up to the tag of a multiple confirm, each once", () => {
    const window = windowWith(4, [10, 20, 30]);
    settledBy(window, 2);
    expect(settledBy(window, 3, true)).toEqual([10, 30]);
    expect(settledBy(window, 3, true)).toEqual([]);
    expect(window.outstanding).toBe(0);
  });

  it("has no room for a tag whose place in the ring holds an unconfirmed one", () => {
    const window = windowWith(3, [10, 20, 30]);
    expect(window.room).toBe(0);
    settledBy(window, 2);
    expect([window.room, window.outstanding]).toEqual([0, 2]);
    settledBy(window, 1);
    expect(window.room).toBe(2);
  });

  it("works over many turns of the ring", () => {
    const window = new ConfirmWindow(7);
    for (let tag = 1; tag <= 1_000; tag++) {
      window.published(tag * 2);
      expect(settledBy(window, tag)).toEqual([tag * 2]);
    }
    expect(window.room).toBe(7);
  });
});
