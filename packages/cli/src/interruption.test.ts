import { describe, expect, it } from "vitest";
import { InterruptedError, watchInterruption } from "./interruption.ts";

function setUp() {
  const listeners: (() => void)[] = [];
  let endings = 0;
  let time = 1_000;
  const { signal } = watchInterruption({
    on: (_, listener) => listeners.push(listener),
    now: () => time,
    endAtOnce: () => {
      endings++;
    },
  });
  const press = (at: number): void => {
    time = at;
    listeners[0]?.();
  };
  return { signal, press, endings: () => endings };
}

describe("an interruption", () => {
  it("stops the measurement at the first signal", () => {
    const { signal, press, endings } = setUp();
    press(1_000);
    expect(signal.reason).toBeInstanceOf(InterruptedError);
    expect(endings()).toBe(0);
  });

  it("counts a Ctrl-C and the copy that npm forwards once", () => {
    const { press, endings } = setUp();
    press(1_000);
    press(1_003);
    expect(endings()).toBe(0);
  });

  it("exits immediately at the second signal", () => {
    const { press, endings } = setUp();
    press(1_000);
    press(2_500);
    expect(endings()).toBe(1);
  });
});
