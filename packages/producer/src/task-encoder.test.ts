import { fromMilliseconds } from "@fairhare/core";
import { binaryTask, INTENDED_HEADER, TASK_HEADER } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { createTaskEncoder } from "./task-encoder.ts";

const settings = { body: "text", sizeBytes: 0, dotMs: 1_000, persistent: true } as const;

describe("the task encoder", () => {
  it("writes text that any client can read, with task number and intended time in the headers", () => {
    const encoder = createTaskEncoder(settings);
    encoder.encode(7, 12.5, fromMilliseconds(2_000));
    expect(encoder.body.toString()).toBe("Task 7..");
    expect(encoder.options).toMatchObject({
      persistent: true,
      mandatory: true,
      headers: { [TASK_HEADER]: 7, [INTENDED_HEADER]: 12.5 },
    });
  });

  it("pads both kinds of body to the size", () => {
    for (const body of ["text", "binary"] as const) {
      const encoder = createTaskEncoder({ ...settings, body, sizeBytes: 500 });
      encoder.encode(1, 1, fromMilliseconds(100));
      expect(encoder.body).toHaveLength(500);
    }
  });

  it("reuses one buffer for all binary bodies", () => {
    const encoder = createTaskEncoder({ ...settings, body: "binary" });
    encoder.encode(1, 1, fromMilliseconds(1));
    const first = encoder.body;
    encoder.encode(2, 1, fromMilliseconds(1));
    expect(encoder.body).toBe(first);
    expect(binaryTask(encoder.body)).toBe(2);
  });
});
