import { broker, client, content, randomConversation, text } from "@fairhare/wire/testing";
import { WireReader } from "@fairhare/wire";
import { describe, expect, it } from "vitest";
import { Observer } from "./observer.ts";
import type { DeliveryLedger, TapConsumer } from "@fairhare/results";
import { atMs, codesOf, PlayedConnection } from "./testing/played.ts";

/** Every delivery is in one of these columns. */
const inOneColumn = (ledger: DeliveryLedger): number =>
  ledger.acked +
  ledger.refused +
  ledger.requeued +
  ledger.recovered +
  ledger.inHandAtCut +
  ledger.inHandAtClose +
  ledger.inHandUnread +
  ledger.deliveredWithoutAck +
  ledger.unacked;

const consumerOf = (observer: Observer, at: number, index = 0): TapConsumer => {
  const row = observer.view(atMs(at)).consumers[index];
  if (row === undefined) throw new Error("there is no such consumer");
  return row;
};

describe("a consumer", () => {
  it("is busy while it has a delivery in hand", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "billing")
      .consume(0, { prefetch: 2 })
      .deliver(10, 1)
      .deliver(10, 2)
      .ack(40, 1)
      .ack(50, 2)
      .deliver(90, 3);
    expect(consumerOf(observer, 100)).toMatchObject({
      client: "billing",
      tag: "c1",
      queue: "work",
      ack: "manual",
      prefetch: 2,
      delivered: 3,
      acked: 2,
      unacked: 1,
      mostUnacked: 2,
      busyMs: 50,
      busyRatio: 0.5,
      busyShare: 1,
      end: null,
    });
    // The second one waited for the first one: it took 40 ms until its ack, of which 10 ms are its own.
    const { timeToAckMs, workMs } = consumerOf(observer, 100);
    expect([timeToAckMs.min, timeToAckMs.max, workMs.min, workMs.max]).toEqual([30, 40, 10, 30]);
  });

  it("without acks has deliveries only", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "billing").consume(0, { noAck: true }).deliver(10, 1).deliver(11, 2);
    expect(consumerOf(observer, 100)).toMatchObject({
      ack: "no-ack",
      prefetch: null,
      delivered: 2,
      deliveredWithoutAck: 2,
      unacked: 0,
      busyMs: null,
      busyShare: null,
    });
  });

  it("without a name has its address, and a name from elsewhere is one line", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "").consume(0);
    new PlayedConnection(observer, "evil\n\u001b[2J name").consume(0);
    expect(observer.view(atMs(1)).consumers.map((row) => row.client)).toEqual([
      "10.0.0.7:40112",
      String.raw`evil \u001b[2J name`,
    ]);
  });

  it("that is told by its tag has the deliveries of that tag", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "both")
      .consume(0, { tag: "a", queue: "left" })
      .consume(0, { tag: "b", queue: "right" })
      .deliver(1, 1, "x", { consumer: "b" })
      .deliver(2, 2, "y", { consumer: "a" })
      .deliver(3, 3, "z", { consumer: "b" });
    expect(observer.view(atMs(5)).queues.map(({ queue, delivered }) => [queue, delivered])).toEqual([
      ["left", 1],
      ["right", 2],
    ]);
  });

  it("by basic.get is one row per channel and queue", () => {
    const observer = new Observer(0);
    const polling = new PlayedConnection(observer, "poller");
    for (const tag of [1, 2]) {
      polling.client(tag, client.get(1, "work", false));
      polling.broker(tag, broker.getOk(1, tag, false, "work"), ...content(1, text("x"))).ack(tag + 0.5, tag);
    }
    polling.client(3, client.get(1, "work", false)).broker(3, broker.getEmpty(1));
    expect(observer.view(atMs(5)).consumers).toMatchObject([{ polling: true, queue: "work", delivered: 2, acked: 2 }]);
    expect(codesOf(observer, 5)).toEqual([]);
  });
});

