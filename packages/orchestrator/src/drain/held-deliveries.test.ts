import { describe, expect, it } from "vitest";
import { HeldDeliveries } from "./held-deliveries.ts";

describe("the held deliveries of a process", () => {
  it("grow with deliveries and shrink with finished work", () => {
    const deliveries = new HeldDeliveries();
    deliveries.deliver(1);
    deliveries.deliver(2);
    deliveries.finish(1, 10);
    expect(deliveries.held).toBe(1);
  });

  it("do not count the end of abandoned work as the end of a new delivery", () => {
    const deliveries = new HeldDeliveries();
    deliveries.deliver(1);
    deliveries.lose(1, 100);
    expect(deliveries.held).toBe(0);
    deliveries.deliver(1);
    deliveries.finish(1, 90);
    expect(deliveries.held).toBe(1);
    deliveries.finish(1, 110);
    expect(deliveries.held).toBe(0);
  });
});
