import { fromMilliseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import {
  BINARY_BODY_BYTES,
  binaryIntendedAt,
  binaryTask,
  binaryWork,
  costOfText,
  encodeBinaryBody,
  formatTaskText,
  isBinaryBody,
  TASK_HEADER,
  taskOfMessage,
} from "./task-body.ts";

const ms = fromMilliseconds;

describe("a text body", () => {
  it.each([
    ["one second for each dot, as in the tutorial", "Hello...", 3_000],
    ["dots anywhere in the text", "First. message..", 3_000],
    ["nothing without a dot", "Hello", 0],
    ["a trailing duration", "Task 7 100ms", 100],
    ["a trailing duration rather than its decimal point", "Task 7 1.5s", 1_500],
    ["a trailing duration before padding", "Task 7 250us   ", 0.25],
  ])("costs %s", (_, text, expected) => {
    expect(costOfText(text, ms(1_000))).toBe(ms(expected));
  });

  it.each([
    ["dots when the cost is a whole number of them", 3_000, "Task 7..."],
    ["the duration when it is not", 100, "Task 7 100ms"],
    ["the duration when there would be too many dots", 61_000, "Task 7 61s"],
    ["the duration of no work", 0, "Task 7 0ms"],
  ])("shows %s", (_, cost, expected) => {
    expect(formatTaskText(7, ms(cost), ms(1_000))).toBe(expected);
  });

  it("costs the same when it is read back", () => {
    for (const cost of [0, 0.001, 0.25, 1, 99.5, 100, 1_000, 59_000, 3_600_000]) {
      expect(costOfText(formatTaskText(1, ms(cost), ms(1_000)), ms(1_000))).toBe(ms(cost));
    }
  });
});

describe("a binary body", () => {
  it("holds task, intended send time and work", () => {
    const body = Buffer.alloc(BINARY_BODY_BYTES + 100);
    encodeBinaryBody(body, 4_294_967_295, 1.5e15, ms(3_600_000));
    expect(isBinaryBody(body)).toBe(true);
    expect([binaryTask(body), binaryIntendedAt(body), binaryWork(body)]).toEqual([
      4_294_967_295,
      1.5e15,
      ms(3_600_000),
    ]);
  });

  it("is not recognised in text or in fewer bytes", () => {
    expect(isBinaryBody(Buffer.from("Task 1 of a longer text...."))).toBe(false);
    expect(isBinaryBody(Buffer.from("FHTK"))).toBe(false);
  });
});

it("only messages with our body or our header are recognised as tasks", () => {
  const binary = Buffer.alloc(BINARY_BODY_BYTES);
  encodeBinaryBody(binary, 3, 1, ms(1));
  const text = Buffer.from("Hello");
  expect(taskOfMessage(binary, undefined)).toBe(3);
  expect(taskOfMessage(text, { [TASK_HEADER]: 9 })).toBe(9);
  expect(taskOfMessage(text, { [TASK_HEADER]: "9" })).toBe(0);
  expect(taskOfMessage(text, undefined)).toBe(0);
});
