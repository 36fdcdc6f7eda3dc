import { fromMilliseconds } from "@fairhare/core";
import { binaryTask, INTENDED_HEADER, RUN_HEADER, TASK_HEADER, taskOfMessage } from "@fairhare/protocol";
import { createSizes } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { createTaskEncoder } from "./task-encoder.ts";

const settings = {
  body: "text",
  sizeBytes: 0,
  seed: 1,
  dotMs: 1_000,
  persistent: true,
  properties: {},
  priority: null,
} as const;
const noFile = (): never => {
  throw new Error("no body file is planned");
};

describe("the task encoder", () => {
  it("writes text that any client can read, with task number and intended time in the headers", () => {
    const encoder = createTaskEncoder(settings, noFile);
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
      const encoder = createTaskEncoder({ ...settings, body, sizeBytes: 500 }, noFile);
      encoder.encode(1, 1, fromMilliseconds(100));
      expect(encoder.body).toHaveLength(500);
    }
  });

  it.each([
    ["text", 40],
    ["binary", 3],
  ] as const)("gives each task of a mix its size, and a %s body that names it, in %i buffers", (body, buffers) => {
    const sizeBytes = { kind: "uniform", minBytes: 30, maxBytes: 32 } as const;
    const encoder = createTaskEncoder({ ...settings, body, sizeBytes }, noFile);
    const sizeOf = createSizes({ sizeBytes, seed: 1 });
    const bodies = new Set<Buffer>();
    for (let task = 1; task <= 40; task++) {
      encoder.encode(task, 1, fromMilliseconds(100));
      expect(encoder.body).toHaveLength(sizeOf(task));
      expect(taskOfMessage(encoder.body, encoder.options.headers)).toBe(task);
      bodies.add(encoder.body);
    }
    expect(bodies.size).toBe(buffers);
  });

  it("reuses one buffer for all binary bodies", () => {
    const encoder = createTaskEncoder({ ...settings, body: "binary" }, noFile);
    encoder.encode(1, 1, fromMilliseconds(1));
    const first = encoder.body;
    encoder.encode(2, 1, fromMilliseconds(1));
    expect(encoder.body).toBe(first);
    expect(binaryTask(encoder.body)).toBe(2);
  });

  it("marks both kinds of body with the tag of the run, if it has one", () => {
    for (const body of ["text", "binary"] as const) {
      const encoder = createTaskEncoder({ ...settings, body }, noFile, "run-1");
      encoder.encode(1, 1, fromMilliseconds(1));
      expect(encoder.options.headers).toMatchObject({ [RUN_HEADER]: "run-1" });
    }
    expect(createTaskEncoder({ ...settings, body: "binary" }, noFile).options.headers).toBeUndefined();
  });
});
