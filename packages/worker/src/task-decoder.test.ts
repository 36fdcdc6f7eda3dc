import { fromMilliseconds } from "@fairhare/core";
import { encodeBinaryBody, INTENDED_HEADER, RUN_HEADER, TASK_HEADER, WORK_HEADER } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { TaskDecoder } from "./task-decoder.ts";

function decode(
  body: Buffer,
  headers?: Record<string, unknown>,
  runTag: string | null = null,
): Pick<TaskDecoder, "number" | "intendedAt" | "cost"> {
  const decoder = new TaskDecoder({ dotMs: 1_000, work: "sleep" }, runTag);
  decoder.decode(body, headers);
  return { number: decoder.number, intendedAt: decoder.intendedAt, cost: decoder.cost };
}

describe("the task decoder", () => {
  it("reads a text body: number and time from the headers, service time from the text", () => {
    expect(decode(Buffer.from("Task 7 5ms"), { [TASK_HEADER]: 7, [INTENDED_HEADER]: 1.5 })).toEqual({
      number: 7,
      intendedAt: 1.5,
      cost: fromMilliseconds(5),
    });
  });

  it("reads a binary body without headers", () => {
    const body = Buffer.alloc(64);
    encodeBinaryBody(body, 9, 2.5, fromMilliseconds(1));
    expect(decode(body)).toEqual({ number: 9, intendedAt: 2.5, cost: fromMilliseconds(1) });
  });

  it("reads a message of another client as work without a task number", () => {
    expect(decode(Buffer.from("Hello.."), { [TASK_HEADER]: "seven" })).toEqual({
      number: 0,
      intendedAt: 0,
      cost: fromMilliseconds(2_000),
    });
  });

  it.each([
    ["of another run", { [RUN_HEADER]: "theirs" }],
    ["without a tag", {}],
  ])("reads a message %s as work without a task number, whatever its body", (_, headers) => {
    const binary = Buffer.alloc(64);
    encodeBinaryBody(binary, 9, 2.5, fromMilliseconds(5));
    const work = { number: 0, intendedAt: 0, cost: fromMilliseconds(5) };
    expect(decode(binary, headers, "ours")).toEqual(work);
    expect(decode(Buffer.from("Task 7 5ms"), { ...headers, [TASK_HEADER]: 7 }, "ours")).toEqual(work);
    expect(decode(binary, { [RUN_HEADER]: "ours" }, "ours").number).toBe(9);
  });

  it("reads task and work of a body that the user gave from the headers, not from the body", () => {
    const binary = Buffer.alloc(64);
    encodeBinaryBody(binary, 9, 2.5, fromMilliseconds(5));
    const headers = { [TASK_HEADER]: 7, [INTENDED_HEADER]: 1.5, [WORK_HEADER]: 20_000 };
    expect(decode(binary, headers)).toEqual({ number: 7, intendedAt: 1.5, cost: fromMilliseconds(20) });
  });
});
