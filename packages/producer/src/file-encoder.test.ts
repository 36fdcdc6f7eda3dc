import { fromMilliseconds } from "@fairhare/core";
import { INTENDED_HEADER, TASK_HEADER, taskOfMessage, WORK_HEADER } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { createTaskEncoder, type TaskEncoder } from "./task-encoder.ts";

const FILES: ReadonlyMap<string, Buffer> = new Map([
  ["order.json", Buffer.from('{"order":{{task}},"again":"{{task}}"}')],
  ["logo.png", Buffer.from([0x46, 0x48, 0x54, 0x4b, 0xff, 0x00, ...Array.from({ length: 30 }, () => 0x80)])],
]);
const readFile = (file: string): Buffer => FILES.get(file) ?? Buffer.alloc(0);
const bodyOf = (...names: readonly string[]) => ({
  kind: "files" as const,
  files: names.map((file) => ({ file, bytes: readFile(file).length, weight: 1 })),
});
const settings = { sizeBytes: 0, seed: 1, dotMs: 1_000, persistent: true, properties: {}, priority: null };
const encoderOf = (...names: readonly string[]): TaskEncoder =>
  createTaskEncoder({ ...settings, body: bodyOf(...names) }, readFile);

describe("a body that the user gave", () => {
  it("is sent byte for byte, even if it begins like a binary body, and its headers name the task and its work", () => {
    const encoder = encoderOf("logo.png");
    encoder.encode(7, 12.5, fromMilliseconds(20));
    expect(encoder.body.equals(readFile("logo.png"))).toBe(true);
    expect(encoder.options.headers).toEqual({ [TASK_HEADER]: 7, [INTENDED_HEADER]: 12.5, [WORK_HEADER]: 20_000 });
    expect(taskOfMessage(encoder.body, encoder.options.headers)).toBe(7);
  });

  it("has the task number wherever the template asks for it", () => {
    const encoder = encoderOf("order.json");
    for (const task of [9, 1_234_567, 10, 8]) {
      encoder.encode(task, 1, fromMilliseconds(1));
      expect(JSON.parse(encoder.body.toString())).toEqual({ order: task, again: String(task) });
    }
  });

  it("comes from one of several files, each of them about equally often", () => {
    const encoder = encoderOf("order.json", "logo.png");
    let orders = 0;
    for (let task = 1; task <= 1_000; task++) {
      encoder.encode(task, 1, fromMilliseconds(1));
      if (encoder.body[0] === 0x7b) orders++;
    }
    expect(Math.abs(orders - 500)).toBeLessThan(100);
  });

  it("must be the file that was planned", () => {
    const body = { kind: "files" as const, files: [{ file: "order.json", bytes: 3, weight: 1 }] };
    expect(() => createTaskEncoder({ ...settings, body }, readFile)).toThrow(/order\.json has changed: 37 bytes/);
  });
});

describe("the properties of messages", () => {
  const properties = {
    "content-type": "application/json",
    "correlation-id": "order-{{task}}",
    priority: "5",
    "header.x-tenant": "blue",
    "header.x-task": "{{task}}/{{task}}",
  };

  it.each(["text", "binary"] as const)("are set on a %s body, with the task number in templates", (body) => {
    const encoder = createTaskEncoder({ ...settings, body, properties }, readFile);
    encoder.encode(3, 1, fromMilliseconds(1));
    encoder.encode(4, 1, fromMilliseconds(1));
    expect(encoder.options).toMatchObject({
      persistent: true,
      contentType: "application/json",
      correlationId: "order-4",
      priority: 5,
      headers: { "x-tenant": "blue", "x-task": "4/4" },
    });
  });
});
