// Cut, stalled and closed connections, and a broker that blocks its publishers: on a real broker, checked by the
// ledger.
import type { RunResult } from "@fairhare/results";
import type { Fault, FleetRole, TrialSettings } from "@fairhare/workload";
import { EventKind, ShardReader } from "@fairhare/protocol";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf, wholeRunOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab[Symbol.asyncDispose]());

function ofConnection(kind: Fault["kind"], owner: FleetRole, changes: Partial<Fault> = {}): Fault {
  const connection = { owner, byMs: null, bytesPerSecond: null };
  const text = `${kind}:connection:${owner}:1`;
  return faultOf({ text, kind, role: "connection", process: 1, connection, restartAfterMs: null, ...changes });
}

const run = async (settings: Partial<TrialSettings>): Promise<RunResult> => wholeRunOf(await lab.run([settings]));

/** Records of one kind in a shard of the newest run, with their times in milliseconds. */
function recordsOf(shardName: string, kind: EventKind): { readonly at: number; readonly detail: number }[] {
  const newest = readdirSync(lab.runsDirectory).toSorted().at(-1) ?? "";
  const path = readdirSync(join(lab.runsDirectory, newest), { recursive: true, encoding: "utf8" }).find((file) =>
    file.endsWith(shardName),
  );
  const shard = new ShardReader(readFileSync(join(lab.runsDirectory, newest, path ?? shardName)));
  const found: { at: number; detail: number }[] = [];
  while (shard.next()) if (shard.kind === kind) found.push({ at: shard.at / 1e6, detail: shard.detail });
  return found;
}

const even = { heavyMs: 10, lightMs: 10, tasks: 100, prefetch: 5 } as const;
const paced = { work: "none", prefetch: 50, ratePerSecond: 400, timeSeconds: 1.5, tasks: null } as const;
const confirmed = { durability: "confirmed", confirmWindow: 50 } as const;

describe("a worker whose connection is cut", () => {
  it("loses nothing with manual acks: its unacknowledged tasks are redelivered, and some may be done twice", async () => {
    const result = await run({ ...even, faults: [ofConnection("cut", "worker", { forMs: 200 })] });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 100, lost: 0 });
    expect(result.ledger.redelivered).toBeGreaterThan(0);
    expect(result.ledger.redelivered).toBeLessThanOrEqual(5);
    // Duplicates: the task in work, and tasks whose acknowledgement was still on its way.
    expect(result.ledger.duplicated).toBeLessThanOrEqual(result.ledger.redelivered);
    for (const { cause } of result.ledger.duplicates) expect(cause).toBe("connection-lost");
    expect(result.workers[0]?.incarnations).toBe(1);
    const [fault] = result.faults;
    expect(fault).toMatchObject({ kind: "cut", target: "connection of worker 1", recovery: { blockedMs: null } });
    expect((fault?.healedAtMs ?? 0) - (fault?.atMs ?? 0)).toBeGreaterThanOrEqual(199);
    const [gone] = recordsOf("worker-1.1.shard", EventKind.disconnected);
    const [, back] = recordsOf("worker-1.1.shard", EventKind.connected);
    expect((back?.at ?? 0) - (gone?.at ?? 0)).toBeGreaterThan(150);
  });
});

describe("a producer whose connection is cut repeatedly", () => {
  const cuts = ofConnection("cut", "producer", { atMs: 200, everyMs: 300 });

  it("leaves unconfirmed publishes unknown, and loses no confirmed task", async () => {
    const { ledger, faults } = await run({ ...paced, ...confirmed, faults: [cuts] });
    expect(faults.length).toBeGreaterThanOrEqual(3);
    expect(ledger).toMatchObject({ attempted: 600, lost: 0, duplicated: 0 });
    expect(ledger.completed + ledger.unknown).toBe(600);
  });

  it("republishes unconfirmed publishes, and every task is done", async () => {
    const { ledger } = await run({ ...paced, ...confirmed, onUnknown: "republish", faults: [cuts] });
    expect(ledger).toMatchObject({ attempted: 600, completed: 600, lost: 0, unknown: 0 });
    for (const { cause } of ledger.duplicates) expect(cause).toBe("republished");
  });
});

