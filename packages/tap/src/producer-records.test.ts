import { encodeBinaryBody } from "@fairhare/protocol";
import { nanoseconds } from "@fairhare/core";
import { broker, client, content, text } from "@fairhare/wire/testing";
import { describe, expect, it } from "vitest";
import { VirtualTap } from "./testing/virtual-tap.ts";

const producer = (): VirtualTap => new VirtualTap({ role: "producer" });
const confirming = (): VirtualTap => producer().client(client.confirmSelect(1)).broker(broker.confirmSelectOk(1));

describe("the records of a producer", () => {
  it("have each attempt in the history before the broker has the publish, and then its answer", () => {
    const tap = confirming().at(1).publish({}).publish({});
    expect(tap.written()).toEqual(["attempted 1 at 1", "attempted 2 at 1"]);
    tap
      .at(2)
      .broker(broker.ack(1, 2, true))
      .turn();
    expect(tap.written().slice(2)).toEqual(["confirmed 1 at 2", "confirmed 2 at 2"]);
    tap.publish({}).broker(broker.nack(1, 3, false));
    expect(tap.records().at(-1)).toBe("nacked 3 at 2");
  });

  it("show without confirms that the publishes of a turn were handed on", () => {
    const tap = producer().publish({}).publish({});
    expect(tap.written()).not.toContain("handed at 0");
    expect(tap.turn().written()).toEqual(["attempted 1 at 0", "attempted 2 at 0", "handed at 0"]);
  });

  it("do not call a publish handed on when the connection broke in the same turn", () => {
    const tap = producer().publish({});
    tap.connection.ended("broker");
    expect(tap.turn().records()).toEqual(["attempted 1 at 0", "disconnected at 0"]);
  });

  it("use the task number that the message has", () => {
    const body = Buffer.alloc(20);
    encodeBinaryBody(body, 41, 5e6, nanoseconds(2e6));
    const tap = producer()
      .publish({ headers: { "fairhare-task": 40 } })
      .client(client.publish(1, "", "tasks", false), ...content(1, body))
      .publish({});
    expect(tap.records().slice(0, 3)).toEqual(["attempted 40 at 0", "attempted 41 at 0", "attempted 42 at 0"]);
  });

  it("have the publish that the broker returned", () => {
    const tap = confirming().publish({ messageId: "a" }).publish({ messageId: "b" });
    tap.broker(broker.return(1, 312, "NO_ROUTE", "", "tasks"), ...content(1, text("Hello"), { messageId: "a" }));
    expect(tap.records()).toContain("returned 1 at 0 312");
  });
});
