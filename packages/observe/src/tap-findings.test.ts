import { client } from "@fairhare/wire/testing";
import { describe, expect, it } from "vitest";
import { Observer } from "./observer.ts";
import { atMs, PlayedConnection } from "./testing/played.ts";

const findingsOf = (observer: Observer, at: number) => observer.findings(observer.view(atMs(at)), atMs(at)).findings;
const codesOf = (observer: Observer, at: number): string[] => findingsOf(observer, at).map(({ code }) => code);

/** Deliveries one by one: some find the consumer idle, the others come right after the ack before. */
function work(one: PlayedConnection, ackDelay: { readonly idle: number; readonly behind: number }): void {
  let tag = 0;
  for (let burst = 0; burst < 5; burst++) {
    const begin = 1_000 * burst;
    one.deliver(begin, ++tag).ack(begin + ackDelay.idle, tag);
    let at = begin + ackDelay.idle;
    for (let more = 0; more < 3; more++) {
      one.deliver(at + 0.5, ++tag);
      at += ackDelay.behind;
      one.ack(at, tag);
    }
  }
}

describe("acknowledgement before the work", () => {
  it("is found by acks that come at once when the consumer is idle, and late when it is not", () => {
    const observer = new Observer(0);
    work(new PlayedConnection(observer, "early").consume(0, { prefetch: 1 }), { idle: 0.7, behind: 100 });
    const [found] = findingsOf(observer, 5_000);
    expect(found).toMatchObject({ code: "consumer-acks-early", values: { consumer: "early", fresh: 5 } });
    expect(found?.values["freshMs"]).toBeCloseTo(0.7, 1);
    expect(found?.values["longMs"]).toBeCloseTo(99.5, 6);
  });

  it("is not found if the ack comes after the work, or all work is short", () => {
    const observer = new Observer(0);
    work(new PlayedConnection(observer, "late").consume(0, { prefetch: 1 }), { idle: 100, behind: 100 });
    work(new PlayedConnection(observer, "quick").consume(0, { prefetch: 1 }), { idle: 0.7, behind: 0.8 });
    expect(codesOf(observer, 5_000)).not.toContain("consumer-acks-early");
  });
});

describe("short tasks first, long ones later", () => {
  it("are not an acknowledgement before the work: long tasks begin at their delivery", () => {
    const observer = new Observer(0);
    const honest = new PlayedConnection(observer, "honest").consume(0, { prefetch: 5 });
    let tag = 0;
    for (let at = 0; at < 5_000; at += 100) honest.deliver(at, ++tag).ack(at + 5, tag);
    for (let at = 5_000; at < 10_000; at += 300) honest.deliver(at, ++tag).ack(at + 200, tag);
    expect(codesOf(observer, 10_000)).not.toContain("consumer-acks-early");
  });

  it("of a consumer that acknowledges before the work take the longer the sooner they arrive", () => {
    const observer = new Observer(0);
    const early = new PlayedConnection(observer, "early").consume(0, { prefetch: 1 });
    let tag = 0;
    // The first of each pair finds it idle; the second one arrives during the work of 200 ms.
    for (let at = 0; at < 10_000; at += 600) {
      early.deliver(at, ++tag).ack(at + 1, tag);
      early.deliver(at + 60, ++tag).ack(at + 200, tag);
    }
    expect(codesOf(observer, 10_000)).toContain("consumer-acks-early");
  });
});

describe("the prefetch limit", () => {
  it("is missing without basic.qos, and with 0; the worst consumer is named", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "none").consume(0).deliver(1, 1).deliver(1, 2);
    new PlayedConnection(observer, "zero").consume(0, { prefetch: 0 }).deliver(1, 1);
    new PlayedConnection(observer, "one").consume(0, { prefetch: 1 });
    expect(findingsOf(observer, 5)).toMatchObject([
      { code: "consumer-prefetch-unlimited", values: { consumer: "none", held: 2, others: 1 } },
    ]);
  });

  it("of a channel may come after the consumer, one of a consumer may not", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "channel").consume(0).client(1, client.qos(1, 7, true));
    new PlayedConnection(observer, "late").consume(0).client(1, client.qos(1, 7, false));
    expect(observer.view(atMs(5)).consumers.map((row) => [row.prefetch, row.prefetchIsGlobal])).toEqual([
      [7, true],
      [null, false],
    ]);
    expect(findingsOf(observer, 5)).toMatchObject([{ values: { consumer: "late", others: 0 } }]);
  });

  it("does not matter without acks", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "auto").consume(0, { noAck: true }).deliver(1, 1);
    expect(codesOf(observer, 5)).toEqual([]);
  });
});

