import type { QueueAdmin, QueueDepth } from "@fairhare/amqp";
import { nanoseconds } from "@fairhare/core";
import { beforeEach, describe, expect, it } from "vitest";
import { QueueDepths } from "./queue-depths.ts";

const named = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);

/** The depth of each queue is what the test sets. */
class Broker {
  readonly ready = new Map<string, number>();
  read: string[] = [];
  isDown = false;
  now = 0;
  readonly admin = {
    depths: async (names: readonly string[]): Promise<QueueDepth[]> => {
      if (this.isDown) throw new Error("the broker is away");
      this.read.push(...names);
      return names.map((name) => ({ ready: this.ready.get(name) ?? 0, consumers: 1 }));
    },
  } as Pick<QueueAdmin, "depths"> as QueueAdmin;
  readonly clock = { now: () => nanoseconds(this.now) };
}

let broker: Broker;
beforeEach(() => {
  broker = new Broker();
});

const readAt = async (depths: QueueDepths, now: number, isWhole: boolean) => {
  broker.now = now;
  broker.read = [];
  return depths.read(broker.admin, isWhole);
};

describe("the depths of the queues", () => {
  it("of a few queues are all read each time", async () => {
    const depths = new QueueDepths(named(64, "q"), [], broker.clock);
    for (const now of [1, 2]) {
      expect(await readAt(depths, now, false)).toMatchObject({ at: now, consumers: 64, isWhole: true });
      expect(broker.read).toHaveLength(64);
    }
  });

  it("of many queues are read in rotation: each reading has the time of the oldest depth in it", async () => {
    const names = named(200, "q");
    const depths = new QueueDepths(names, [], broker.clock);
    await readAt(depths, 1, false);
    expect(broker.read).toEqual(names);
    broker.ready.set("q-1", 5).set("q-200", 7);
    const sums = [];
    const read = [];
    for (const now of [2, 3, 4, 5, 6]) {
      sums.push(await readAt(depths, now, false));
      read.push(broker.read);
    }
    expect(read.slice(0, 4).flat()).toEqual(names);
    expect(read.slice(0, 4).map(({ length }) => length)).toEqual([64, 64, 64, 8]);
    expect(sums.map(({ isWhole }) => isWhole)).toEqual(sums.map(() => false));
    expect(sums.map(({ ready, at }) => [ready, at])).toEqual([
      [5, 1],
      [5, 1],
      [5, 1],
      [12, 2],
      [12, 3],
    ]);
  });

  it("are all read when the caller needs a proof, also in the middle of a rotation", async () => {
    const depths = new QueueDepths(named(200, "q"), named(200, "retry"), broker.clock);
    await readAt(depths, 1, false);
    await readAt(depths, 2, false);
    broker.ready.set("q-150", 1).set("retry-3", 2);
    expect(await readAt(depths, 3, true)).toEqual({ ready: 1, waiting: 2, consumers: 200, at: 3, isWhole: true });
    expect(broker.read).toHaveLength(400);
    const left = depths.left;
    expect([left?.at, left?.ready[149], left?.ready[2], left?.ready[0]]).toEqual([3, 1, 2, 0]);
  });

  it("are all read after the broker did not answer", async () => {
    const depths = new QueueDepths(named(200, "q"), [], broker.clock);
    await readAt(depths, 1, false);
    broker.isDown = true;
    await expect(readAt(depths, 2, false)).rejects.toThrow("away");
    expect(depths.left?.at).toBe(1);
    broker.isDown = false;
    expect(await readAt(depths, 3, false)).toMatchObject({ at: 3 });
    expect(broker.read).toHaveLength(200);
  });

  it("are unknown before the first reading", () => {
    expect(new QueueDepths(named(2, "q"), [], broker.clock).left).toBeUndefined();
  });
});
