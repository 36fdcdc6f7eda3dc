import { expect, test } from "vitest";
import { nodeOfQueue, spreadNode } from "./cluster.ts";

test("balanced queues are on one node after the other; a number is the node of all", () => {
  expect([1, 2, 3, 4].map((queue) => nodeOfQueue(queue, "balanced", 3))).toEqual([1, 2, 3, 1]);
  expect([1, 2, 3].map((queue) => nodeOfQueue(queue, 2, 3))).toEqual([2, 2, 2]);
});

test("producers and workers are spread over the nodes together", () => {
  const fleet = { producers: 2 };
  expect(spreadNode({ role: "producer", process: 1 }, fleet, 3)).toBe(1);
  expect(spreadNode({ role: "producer", process: 2 }, fleet, 3)).toBe(2);
  expect(spreadNode({ role: "worker", process: 1 }, fleet, 3)).toBe(3);
  expect(spreadNode({ role: "worker", process: 2 }, fleet, 3)).toBe(1);
});
