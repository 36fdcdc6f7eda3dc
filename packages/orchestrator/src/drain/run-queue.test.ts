import { BrokerRefusedError, type QueueAdmin, type QueueDepth, type QueueSpec } from "@fairhare/amqp";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { prepareQueue, prepareQueues, type RunQueue } from "./run-queue.ts";

const SPEC: QueueSpec = { name: "orders", type: "classic", durable: true, expiresMs: 0 };
const NAMED = { ...BASE_SETTINGS, queue: { ...BASE_SETTINGS.queue, name: "orders" } };
const PREDECLARED = { ...NAMED, queue: { ...NAMED.queue, predeclared: true } };

const refused = (code: number, text: string): BrokerRefusedError =>
  new BrokerRefusedError('declare queue "orders"', Object.assign(new Error(text), { code }));

/** A broker with these queues, which records what it is asked to change. */
class Queues implements QueueAdmin {
  readonly changes: string[] = [];
  readonly #depths: Map<string, QueueDepth>;
  readonly #refusal: Error | undefined;

  constructor(depths: Readonly<Record<string, QueueDepth>> = {}, refusal?: Error) {
    this.#depths = new Map(Object.entries(depths));
    this.#refusal = refusal;
  }

  async declare({ name }: QueueSpec): Promise<void> {
    if (this.#refusal) throw this.#refusal;
    this.changes.push(`declare ${name}`);
  }
  async reportedType({ type }: QueueSpec): Promise<string> {
    return type;
  }
  async bind(name: string, exchange: string, key: string): Promise<void> {
    if (exchange === "forbidden") throw refused(403, "ACCESS_REFUSED");
    this.changes.push(`bind ${name} to ${exchange} with ${key}`);
  }
  async checkExchange(name: string): Promise<void> {
    if (name === "missing") throw refused(404, "NOT_FOUND");
  }
  async depth(name: string): Promise<QueueDepth> {
    const depth = this.#depths.get(name);
    if (depth === undefined) throw refused(404, "NOT_FOUND");
    return depth;
  }
  async depths(names: readonly string[]): Promise<QueueDepth[]> {
    return Promise.all(names.map((name) => this.depth(name)));
  }
  async peek(name: string): Promise<number> {
    const { ready } = await this.depth(name);
    return ready;
  }
  async purge(name: string): Promise<number> {
    this.changes.push(`purge ${name}`);
    return this.peek(name);
  }
  async delete(name: string): Promise<void> {
    this.changes.push(`delete ${name}`);
  }
}

const prepare = (admin: Queues, settings: typeof BASE_SETTINGS = NAMED, spec = SPEC): Promise<RunQueue> =>
  prepareQueue(admin, spec, settings);
const EMPTY = { ready: 0, consumers: 0 };

describe("a queue with an argument that the broker refuses", () => {
  it.each([
    ["invalid arg 'x-max-priority' for queue 'orders'", /refuses an argument of the queue\. .*--queue-arg/],
    ["inequivalent arg 'x-max-priority' for queue 'orders'", /exists with another type, durability or arguments/],
  ])("%s", async (text, message) => {
    const admin = new Queues({}, refused(406, `PRECONDITION_FAILED - ${text}`));
    await expect(prepare(admin)).rejects.toMatchObject({
      code: "QUEUE_NOT_USABLE",
      message: expect.stringMatching(message) as string,
    });
  });
});

const through = (exchange: string) => ({ ...NAMED, exchange });
const specTo = (exchange: string): QueueSpec => ({ ...SPEC, binding: { exchange, routingKey: "orders.new" } });

describe("an exchange", () => {
  it("is bound to the queue", async () => {
    const admin = new Queues();
    await prepare(admin, through("shop"), specTo("shop"));
    expect(admin.changes).toEqual(["declare orders", "bind orders to shop with orders.new"]);
  });

  it("that does not exist is refused before anything is declared, also with a predeclared queue", async () => {
    for (const settings of [through("missing"), { ...PREDECLARED, exchange: "missing" }]) {
      const admin = new Queues({ orders: EMPTY });
      await expect(prepare(admin, settings, specTo("missing"))).rejects.toThrow(/exchange "missing" does not exist/);
      expect(admin.changes).toEqual([]);
    }
  });

  it("is not bound to a predeclared queue", async () => {
    const admin = new Queues({ orders: EMPTY });
    await prepare(admin, { ...PREDECLARED, exchange: "shop" }, specTo("shop"));
    expect(admin.changes).toEqual([]);
  });

  it("to which the user may not bind leaves no queue", async () => {
    const admin = new Queues();
    await expect(prepare(admin, through("forbidden"), specTo("forbidden"))).rejects.toMatchObject({
      code: "QUEUE_NOT_USABLE",
      message: expect.stringMatching(/may not bind the queue to the exchange "forbidden"/) as string,
    });
    expect(admin.changes).toEqual(["declare orders", "delete orders"]);
  });
});

describe("a named queue", () => {
  it("is created, and is then the run's to delete", async () => {
    const admin = new Queues();
    expect(await prepare(admin)).toEqual({ isCreated: true, reportedType: "classic" });
    expect(admin.changes).toEqual(["declare orders"]);
  });

  it("that exists and is empty is used, and stays", async () => {
    expect(await prepare(new Queues({ orders: EMPTY }))).toEqual({ isCreated: false, reportedType: "classic" });
  });

  it.each([
    [
      "holds a message",
      { ready: 1, consumers: 0 },
      /holds 1 message that this run did not publish.*purge_queue orders/,
    ],
    ["holds messages", { ready: 12, consumers: 2 }, /holds 12 messages/],
    ["has consumers", { ready: 0, consumers: 2 }, /has 2 consumers.*--workers 0/],
  ])("that %s is refused before anything is declared", async (_, depth, message) => {
    for (const settings of [NAMED, PREDECLARED]) {
      const admin = new Queues({ orders: depth });
      await expect(prepare(admin, settings)).rejects.toMatchObject({
        code: "QUEUE_NOT_USABLE",
        message: expect.stringMatching(message) as string,
      });
      expect(admin.changes).toEqual([]);
    }
  });

  it("with other arguments is refused with the broker's reason and what to do", async () => {
    const admin = new Queues({ orders: EMPTY }, refused(406, "PRECONDITION_FAILED - inequivalent arg 'durable'"));
    await expect(prepare(admin)).rejects.toThrow(/inequivalent arg 'durable'[^]*--predeclared/);
  });

  it("that the user may not declare is refused with the way to use it", async () => {
    const admin = new Queues({}, refused(403, "ACCESS_REFUSED"));
    await expect(prepare(admin)).rejects.toThrow(/ACCESS_REFUSED[^]*--queue NAME --predeclared/);
  });

  it("is refused if the name of its dead-letter queue is taken, which the run would delete", async () => {
    const admin = new Queues({ "orders.dead": EMPTY });
    await expect(prepare(admin, NAMED, { ...SPEC, deadLetterQueue: "orders.dead" })).rejects.toThrow(/"orders.dead"/);
    expect(admin.changes).toEqual([]);
  });

  it("is deleted again if the broker created another type", async () => {
    const admin = new Queues();
    admin.reportedType = async () => "quorum";
    await expect(prepare(admin)).rejects.toThrow(/created a quorum queue instead/);
    expect(admin.changes).toEqual(["declare orders", "delete orders"]);
  });
});

describe("a predeclared queue", () => {
  it("is only looked at", async () => {
    const admin = new Queues({ orders: EMPTY });
    expect(await prepare(admin, PREDECLARED)).toEqual({ isCreated: false, reportedType: null });
    expect(admin.changes).toEqual([]);
  });

  it("that does not exist is refused", async () => {
    const admin = new Queues();
    await expect(prepare(admin, PREDECLARED)).rejects.toThrow(/does not exist, and --predeclared creates nothing/);
    expect(admin.changes).toEqual([]);
  });
});

describe("several queues", () => {
  const specs = [1, 2, 3].map((number) => ({ ...SPEC, name: `orders-${number}` }));

  it("are all created, and the broker is asked for the type of one", async () => {
    const admin = new Queues({ "orders-2": EMPTY });
    const prepared = await prepareQueues(admin, specs, NAMED);
    expect(prepared).toEqual([
      { isCreated: true, reportedType: "classic" },
      { isCreated: false, reportedType: null },
      { isCreated: true, reportedType: null },
    ]);
  });

  it("are deleted again if one of them is refused, except those that existed", async () => {
    const admin = new Queues({ "orders-1": EMPTY, "orders-3": { ready: 2, consumers: 0 } });
    await expect(prepareQueues(admin, specs, NAMED)).rejects.toThrow(/"orders-3" holds 2 messages/);
    expect(admin.changes.filter((change) => change.startsWith("delete"))).toEqual(["delete orders-2"]);
  });
});
