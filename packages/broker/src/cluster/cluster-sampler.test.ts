import { nanoseconds } from "@fairhare/core";
import { expect, test } from "vitest";
import type { QueueSample } from "../control/sampler.ts";
import { sampleCluster } from "./cluster-sampler.ts";

const sample = (seconds: number, ready: number): QueueSample => ({
  at: nanoseconds(seconds * 1e9),
  ready,
  unacked: 0,
  queueBytes: 10,
  nodeBytes: 100,
  binaryBytes: 1,
});

class FakeNode {
  running = true;
  pending: QueueSample[] = [];
  sampleQueues() {
    return { read: () => this.pending.splice(0), [Symbol.dispose]: () => undefined };
  }
}

function threeNodes() {
  const nodes = [new FakeNode(), new FakeNode(), new FakeNode()] as const;
  const cluster = { nodes, available: [...nodes] as FakeNode[] };
  return { nodes, cluster, sampler: sampleCluster(cluster, ["q"]) };
}

test("one node reports the queue, and the memory is that of all nodes that run", () => {
  const { nodes, sampler } = threeNodes();
  nodes[0].pending = [sample(1, 5)];
  nodes[1].pending = [sample(0.9, 6)];
  nodes[2].running = false;
  expect(sampler.read()).toEqual([{ ...sample(1, 5), nodeBytes: 200, binaryBytes: 2 }]);
});

test("when the reporting node is cut off or down, another one continues without repeating a time", () => {
  const { nodes, cluster, sampler } = threeNodes();
  nodes[0].pending = [sample(1, 5)];
  nodes[1].pending = [sample(0.9, 5)];
  expect(sampler.read().map(({ ready }) => ready)).toEqual([5]);
  cluster.available = [nodes[1], nodes[2]];
  // What the cut-off node still reports may be an old state.
  nodes[0].pending = [sample(1.25, 99)];
  nodes[1].pending = [sample(0.99, 7), sample(1.24, 8)];
  expect(sampler.read().map(({ ready }) => ready)).toEqual([8]);
});

test("a node that does not report for a second is replaced by one that does", () => {
  const { nodes, sampler } = threeNodes();
  nodes[0].pending = [sample(1, 5)];
  sampler.read();
  nodes[1].pending = [sample(1.5, 6)];
  expect(sampler.read()).toEqual([]);
  nodes[1].pending = [sample(2.1, 7)];
  expect(sampler.read().map(({ ready }) => ready)).toEqual([7]);
});

test("without a node that serves clients there is no sample", () => {
  const { nodes, cluster, sampler } = threeNodes();
  cluster.available = [];
  nodes[0].pending = [sample(1, 5)];
  expect(sampler.read()).toEqual([]);
});
