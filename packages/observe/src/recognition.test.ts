import { describe, expect, it } from "vitest";
import { Observer } from "./observer.ts";
import { atMs, codesOf, PlayedConnection } from "./testing/played.ts";

describe("messages are recognised", () => {
  it("by their body, as a multiset, and tell what was published elsewhere", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "shop").publish(10, "same").publish(20, "same").publish(30, "other");
    new PlayedConnection(observer, "billing")
      .consume(0)
      .deliver(110, 1, "same")
      .deliver(121, 2, "same")
      .deliver(130, 3, "same")
      .deliver(140, 4, "same", { redelivered: true });
    const { recognition, queues } = observer.view(atMs(200));
    expect(recognition).toMatchObject({
      deliveredAfterPublish: 2,
      publishedElsewhere: 1,
      notDelivered: 1,
      forgotten: 0,
    });
    expect(queues[0]?.waitMs).toMatchObject({ count: 2, min: 100, max: 101 });
  });

  it("by their message id, and by their body if the message id is empty", () => {
    const observer = new Observer(0);
    new PlayedConnection(observer, "shop")
      .publish(10, "same", { messageId: "a" })
      .publish(20, "same", { messageId: "b" })
      .publish(30, "first", { messageId: "" })
      .publish(40, "second", { messageId: "" });
    new PlayedConnection(observer, "billing")
      .consume(0)
      .deliver(110, 1, "same", { messageId: "b" })
      .deliver(140, 2, "second", { messageId: "" })
      .deliver(150, 3, "third", { messageId: "" });
    const { recognition, queues } = observer.view(atMs(200));
    expect(recognition).toMatchObject({ deliveredAfterPublish: 2, publishedElsewhere: 1, notDelivered: 2 });
    expect(queues[0]?.waitMs).toMatchObject({ count: 2, min: 90, max: 100 });
  });

  it("within a bounded memory, which forgets the oldest first and says so", () => {
    const observer = new Observer(0, { mostWaiting: 3 });
    const publisher = new PlayedConnection(observer, "shop");
    for (const body of ["a", "b", "c", "d", "e"]) publisher.publish(0, body);
    new PlayedConnection(observer, "billing").consume(0).deliver(1, 1, "a").deliver(1, 2, "e");
    expect(observer.view(atMs(2)).recognition).toEqual({
      deliveredAfterPublish: 1,
      publishedElsewhere: 1,
      notDelivered: 2,
      forgotten: 2,
      limit: 3,
    });
    expect(codesOf(observer, 2)).toContain("tap-memory-exceeded");
  });
});