describe("a forgotten ack", () => {
  it("is a delivery that stays in hand while later ones are settled", () => {
    const observer = new Observer(0);
    const one = new PlayedConnection(observer, "careless").consume(0, { prefetch: 5 }).deliver(0, 1);
    for (let tag = 2; tag < 20; tag++) one.deliver(tag * 1_000, tag).ack(tag * 1_000 + 50, tag);
    expect(codesOf(observer, 9_000)).toEqual([]);
    expect(findingsOf(observer, 20_000)).toMatchObject([
      { code: "consumer-forgets-ack", values: { consumer: "careless", forgotten: 1, deliveries: 19 } },
    ]);
    one.close(21_000);
    expect(codesOf(observer, 22_000)).toEqual(["consumer-forgets-ack"]);
  });

  it("cannot be told from a long first task: the sentence says only that nothing was settled", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "slow").consume(0, { prefetch: 1 }).deliver(0, 1);
    const at = atMs(61_000);
    expect(observer.findings(observer.view(at), at).warnings).toEqual([
      "No acknowledgements: slow of queue work has settled none of its 1 delivery, and 1 stayed in hand for more than 60 s.",
    ]);
  });

  it("is not a long task of a consumer whose tasks are long", () => {
    const observer = new Observer(0);
    const one = new PlayedConnection(observer, "patient").consume(0, { prefetch: 2 });
    one.deliver(0, 1).ack(5_000, 1).deliver(5_000, 2).deliver(6_000, 3).ack(7_000, 3);
    expect(codesOf(observer, 30_000)).toEqual([]);
  });
});

it("a consumer that settles nothing any more is stalled", () => {
  const observer = new Observer(0);
  new PlayedConnection(observer, "hung").consume(0, { prefetch: 1 }).deliver(0, 1).ack(100, 1).deliver(101, 2);
  expect(codesOf(observer, 50_000)).toEqual([]);
  expect(findingsOf(observer, 70_000)).toMatchObject([
    { code: "consumer-stalled", values: { consumer: "hung", held: 1, silentMs: 69_900 } },
  ]);
});

const cancel = (observer: Observer) =>
  new PlayedConnection(observer, "quiet").consume(0, { prefetch: 1 }).client(10, client.cancel(1, "c1"));

describe("a cancelled consumer", () => {
  it("is found if its connection stays open", () => {
    const observer = new Observer(0);
    cancel(observer);
    expect(codesOf(observer, 5_000)).toEqual([]);
    expect(findingsOf(observer, 20_000)).toMatchObject([{ code: "consumer-cancelled", values: { by: "client" } }]);
  });

  it("is not found if the client subscribes again, or ends", () => {
    const observer = new Observer(0);
    cancel(observer).consume(500, { tag: "c2", prefetch: 1 });
    cancel(observer).close(500);
    expect(codesOf(observer, 20_000)).toEqual([]);
  });

  it("is not found while its channel has another consumer, but the last one of them is", () => {
    const observer = new Observer(0);
    const one = new PlayedConnection(observer, "busy").consume(0, { prefetch: 1 }).consume(0, { tag: "c2" });
    one.client(10, client.cancel(1, "c1"));
    expect(codesOf(observer, 20_000)).toEqual([]);
    one.client(20_000, client.cancel(1, "c2"));
    expect(codesOf(observer, 40_000)).toEqual(["consumer-cancelled"]);
  });
});

it("a message that is requeued again and again is a loop; a few attempts are not", () => {
  const observer = new Observer(0);
  const one = new PlayedConnection(observer, "angry").consume(0, { prefetch: 1 });
  for (let tag = 1; tag <= 9; tag++)
    one.deliver(tag * 10, tag, "poison", { redelivered: tag > 1 }).client(tag * 10 + 5, client.reject(1, tag, true));
  expect(codesOf(observer, 200)).toEqual([]);
  for (let tag = 10; tag <= 12; tag++)
    one.deliver(tag * 10, tag, "poison", { redelivered: true }).client(tag * 10 + 5, client.nack(1, tag, false, true));
  expect(findingsOf(observer, 200)).toMatchObject([
    { code: "messages-requeued-again", values: { queue: "work", messages: 1, times: 12 } },
  ]);
});

it("publishers that are in the sums only count as unconfirmed if they were", () => {
  const observer = new Observer(0, { mostEnded: 1 });
  for (const at of [1, 2]) new PlayedConnection(observer, "confirms").confirms(at).publish(at, "x").close(at);
  for (const at of [3, 4, 5]) new PlayedConnection(observer, "does not").publish(at, "x").close(at);
  expect(findingsOf(observer, 10)).toMatchObject([
    { code: "publishes-not-confirmed", values: { publishes: 3, publishers: 3 } },
  ]);
});

it("one connection per message is found; one long connection is not", () => {
  const observer = new Observer(0);
  for (let number = 0; number < 12; number++) new PlayedConnection(observer, "cgi").publish(number, "x").close(number);
  new PlayedConnection(observer, "daemon").publish(0, "x").publish(1, "x").publish(2, "x");
  const found = findingsOf(observer, 100);
  expect(found).toMatchObject([
    { code: "connection-per-message", values: { short: 12, opened: 13 } },
    { code: "publishes-not-confirmed", values: { publishes: 15, publishers: 13 } },
  ]);
});
