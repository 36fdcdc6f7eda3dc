import { fromMilliseconds } from "@fairhare/core";
import { encodeBinaryBody, INTENDED_HEADER, TASK_HEADER } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { TaskDecoder } from "./task-decoder.ts";

function decode(body: Buffer, headers?: Record<string, unknown>): Pick<TaskDecoder, "number" | "intendedAt" | "cost"> {
  const decoder = new TaskDecoder({ dotMs: 1_000, work: "sleep" });
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
});
