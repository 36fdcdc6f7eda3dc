// What is in the queue after the workers' end, on a broker that answers as the test says, in virtual time.
import type { Connection, QueueAdmin } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { EventKind } from "@fairhare/protocol";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import type { TrialSettings } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import type { Host } from "../fleet/host.ts";
import type { RunLog } from "../run/run-log.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { QueueWatch } from "./queue-watch.ts";

interface Answers {
  readonly type?: string | null;
  /** At a time in milliseconds. A queue without a leader says 0. */
  readonly depth: (now: number) => number;
  /** Throws without a leader. */
  readonly peek?: (now: number) => number;
}

const NO_LEADER = (): never => {
  throw new Error("541 INTERNAL_ERROR");
};

async function proof(
  expected: number,
  { type = "quorum", depth, peek = NO_LEADER }: Answers,
  changes: Partial<TrialSettings> = {},
) {
  const { clock } = new FakeCluster({ nodes: 1, leader: 1 });
  const now = (): number => clock.now() / 1e6;
  const admin: Partial<QueueAdmin> = {
    declare: async () => undefined,
    reportedType: async () => type,
    depth: async () => ({ ready: 0, consumers: 0 }),
    depths: async (names) => names.map(() => ({ ready: depth(now()), consumers: 0 })),
    peek: async () => peek(now()),
    delete: async () => undefined,
  };
  const connection = { isOpen: true, uriIndex: 0, openQueueAdmin: () => admin, close: async () => undefined };
  const host = { clock, connect: async () => connection as unknown as Connection } as unknown as Host;
  const proofs: number[] = [];
  const log = {
    clock,
    record: (kind: EventKind, { detail = -1 } = {}) => {
      if (kind === EventKind.settled) proofs.push(detail);
    },
  } as unknown as RunLog;
  const broker = { provider: "external", uri: "amqp://a", resources: async () => undefined } as unknown as Broker;
  const settings = { ...BASE_SETTINGS, queueType: "quorum", ...changes } as TrialSettings;
  const watch = await QueueWatch.declare("q", settings, { broker, log, host });
  const view = await watch.proveSettled(expected, new AbortController().signal);
  const tookMs = now();
  await watch[Symbol.asyncDispose]();
  return { ready: view?.ready, proofs, tookMs };
}

describe("an external quorum queue that reports no message", () => {
  it("is empty if its leader has none to get", async () => {
    expect(await proof(3, { depth: () => 0, peek: () => 0 })).toMatchObject({ ready: 0, proofs: [0] });
  });

  it("proves nothing while it has no leader", async () => {
    const { ready, proofs, tookMs } = await proof(3, { depth: () => 0 });
    expect(ready).toBeUndefined();
    expect(proofs).toEqual([]);
    expect(tookMs).toBeGreaterThan(15_000);
    expect(tookMs).toBeLessThan(20_000);
  });

  it("is counted by the leader that it gets meanwhile", async () => {
    const electedAt = 6_000;
    const answers: Answers = {
      depth: (now) => (now < electedAt ? 0 : 2),
      peek: (now) => (now < electedAt ? NO_LEADER() : 2),
    };
    expect(await proof(3, answers)).toMatchObject({ ready: 2, proofs: [2] });
  });

  it("holds what its leader says, not what the reading says", async () => {
    expect(await proof(3, { depth: () => 0, peek: () => 3 })).toMatchObject({ ready: 3, proofs: [3] });
  });

  it("is given the time to take back a message that a failed attempt has taken", async () => {
    const failures: number[] = [];
    const peek = (now: number): number => {
      if (failures.length === 0) {
        failures.push(now);
        return NO_LEADER();
      }
      // The message of the first attempt is back after a second.
      return now > (failures[0] ?? 0) + 1_000 ? 1 : 0;
    };
    expect(await proof(3, { depth: () => 0, peek })).toMatchObject({ ready: 1, proofs: [1] });
  });

  it("is asked as well if it was there before, and nobody knows its type", async () => {
    const queue = { ...BASE_SETTINGS.queue, name: "orders", predeclared: true };
    const changes = { queue, queueType: "classic" } as const;
    expect(await proof(3, { type: null, depth: () => 0 }, changes)).toMatchObject({ ready: undefined, proofs: [] });
    expect(await proof(3, { type: null, depth: () => 0, peek: () => 0 }, changes)).toMatchObject({ proofs: [0] });
  });
});

describe("a reading is the proof", () => {
  it("of a classic queue, which answers itself", async () => {
    const { proofs, tookMs } = await proof(3, { type: "classic", depth: () => 0 }, { queueType: "classic" });
    expect(proofs).toEqual([0]);
    expect(tookMs).toBeLessThan(3_000);
  });

  it("of a quorum queue with all open tasks, at once", async () => {
    const { proofs, tookMs } = await proof(3, { depth: () => 3 });
    expect(proofs).toEqual([3]);
    expect(tookMs).toBeLessThan(1_000);
  });
});
