// When a drain ends: decided from the history, and from what the broker says about its queue.
import { EventKind, RecordBlock, RecordCursor } from "@fairhare/protocol";
import { expect, test } from "vitest";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { DrainTracker } from "./drain-tracker.ts";
import { Monitor, type MonitorPorts } from "./monitor.ts";

/** How the drain ends with one open task and a queue without messages at an external broker. */
function drainWith({ consumers, isDeserted = false }: { consumers: number; isDeserted?: boolean }) {
  const { clock } = new FakeCluster({ nodes: 1, leader: 1 });
  const tracker = new DrainTracker();
  const block = new RecordBlock(1);
  block.append(EventKind.attempted, 0, 1, 1, 0, 0, 0);
  tracker.add(new RecordCursor(block.bytes), "producer");
  const view = { ready: 0, consumers, unacknowledged: null, isWhole: true };
  const ports: Partial<MonitorPorts> = {
    clock,
    tracker,
    tail: { poll: () => undefined } as unknown as MonitorPorts["tail"],
    queue: { observe: async () => view, tellsUnacknowledged: false } as unknown as MonitorPorts["queue"],
    acknowledgesBeforeWork: false,
    livingShards: () => ["worker"],
    isDeserted: () => isDeserted,
    mayBeMore: () => false,
    isBreaking: () => false,
    isBrokerBroken: () => false,
    patienceMs: 5_000,
    hiddenDelayMs: 0,
    slowest: 1,
    onCounts: () => undefined,
  };
  return new Monitor(ports as MonitorPorts).drain(new AbortController().signal);
}

test("an empty queue that the workers consume proves that the open tasks are gone", async () => {
  expect(await drainWith({ consumers: 2 })).toBe("quiet");
});

test("an empty queue without a consumer proves nothing while workers run: it may have no leader", async () => {
  expect(await drainWith({ consumers: 0 })).toBe("stuck");
});

test("without workers, an empty queue has no consumers", async () => {
  expect(await drainWith({ consumers: 0, isDeserted: true })).toBe("quiet");
});
