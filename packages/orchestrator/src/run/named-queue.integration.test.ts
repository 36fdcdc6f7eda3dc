import { type Connection, connect, type QueueSpec } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf } from "../testing/lab.ts";

const own = { name: null, predeclared: false } as const;
const quick = { tasks: 40, heavyMs: 5, lightMs: 5, confirmWindow: 20, durability: "confirmed" } as const;

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

const spec = (name: string, more: Partial<QueueSpec> = {}): QueueSpec => ({
  name,
  type: "classic",
  durable: true,
  expiresMs: 0,
  ...more,
});
/** Declared here, or left by a run for others; the broker outlives this file. */
const declared = new Set(["shared"]);
const declare = (name: string, more: Partial<QueueSpec> = {}): Promise<void> => {
  declared.add(name);
  return admin.openQueueAdmin().declare(spec(name, more));
};
const exists = (name: string): Promise<boolean> =>
  admin
    .openQueueAdmin()
    .depth(name)
    .then(
      () => true,
      () => false,
    );
async function publish(queue: string, body: string): Promise<void> {
  const publisher = await admin.openPublisher({ confirms: true });
  const confirmed = new Promise((resolve) => publisher.onAnswer(resolve));
  publisher.publish(queue, Buffer.from(body), {});
  await confirmed;
  await publisher.close();
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);
const predeclared = (name: string) => ({ ...quick, queue: { name, predeclared: true } });

describe("the messages of a queue", () => {
  it.each<[string, Partial<QueueSpec>]>([
    ["classic", {}],
    ["quorum", { type: "quorum" }],
  ])("are counted by a get, which leaves them there: %s", async (type, more) => {
    const name = `counted-${type}`;
    const queue = admin.openQueueAdmin();
    await declare(name, more);
    expect(await queue.peek(name)).toBe(0);
    await publish(name, "one");
    await publish(name, "two");
    for (let time = 0; time < 3; time++) await expect.poll(() => queue.peek(name)).toBe(2);
    expect(await queue.purge(name)).toBe(2);
    expect(await queue.peek(name)).toBe(0);
    await queue.delete(name);
  });

  it("of a single active consumer are counted by a purge only, in a quorum queue", async () => {
    const queue = admin.openQueueAdmin();
    await declare("single-active", { type: "quorum", otherArguments: { "x-single-active-consumer": true } });
    await publish("single-active", "one");
    await expect(queue.peek("single-active")).rejects.toMatchObject({ replyCode: 405 });
    expect(await queue.purge("single-active")).toBe(1);
    await queue.delete("single-active");
  });
});

describe("--queue", () => {
  it("is created and deleted by the run, whatever characters its name has", async () => {
    const run = runOf(await lab.run([{ ...quick, queue: { ...own, name: "the queue/ü" } }]));
    expect(run).toMatchObject({
      verdict: "pass",
      queueType: "classic",
      ledger: { completed: 40, foreignDelivered: 0 },
    });
    // The sampler inside the node finds the queue.
    expect(run.timeline.unacked.length).toBeGreaterThan(0);
    expect(await exists("the queue/ü")).toBe(false);
  });

  it("stays if it existed", async () => {
    await declare("theirs");
    expect(runOf(await lab.run([{ ...quick, queue: { ...own, name: "theirs" } }])).verdict).toBe("pass");
    expect(await admin.openQueueAdmin().depth("theirs")).toEqual({ ready: 0, consumers: 0 });
  });

  it("is refused if it has messages, or other arguments", async () => {
    await publish("theirs", "of others");
    await expect(lab.run([{ ...quick, queue: { ...own, name: "theirs" } }])).rejects.toThrow(
      /"theirs" holds 1 message /,
    );
    await declare("limited", { maxLength: 9 });
    await expect(lab.run([{ ...quick, queue: { ...own, name: "limited" } }])).rejects.toMatchObject({
      code: "QUEUE_NOT_USABLE",
      message: expect.stringMatching(/inequivalent arg 'x-max-length'[^]*--predeclared/) as string,
    });
    expect(await admin.openQueueAdmin().depth("theirs")).toEqual({ ready: 1, consumers: 0 });
  });
});

