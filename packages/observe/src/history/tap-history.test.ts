import { describe, expect, it } from "vitest";
import { Observer } from "../observer.ts";
import { atMs, PlayedConnection } from "../testing/played.ts";
import { TapHistory } from "./tap-history.ts";

/** A view per second of an observer. */
class Recorded {
  readonly observer = new Observer(0);
  readonly history = new TapHistory();

  at(seconds: number): this {
    const at = atMs(seconds * 1_000);
    const view = this.observer.view(at);
    this.history.add(view, this.observer.findings(view, at).findings);
    return this;
  }
}

describe("the history of the tap", () => {
  it("has the rates of all clients and of each queue", () => {
    const tap = new Recorded().at(0);
    const worker = new PlayedConnection(tap.observer, "worker").consume(0, { prefetch: 5 });
    const shop = new PlayedConnection(tap.observer, "shop");
    for (let number = 1; number <= 4; number++) {
      shop.publish(100, `task ${number}`);
      worker.deliver(200, number);
    }
    worker.ack(300, 3, true);
    tap.at(1);
    expect(tap.history.total.recent).toEqual([[1_000, 4, 4, 3, 1]]);
    tap.at(2).at(3);
    expect(tap.history.total.whole.map(([at, published]) => [at, published])).toEqual([
      [1_000, 4],
      [2_000, 0],
      [3_000, 0],
    ]);
    expect(tap.history.ratesOf({ vhost: "/", queue: "work" })?.whole).toEqual([
      [2_000, 0, 0, 0, 1],
      [3_000, 0, 0, 0, 1],
    ]);
  });

  it("is bounded over days, and keeps the rates of the whole time", () => {
    const tap = new Recorded();
    const shop = new PlayedConnection(tap.observer, "shop");
    shop.publish(0, "task");
    const view = tap.observer.view(0);
    const day = 86_400;
    for (let second = 0; second <= day; second += 10)
      tap.history.add({ ...view, observedMs: second * 1_000, ledger: { ...view.ledger, published: 2 * second } }, []);
    const { recent, whole } = tap.history.total;
    expect(recent).toHaveLength(300);
    expect(whole.length).toBeGreaterThan(150);
    expect(whole.length).toBeLessThan(400);
    expect(whole.every(([, published]) => published === 2)).toBe(true);
    expect(whole.at(-1)?.[0]).toBeGreaterThan(0.99 * day * 1_000);
  });

  it("remembers since when a finding holds, and that it is over", () => {
    const tap = new Recorded();
    tap.history.add(tap.observer.view(0), []);
    const one = {
      code: "consumer-stalled",
      severity: "warning",
      values: { consumer: "a", queue: "q", others: 0, held: 1, silentMs: 70_000 },
    } as const;
    tap.history.add(tap.observer.view(atMs(5_000)), [one]);
    // Now another consumer is the worst.
    tap.history.add(tap.observer.view(atMs(6_000)), [{ ...one, values: { ...one.values, consumer: "b", others: 1 } }]);
    expect(tap.history.findings).toMatchObject([{ code: "consumer-stalled", sinceMs: 5_000, untilMs: null }]);
    expect(tap.history.findings[0]?.sentence).toContain("b of queue q");
    tap.history.add(tap.observer.view(atMs(9_000)), []);
    expect(tap.history.findings).toMatchObject([{ sinceMs: 5_000, untilMs: 9_000 }]);
  });

  it("tells what happened to consumers, and sums up what happened to many", () => {
    const tap = new Recorded();
    const workers = [1, 2, 3, 4, 5].map((number) =>
      new PlayedConnection(tap.observer, `w${number}`).consume(0, { prefetch: 1 }).deliver(10, 1),
    );
    tap.at(1);
    workers[0]?.cut(1_100);
    tap.at(2);
    for (const worker of workers.slice(1)) worker.cut(2_100);
    tap.at(3);
    expect(tap.history.events).toEqual([
      { atMs: 3_000, text: "4 consumers ended unexpectedly, with 4 deliveries in hand." },
      { atMs: 2_000, text: "Consumer w1 of work: broke, with 1 delivery in hand." },
    ]);
  });

  it("shows how busy a consumer was in each second, until it ends", () => {
    const tap = new Recorded();
    const worker = new PlayedConnection(tap.observer, "w").consume(0, { prefetch: 1 });
    worker.deliver(0, 1).ack(400, 1);
    tap.at(1);
    worker.deliver(1_000, 2);
    tap.at(2);
    const [row] = tap.observer.view(atMs(2_000)).consumers;
    if (row === undefined) throw new Error("there is a consumer");
    expect(tap.history.laneOf(row)).toBe("25");
    worker.close(2_100);
    tap.at(3);
    expect(tap.history.laneOf(row)).toBe("");
  });
});
