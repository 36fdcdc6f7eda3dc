import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, wholeRunOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const run = async (settings: Partial<TrialSettings>): Promise<RunResult> => wholeRunOf(await lab.run([settings]));

const even = { heavyMs: 20, lightMs: 20, tasks: 150 } as const;
const confirmed = { durability: "confirmed", confirmWindow: 50 } as const;
const transient = { durability: "transient", queueDurable: false, persistent: false } as const;

describe("a worker that is killed and restarted", () => {
  const kill = faultOf({ kind: "kill", role: "worker", process: 1 });

  it("loses nothing with manual acks: its unacknowledged tasks are redelivered", async () => {
    const result = await run({ ...even, prefetch: 5, faults: [kill] });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 150, lost: 0 });
    expect(result.ledger.redelivered).toBeGreaterThan(0);
    expect(result.ledger.redelivered).toBeLessThanOrEqual(5);
    expect(result.workers[0]?.incarnations).toBe(2);
    expect(result.faults).toMatchObject([{ kind: "kill" }]);
  });

  it("loses with auto-ack exactly the deliveries that it had not completed", async () => {
    const result = await run({ ...even, ack: "auto", prefetch: 0, faults: [kill] });
    expect(result.verdict).toBe("fail");
    expect(result.ledger.lost).toBeGreaterThan(20);
    // RabbitMQ delivered all 150 before the kill, 75 to each worker; worker 1 loses those that it had not completed.
    expect(result.ledger.lost).toBe(75 - (result.workers[0]?.tasks ?? 0));
    expect(result.ledger.losses.every(({ cause }) => cause.startsWith("auto-acked"))).toBe(true);
  });

  it("loses nothing over many kills, and its duplicates and redeliveries stay within their limits", async () => {
    const again = faultOf({ kind: "kill", role: "worker", everyMs: 400 });
    const load = { ...even, workers: 4, prefetch: 10, ratePerSecond: 60, timeSeconds: 5, tasks: null };
    const result = await run({ ...load, faults: [again] });
    const kills = result.faults.length;
    expect(kills).toBeGreaterThan(3);
    expect(result.ledger).toMatchObject({ attempted: 300, completed: 300, lost: 0 });
    expect(result.ledger.duplicated).toBeLessThanOrEqual(kills);
    expect(result.ledger.redelivered).toBeLessThanOrEqual(kills * 10);
  });
});

describe("a worker that is stopped or shut down gracefully", () => {
  it("continues after a stop and loses nothing", async () => {
    const result = await run({ ...even, faults: [faultOf({ kind: "stop", role: "worker", process: 1, forMs: 400 })] });
    expect(result.ledger).toMatchObject({ completed: 150, lost: 0 });
    expect(result.workers[0]?.incarnations).toBe(1);
  });

  it("requeues the tasks that it has not started, and does none twice", async () => {
    const quit = faultOf({ kind: "quit", role: "worker", process: 1 });
    const result = await run({ ...even, prefetch: 10, faults: [quit] });
    expect(result.ledger).toMatchObject({ completed: 150, lost: 0, duplicated: 0 });
    expect(result.ledger.redelivered).toBeGreaterThan(0);
  });
});

describe("workers that join in mid-run", () => {
  it("drain a growing queue; each has its own slot and counts from the time when it consumes", async () => {
    const add = faultOf({ kind: "add", role: "worker", joins: 2, atMs: 700, restartAfterMs: null });
    const load = { ...even, heavyMs: 50, lightMs: 50, ratePerSecond: 60, timeSeconds: 3, tasks: null, prefetch: 2 };
    const result = await run({ ...load, faults: [add] });
    expect(result.ledger).toMatchObject({ attempted: 180, completed: 180, lost: 0, redelivered: 0 });
    expect(result.faults).toMatchObject([{ kind: "add", target: "workers 3 to 4", recovery: { dipRatio: null } }]);
    expect(result.workers.map(({ slot }) => slot)).toEqual([1, 2, 3, 4]);
    for (const { tasks, joinedAtMs, busyMs, idleMs } of result.workers.slice(2)) {
      expect(tasks).toBeGreaterThan(5);
      expect(joinedAtMs).toBeGreaterThan(700);
      expect((joinedAtMs ?? 0) + busyMs + idleMs).toBeCloseTo(result.makespanMs ?? 0, 3);
    }
    // Two workers would have needed at least 4.5 s: the lower bound includes the added workers from their start on.
    expect(result.boundMs).toBeLessThan(4_500);
    expect(result.boundRatio).toBeGreaterThanOrEqual(1);
    expect(result.workers.slice(0, 2).every(({ joinedAtMs }) => joinedAtMs === null)).toBe(true);
  });
});

describe("a producer that is killed and restarted", () => {
  it("continues its schedule, and no confirmed task is lost", async () => {
    const kill = faultOf({ kind: "kill", role: "producer", atMs: 500 });
    const load = { work: "none", prefetch: 50, ratePerSecond: 200, timeSeconds: 2, tasks: null } as const;
    const result = await run({ ...load, ...confirmed, faults: [kill] });
    expect(result.ledger.lost).toBe(0);
    expect(result.ledger.attempted).toBeGreaterThan(300);
    expect(result.ledger.attempted).toBeLessThanOrEqual(401);
  });
});

describe("a broker that is killed and restarted", () => {
  const kill = faultOf({ kind: "kill", role: "broker", atMs: 2_000 });

  it("keeps every confirmed task of a backlog", async () => {
    const result = await run({
      ...confirmed,
      backlog: true,
      tasks: 2_000,
      work: "none",
      prefetch: 100,
      faults: [kill],
    });
    expect(result.ledger).toMatchObject({ attempted: 2_000, confirmed: 2_000, completed: 2_000, lost: 0 });
  });

  it("loses a transient backlog, and the ledger names the cause", async () => {
    const result = await run({
      ...transient,
      backlog: true,
      tasks: 2_000,
      work: "none",
      prefetch: 100,
      faults: [kill],
    });
    expect(result.verdict).toBe("fail");
    expect(result.ledger).toMatchObject({ attempted: 2_000, completed: 0, lost: 2_000 });
    expect(result.ledger.losses[0]?.cause).toBe("queue-not-durable");
  });

  it("gets its producers and workers back under load, and loses no confirmed task", async () => {
    const restart = faultOf({ kind: "restart", role: "broker", atMs: 1_000 });
    const load = { ...even, lightMs: 1, heavyMs: 1, ratePerSecond: 100, timeSeconds: 4, tasks: null, prefetch: 5 };
    const result = await run({ ...load, ...confirmed, onUnknown: "republish", faults: [restart] });
    expect(result.ledger).toMatchObject({ attempted: 400, completed: 400, lost: 0, unknown: 0 });
  });
});
