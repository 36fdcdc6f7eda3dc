// The cost of writing and reading a task's identity in a message, in addition to amqplib's own work.
import { fromMilliseconds } from "@fairhare/core";
import { createTaskEncoder } from "@fairhare/producer";
import { TASK_HEADER } from "@fairhare/protocol";
import { TaskDecoder } from "@fairhare/worker";
import { Bench } from "tinybench";
import type { Suite } from "./suite.ts";

export function benchTaskBody(): Suite {
  const settings = { sizeBytes: 0, seed: 1, dotMs: 1_000, persistent: true, properties: {}, priority: null } as const;
  const binary = createTaskEncoder({ ...settings, body: "binary" }, () => Buffer.alloc(0));
  const text = createTaskEncoder({ ...settings, body: "text" }, () => Buffer.alloc(0));
  const decoder = new TaskDecoder({ dotMs: 1_000, work: "sleep" });
  const cost = fromMilliseconds(100);
  binary.encode(7, 1e9, cost);
  text.encode(7, 1e9, cost);
  const headers = { [TASK_HEADER]: 7 };
  const bench = new Bench({ time: 200 })
    .add("encode a binary body", () => binary.encode(7, 1e9, cost))
    .add("encode a text body", () => text.encode(7, 1e9, cost))
    .add("decode a binary body", () => decoder.decode(binary.body, undefined))
    .add("decode a text body", () => decoder.decode(text.body, headers));
  return { bench, perRun: {} };
}
