import { describe, expect, it } from "vitest";
import { HeldDeliveries } from "./held-deliveries.ts";

describe("what the slots of a process hold", () => {
  it("grows with deliveries and shrinks with ends", () => {
    const deliveries = new HeldDeliveries();
    deliveries.deliver(1);
    deliveries.deliver(2);
    deliveries.finish(1, 10);
    expect(deliveries.held).toBe(1);
  });

  it("does not take the end of abandoned work for that of a new delivery", () => {
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