describe("the ledger", () => {
  it("tells deliveries of a broken connection from those of a closed one", () => {
    const observer = new Observer(0);
    const killed = new PlayedConnection(observer, "killed").consume(0, { prefetch: 5 }).deliver(1, 1).deliver(1, 2);
    const closed = new PlayedConnection(observer, "closed").consume(0, { prefetch: 5 }).deliver(1, 1).deliver(1, 2);
    killed.ack(2, 1).cut(5);
    closed.close(5);
    const { ledger, connections } = observer.view(atMs(10));
    expect(ledger).toMatchObject({ delivered: 4, acked: 1, inHandAtCut: 1, inHandAtClose: 2, unacked: 0 });
    expect(connections).toMatchObject({ opened: 2, open: 0, peak: 2, cut: 1 });
    expect(codesOf(observer, 10)).toEqual(["connections-cut"]);
  });

  it("has confirms, nacks, returns, and publishes that nobody answered", () => {
    const observer = new Observer(0);
    const publisher = new PlayedConnection(observer, "shop").publish(0, "without").confirms(0);
    for (const body of ["a", "b", "c", "d", "e"]) publisher.publish(1, body);
    publisher.broker(2, broker.return(1, 312, "NO_ROUTE", "", "nowhere"), ...content(1, text("b")));
    publisher.broker(3, broker.ack(1, 2, true), broker.nack(1, 3, false));
    const expected = { published: 6, publishedWithoutConfirm: 1, confirmed: 2, nacked: 1, returned: 1 };
    expect(observer.view(atMs(4)).ledger).toMatchObject({ ...expected, unanswered: 0, unconfirmed: 2 });
    publisher.cut(5);
    expect(observer.view(atMs(6)).ledger).toMatchObject({ ...expected, unanswered: 2, unconfirmed: 0 });
  });

  it("adds up for any conversation, and for connections that end anywhere in it", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const observer = new Observer(0, { mostEnded: seed % 3 });
      const segments = randomConversation(seed, 80);
      const observed = observer.connect("client");
      const reader = new WireReader(observed);
      for (const [index, { from, bytes }] of segments.slice(0, (seed * 7) % segments.length).entries()) {
        observed.at = index * 1e6;
        if (from === "client") reader.fromClient(bytes);
        else reader.fromBroker(bytes);
      }
      const during = observer.view(atMs(500));
      if (seed % 2 === 0) observed.ended();
      const after = observer.view(atMs(1_000));
      for (const { ledger, queues, consumers } of [during, after]) {
        expect(inOneColumn(ledger)).toBe(ledger.delivered);
        for (const queue of queues) expect(inOneColumn(queue)).toBe(queue.delivered);
        for (const row of consumers) {
          expect(row.deliveredWithoutAck === 0 || row.deliveredWithoutAck === row.delivered).toBe(true);
          expect(row.unacked).toBeGreaterThanOrEqual(0);
        }
        const { published, publishedWithoutConfirm, confirmed, nacked, unanswered, unconfirmed } = ledger;
        expect(publishedWithoutConfirm + confirmed + nacked + unanswered + unconfirmed).toBe(published);
        expect(unconfirmed).toBeGreaterThanOrEqual(0);
      }
      const open = after.ledger.unacked + after.ledger.unconfirmed;
      expect(seed % 2 === 0 ? open : 0).toBe(0);
      expect(after.ledger.delivered).toBe(during.ledger.delivered);
    }
  });
});

describe("memory", () => {
  it("of ended clients is bounded, and the sums stay", () => {
    const observer = new Observer(0, { mostEnded: 5 });
    for (let number = 0; number < 100; number++)
      new PlayedConnection(observer, `client ${number}`)
        .consume(number, { prefetch: 1 })
        .deliver(number, 1, `task ${number}`)
        .ack(number + 0.5, 1)
        .publish(number + 0.5, "answer")
        .close(number + 0.6);
    const { consumers, publishers, queues, ledger, unlistedPublishers, latencyMs } = observer.view(atMs(200));
    expect([consumers.length, publishers.length, unlistedPublishers]).toEqual([5, 5, 95]);
    expect(queues).toMatchObject([{ consumers: 100, unlistedConsumers: 95, delivered: 100, acked: 100 }]);
    expect(ledger).toMatchObject({ published: 100, delivered: 100, acked: 100 });
    expect(latencyMs.timeToAck.count).toBe(100);
  });

  it("of queues is bounded: a further one is counted with the others", () => {
    const observer = new Observer(0);
    const one = new PlayedConnection(observer, "rpc");
    for (let number = 0; number < 1_200; number++) one.consume(number, { queue: `reply ${number}`, tag: `t${number}` });
    const { queues } = observer.view(atMs(2_000));
    expect(queues).toHaveLength(1_001);
    expect(queues.at(-1)).toMatchObject({ queue: "(further queues)", consumers: 200 });
    expect(queues.at(-1)?.fairness).toEqual({ compared: 0, jainDeliveries: null, jainBusy: null });
  });
});

it("a connection that is not AMQP is counted with its problem, and never as a client", () => {
  const observer = new Observer(0);
  const observed = observer.connect("10.0.0.9:1");
  new WireReader(observed).fromClient(text("GET / HTTP/1.1\r\n"));
  observed.ended();
  const { connections, problems } = observer.view(atMs(1));
  expect(connections).toMatchObject({ opened: 0, open: 0, cut: 0, unread: 1 });
  expect(problems).toEqual([expect.stringMatching(/^10\.0\.0\.9:1: .*HTTP/)]);
  expect(codesOf(observer, 1)).toEqual(["connections-not-readable"]);
});

it("a connection that cannot be read any further is not called broken: its close is not seen", () => {
  const observer = new Observer(0);
  const one = new PlayedConnection(observer, "odd").consume(0, { prefetch: 1 }).deliver(1, 1);
  one.client(2, text("this is not a frame")).close(3);
  const { connections, ledger } = observer.view(atMs(4));
  expect(connections).toMatchObject({ opened: 1, open: 0, cut: 0, unread: 1 });
  expect(ledger).toMatchObject({ inHandUnread: 1, inHandAtCut: 0 });
  expect(codesOf(observer, 4)).toEqual(["connections-not-readable"]);
});

it("an error of the broker is kept with its code and text, and counted", () => {
  const observer = new Observer(0);
  for (let number = 0; number < 3; number++) {
    const one = new PlayedConnection(observer, "c").consume(0, { prefetch: 1 });
    one.broker(1, broker.closeChannel(1, 406, "PRECONDITION_FAILED - unknown delivery tag 7"));
    one.client(1, client.closeChannelOk(1)).close(2);
  }
  expect(observer.view(atMs(3)).brokerErrors).toEqual([
    { code: 406, text: "PRECONDITION_FAILED - unknown delivery tag 7", times: 3 },
  ]);
});