describe("--predeclared, with a user who may only read and write", () => {
  let restricted: Broker;
  beforeAll(async () => {
    const { signal } = new AbortController();
    const add =
      'rabbit_auth_backend_internal:add_user(<<"clerk">>, <<"secret">>, <<"test">>), ' +
      'rabbit_auth_backend_internal:set_permissions(<<"clerk">>, <<"/">>, <<"">>, <<".*">>, <<".*">>, <<"test">>).';
    await lab.broker.ctl?.(["eval", add], signal);
    const uri = new URL(lab.broker.uri);
    [uri.username, uri.password] = ["clerk", "secret"];
    const { facts } = lab.broker;
    restricted = { uri: uri.href, provider: "external", facts, resources: nothing, [Symbol.asyncDispose]: nothing };
  });

  it("needs no other rights, also when workers are killed and connections are cut", async () => {
    await declare("orders", { type: "quorum" });
    const faults = [faultOf({ kind: "kill", role: "worker", process: 1, atMs: 100 })];
    const cut = { kind: "cut", role: "connection", process: 2, atMs: 200, restartAfterMs: null } as const;
    const connection = { owner: "worker", byMs: null, bytesPerSecond: null } as const;
    const all = [...faults, faultOf({ ...cut, connection })];
    const run = runOf(await lab.run([{ ...predeclared("orders"), faults: all }], { broker: restricted }));
    expect(run).toMatchObject({ verdict: "pass", queueType: null, ledger: { attempted: 40, completed: 40, lost: 0 } });
    expect(run.workers[0]?.incarnations).toBe(2);
    expect(await admin.openQueueAdmin().depth("orders")).toEqual({ ready: 0, consumers: 0 });
  });

  it("counts the messages of others, and claims none of them", async () => {
    let isSent = false;
    const observer = (event: { readonly type: string; readonly completed?: number }): void => {
      if (isSent || event.type !== "counts" || (event.completed ?? 0) < 5) return;
      isSent = true;
      void publish("orders", "of others");
    };
    const run = runOf(await lab.run([predeclared("orders")], { broker: restricted, observer }));
    expect(run.ledger).toMatchObject({ completed: 40, unexpected: 0, foreignDelivered: 1, foreignCompleted: 1 });
    expect(run.verdict).toBe("pass");
  });

  it("refuses a queue that does not exist, and creates none", async () => {
    await expect(lab.run([predeclared("missing")], { broker: restricted })).rejects.toThrow(/does not exist/);
    expect(await exists("missing")).toBe(false);
  });

  it("publishes through an exchange, and what no binding routes is returned; without it, the run binds the queue", async () => {
    const through = { ...quick, exchange: "amq.topic", routingKey: "orders.new" };
    expect(runOf(await lab.run([through]))).toMatchObject({
      verdict: "pass",
      ledger: { completed: 40, returned: 0, foreignDelivered: 0 },
    });
    await declare("unbound");
    const unbound = { ...through, queue: { name: "unbound", predeclared: true } };
    expect(runOf(await lab.run([unbound], { broker: restricted })).ledger).toMatchObject({
      attempted: 40,
      returned: 40,
      completed: 0,
      lost: 0,
    });
    await expect(lab.run([{ ...through, exchange: "missing" }])).rejects.toThrow(/"missing" does not exist/);
  });

  it("and without it, the refusal says how to use an existing queue", async () => {
    const named = { ...quick, queue: { ...own, name: "another" } };
    await expect(lab.run([named], { broker: restricted })).rejects.toThrow(/ACCESS_REFUSED[^]*--predeclared/);
  });
});

describe("arguments of the queue and of its consumers", () => {
  it("reach the broker, also from a worker that replaces a killed one; other arguments and invalid ones are refused", async () => {
    await declare("sorted", { otherArguments: { "x-max-priority": 10 } });
    const queueArguments = { "x-max-priority": 10 };
    const faults = [faultOf({ kind: "kill", role: "worker", process: 1, atMs: 50 })];
    const named = { ...quick, queue: { ...own, name: "sorted" } };
    const sorted = { ...named, queueArguments, consumerArguments: { "x-priority": 5 }, faults };
    expect(runOf(await lab.run([sorted]))).toMatchObject({ verdict: "pass", ledger: { completed: 40 } });
    await expect(lab.run([named])).rejects.toThrow(/inequivalent arg 'x-max-priority'/);
    const invalid = { ...quick, queueArguments: { "x-queue-leader-locator": "nowhere" }, queueType: "quorum" } as const;
    await expect(lab.run([invalid])).rejects.toThrow(/refuses an argument of the queue/);
  });

  it("make one worker active at a time: the next one takes over after a kill, and no run is called unfair", async () => {
    const faults = [faultOf({ kind: "kill", role: "worker", process: 1, atMs: 100, restartAfterMs: null })];
    const one = { ...quick, queueArguments: { "x-single-active-consumer": true } };
    for (const queueType of ["classic", "quorum"] as const) {
      const run = runOf(await lab.run([{ ...one, queueType, faults }]));
      expect(run).toMatchObject({ verdict: "pass", ledger: { completed: 40, lost: 0 }, fairness: { jainBusy: null } });
      expect(run.findings.map(({ code }) => code)).toContain("single-active-consumer");
    }
    const undisturbed = runOf(await lab.run([one]));
    expect(undisturbed.workers.map(({ tasks }) => tasks).toSorted((a, b) => a - b)).toEqual([0, 40]);
  });
});

describe("one side alone", () => {
  const shared = { ...quick, queue: { ...own, name: "shared" } };

  it("publishes for others, and the other side then consumes what is there and ends when the queue is quiet", async () => {
    const published = runOf(await lab.run([{ ...shared, workers: 0 }]));
    expect(published.ledger).toMatchObject({ attempted: 40, confirmed: 40, completed: 0, lost: 0, remaining: 40 });
    expect(published).toMatchObject({ verdict: "unknown", findings: [{ code: "producers-alone" }] });
    const consumed = runOf(await lab.run([{ ...shared, producers: 0, tasks: null }]));
    expect(consumed.ledger).toMatchObject({ attempted: 0, completed: 0, lost: 0, unexpected: 0, foreignCompleted: 40 });
    expect(consumed.findings.map(({ code }) => code)).toContain("workers-alone");
    expect(consumed.workers.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(40);
    expect(await admin.openQueueAdmin().depth("shared")).toEqual({ ready: 0, consumers: 0 });
  });
});
