import { describe, expect, it } from "vitest";
import { Observer } from "./observer.ts";
import { atMs, codesOf, PlayedConnection } from "./testing/played.ts";

describe("the fairness of a queue", () => {
  it("is by busy time, and relative to the time of the subscription", () => {
    const observer = new Observer(0);
    const slow = new PlayedConnection(observer, "slow").consume(0, { prefetch: 1 });
    const fast = new PlayedConnection(observer, "fast").consume(0, { prefetch: 1 });
    for (let tag = 1; tag <= 10; tag++) {
      slow.deliver(tag * 100, tag).ack(tag * 100 + 90, tag);
      fast.deliver(tag * 100, tag).ack(tag * 100 + 1, tag);
    }
    const { fairness, queues } = observer.view(atMs(2_000));
    expect(queues[0]?.fairness.jainDeliveries).toBeCloseTo(1, 9);
    expect(fairness.jainBusy).toBeCloseTo((900 + 10) ** 2 / (2 * (900 ** 2 + 10 ** 2)), 9);
    expect(codesOf(observer, 2_000)).toEqual(["queue-served-unevenly"]);
  });

  it("does not compare a consumer that was there for a moment only", () => {
    const observer = new Observer(0);
    const both = ["a", "b"].map((name) => new PlayedConnection(observer, name).consume(0, { prefetch: 1 }));
    new PlayedConnection(observer, "late").consume(980, { prefetch: 1 });
    for (let tag = 1; tag <= 10; tag++) for (const one of both) one.deliver(tag * 90, tag).ack(tag * 90 + 10, tag);
    expect(observer.view(atMs(1_000)).queues[0]?.fairness).toEqual({ compared: 2, jainDeliveries: 1, jainBusy: 1 });
  });
});

it("a consumer that came when the queue was empty already is not compared", () => {
  const observer = new Observer(0);
  const [first, second] = ["first", "second"].map((name) =>
    new PlayedConnection(observer, name).consume(0, { prefetch: 1 }),
  );
  for (let tag = 1; tag <= 10; tag++)
    for (const one of [first, second]) one?.deliver(tag * 50, tag).ack(tag * 50 + 40, tag);
  new PlayedConnection(observer, "late").consume(600, { prefetch: 1 });
  expect(observer.view(atMs(5_000)).queues[0]?.fairness).toEqual({ compared: 2, jainDeliveries: 1, jainBusy: 1 });
});

it("consumers that were never there at the same time are not compared", () => {
  const observer = new Observer(0);
  const first = new PlayedConnection(observer, "first").consume(0, { prefetch: 1 });
  for (let tag = 1; tag <= 10; tag++) first.deliver(tag * 50, tag).ack(tag * 50 + 1, tag);
  first.close(600);
  const second = new PlayedConnection(observer, "second").consume(600, { prefetch: 1 });
  for (let tag = 1; tag <= 10; tag++) second.deliver(600 + tag * 50, tag).ack(640 + tag * 50, tag);
  expect(observer.view(atMs(1_200)).queues[0]?.fairness).toEqual({ compared: 1, jainDeliveries: null, jainBusy: null });
});