describe("a stalled connection", () => {
  it("delivers late, without a loss or a redelivery", async () => {
    // The rate before is known also on a busy machine, on which the worker begins late.
    const stall = ofConnection("stall", "worker", { atMs: 700, forMs: 700 });
    const { ledger, faults, latencyMs } = await run({ ...paced, workers: 1, faults: [stall] });
    expect(ledger).toMatchObject({ completed: 600, lost: 0, redelivered: 0 });
    expect(latencyMs.endToEnd.max).toBeGreaterThan(600);
    expect(faults[0]?.recovery.dipRatio ?? 1).toBeLessThan(0.5);
  });
});

describe("a connection that the broker closes", () => {
  it("reconnects and loses nothing", async () => {
    const { ledger, faults } = await run({ ...even, tasks: 500, faults: [ofConnection("close", "worker")] });
    expect(ledger).toMatchObject({ completed: 500, lost: 0 });
    expect(faults).toMatchObject([{ kind: "close", target: "connection of worker 1" }]);
    expect(recordsOf("worker-1.1.shard", EventKind.disconnected)).toMatchObject([{ detail: 320 }]);
  });
});

describe("a broker that runs out of memory", () => {
  it("blocks its publishers, releases them, and has its memory limit back afterwards", async () => {
    const limitsBefore = await limits();
    const alarm = faultOf({ kind: "memory-alarm", role: "broker", restartAfterMs: null });
    const load = { ...paced, ...confirmed, timeSeconds: 60, ratePerSecond: 200 };
    // The duration of rabbitmqctl depends on the machine, so the test waits for the release, not for a fixed time.
    const enough = new AbortController();
    let looksAfter = 0;
    const outcome = await lab.run([{ ...load, faults: [{ ...alarm, forMs: 500 }] }], {
      signal: enough.signal,
      observer: ({ type }) => {
        if (type !== "counts" || recordsOf("producer-1.1.shard", EventKind.unblocked).length === 0) return;
        if (looksAfter++ > 10) enough.abort(new Error("seen enough"));
      },
    });
    const { faults } = runOf(outcome);

    const [blocked] = recordsOf("producer-1.1.shard", EventKind.blocked);
    const [released] = recordsOf("producer-1.1.shard", EventKind.unblocked);
    const from = blocked?.at ?? 0;
    const to = released?.at ?? 0;
    const blockedMs = to - from;
    expect(blockedMs).toBeGreaterThan(450);
    expect(faults[0]?.recovery.blockedMs).toBeCloseTo(blockedMs, 3);

    // After the release the producer catches up at twice the rate, not in a burst.
    const attempts = recordsOf("producer-1.1.shard", EventKind.attempted).map(({ at }) => at);
    const within = (begin: number, end: number): number => attempts.filter((at) => at >= begin && at < end).length;
    expect(within(from + 20, to)).toBe(0);
    expect(within(to, to + 200)).toBeGreaterThan(0);
    expect(within(to, to + 200)).toBeLessThanOrEqual(100);
    expect(await limits()).toBe(limitsBefore);
  });
});

async function limits(): Promise<string> {
  const read = "{vm_memory_monitor:get_vm_memory_high_watermark(), rabbit_disk_monitor:get_disk_free_limit()}.";
  const { signal } = new AbortController();
  return (await lab.broker.ctl?.(["--quiet", "eval", read], signal)) ?? "";
}

it("a run that is aborted during a stall ends at once, and the next run on the same broker is complete", async () => {
  const interruption = new AbortController();
  const stall = ofConnection("stall", "worker", { forMs: 60_000 });
  const outcome = lab.run([{ ...even, tasks: 500, faults: [stall] }], {
    signal: interruption.signal,
    observer: (event) => {
      if (event.type === "fault") interruption.abort(new Error("interrupted"));
    },
  });
  const began = performance.now();
  expect(runOf(await outcome).verdict).toBe("unknown");
  expect(performance.now() - began).toBeLessThan(10_000);
  expect((await run({ ...even, tasks: 20 })).verdict).toBe("pass");
});
