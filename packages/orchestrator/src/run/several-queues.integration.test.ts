// Several queues on a real broker: who consumes from which, the ledger of each, and what a run leaves behind.
import { type Connection, connect, type QueueSpec } from "@fairhare/amqp";
import type { QueueResult, RunResult } from "@fairhare/results";
import { queueNames } from "@fairhare/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf } from "../testing/lab.ts";

const quick = { tasks: 60, heavyMs: 5, lightMs: 5, confirmWindow: 20, durability: "confirmed" } as const;
const named = { ...quick, queue: { name: "orders", predeclared: false } };
const predeclared = { ...quick, queue: { name: "theirs", predeclared: true } };

let lab: Lab;
let admin: Connection;
beforeAll(async () => {
  lab = await Lab.open();
  admin = await connect({ uri: lab.broker.uri, name: "test" });
});
afterAll(async () => {
  for (const name of declared) await admin.openQueueAdmin().delete(name);
  await admin.close();
  await lab[Symbol.asyncDispose]();
});

/** Declared here, or left by a run for others; the broker outlives this file. */
const declared = new Set(queueNames("orders", { queues: 4 }));
const declare = (name: string): Promise<void> => {
  declared.add(name);
  const spec: QueueSpec = { name, type: "classic", durable: true, expiresMs: 0 };
  return admin.openQueueAdmin().declare(spec);
};
const existing = async (names: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const name of names)
    await admin
      .openQueueAdmin()
      .depth(name)
      .then(
        () => found.push(name),
        () => undefined,
      );
  return found;
};

const columns = (run: RunResult, read: (queue: QueueResult) => number | null): (number | null)[] =>
  run.queues.map(read);
const SUMMED = ["attempted", "confirmed", "delivered", "redelivered", "completed", "deadLettered", "failed"] as const;
function expectSums({ queues, ledger }: RunResult): void {
  for (const column of SUMMED)
    expect([column, queues.reduce((sum, queue) => sum + queue[column], 0)]).toEqual([column, ledger[column]]);
}

describe("several queues", () => {
  it("are shared evenly by more workers, also when one is killed, and none of them is left", async () => {
    const faults = [faultOf({ kind: "kill", role: "worker", process: 1, atMs: 50 })];
    const run = runOf(await lab.run([{ ...named, queues: 2, workers: 4, queueType: "quorum", faults }]));
    expect(run).toMatchObject({ verdict: "pass", queueType: "quorum", ledger: { completed: 60, lost: 0 } });
    expect(columns(run, ({ workers }) => workers)).toEqual([2, 2]);
    expect(columns(run, ({ completed }) => completed)).toEqual([30, 30]);
    expect(columns(run, ({ backlog }) => backlog)).toEqual([0, 0]);
    expectSums(run);
    // The sampler inside the node adds up the queues.
    expect(run.timeline.unacked.length).toBeGreaterThan(0);
    expect(Math.max(...run.timeline.unacked.map(([, unacked]) => unacked))).toBeLessThanOrEqual(4);
    expect(await existing(["orders", ...queueNames("orders", { queues: 3 })])).toEqual([]);
  });

  it("are all consumed by fewer workers, also after a restart of the broker", async () => {
    const faults = [faultOf({ kind: "restart", role: "broker", atMs: 50, restartAfterMs: null })];
    const run = runOf(await lab.run([{ ...named, queues: 5, workers: 2, prefetch: 3, faults }]));
    expect(run).toMatchObject({ verdict: "pass", ledger: { completed: 60, lost: 0 } });
    expect(columns(run, ({ workers }) => workers)).toEqual([1, 1, 1, 1, 1]);
    expect(columns(run, ({ completed }) => completed)).toEqual([12, 12, 12, 12, 12]);
    expectSums(run);
    admin = await connect({ uri: lab.broker.uri, name: "test" });
    expect(await existing(queueNames("orders", { queues: 5 }))).toEqual([]);
  });

  it("of which only some are read at a time are all read at the end", async () => {
    const run = runOf(await lab.run([{ ...named, queues: 80, workers: 4, tasks: 320, ratePerSecond: 200 }]));
    expect(run).toMatchObject({ verdict: "pass", ledger: { completed: 320, lost: 0 } });
    expect(columns(run, ({ completed }) => completed)).toEqual(Array<number>(80).fill(4));
    expect(columns(run, ({ backlog }) => backlog)).toEqual(Array<number>(80).fill(0));
    expect(await existing(queueNames("orders", { queues: 80 }))).toEqual([]);
  });

  it("have a dead-letter queue each, or a retry queue each", async () => {
    const fail = { kind: "random", probability: 0.3 } as const;
    const some = { ...named, queues: 3, fail };
    const dead = runOf(await lab.run([{ ...some, onError: "dead-letter", deadLetter: true }]));
    expect(dead.verdict).toBe("pass");
    expect(dead.ledger.deadLettered).toBe(dead.ledger.failed);
    expect(dead.ledger.failed).toBeGreaterThan(5);
    expectSums(dead);
    const later = runOf(await lab.run([{ ...some, onError: "retry-delay", retryDelayMs: 100 }]));
    expect(later).toMatchObject({ verdict: "pass", ledger: { completed: 60, lost: 0 } });
    expect(later.ledger.retried).toBeGreaterThan(5);
    const names = queueNames("orders", { queues: 3 });
    expect(await existing(names.flatMap((name) => [name, `${name}.dead`, `${name}.retry`]))).toEqual([]);
  });

  it("stay if they are predeclared, and a missing one is refused before anything runs", async () => {
    const names = queueNames("theirs", { queues: 3 });
    for (const name of names) await declare(name);
    const run = runOf(await lab.run([{ ...predeclared, queues: 3, workers: 3 }]));
    expect(run).toMatchObject({ verdict: "pass", ledger: { completed: 60 } });
    await expect(lab.run([{ ...predeclared, queues: 4 }])).rejects.toThrow(/"theirs-4" does not exist/);
    expect(await existing([...names, "theirs-4"])).toEqual(names);
  });

  it("with messages are refused, and the queues that the run has created are deleted", async () => {
    await declare("filled-2");
    const publisher = await admin.openPublisher({ confirms: true });
    const confirmed = new Promise((resolve) => publisher.onAnswer(resolve));
    publisher.publish("filled-2", Buffer.from("of others"), {});
    await confirmed;
    await publisher.close();
    const filled = { ...quick, queue: { name: "filled", predeclared: false }, queues: 3 };
    await expect(lab.run([filled])).rejects.toThrow(/"filled-2" holds 1 message/);
    expect(await existing(queueNames("filled", { queues: 3 }))).toEqual(["filled-2"]);
  });

  it("can be filled by producers alone, and emptied by workers alone", async () => {
    const filled = runOf(await lab.run([{ ...named, queues: 4, workers: 0 }]));
    expect(columns(filled, ({ backlog }) => backlog)).toEqual([15, 15, 15, 15]);
    expect(columns(filled, ({ remaining }) => remaining)).toEqual([15, 15, 15, 15]);
    const emptied = runOf(await lab.run([{ ...named, queues: 4, workers: 2, producers: 0, tasks: null }]));
    expect(emptied.ledger.foreignCompleted).toBe(60);
    expect(columns(emptied, ({ delivered }) => delivered)).toEqual([15, 15, 15, 15]);
    expect(columns(emptied, ({ backlog }) => backlog)).toEqual([0, 0, 0, 0]);
  });
});
