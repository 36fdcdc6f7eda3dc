import { describe, expect, it } from "vitest";
import { SlotHands } from "./slot-hands.ts";

describe("what the slots of a process hold", () => {
  it("grows with deliveries and shrinks with ends", () => {
    const hands = new SlotHands();
    hands.deliver(1);
    hands.deliver(2);
    hands.finish(1, 10);
    expect(hands.held).toBe(1);
  });

  it("does not take the end of abandoned work for that of a new delivery", () => {
    const hands = new SlotHands();
    hands.deliver(1);
    hands.lose(1, 100);
    expect(hands.held).toBe(0);
    hands.deliver(1);
    hands.finish(1, 90);
    expect(hands.held).toBe(1);
    hands.finish(1, 110);
    expect(hands.held).toBe(0);
  });
});
