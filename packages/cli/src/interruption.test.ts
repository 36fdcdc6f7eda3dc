import { describe, expect, it } from "vitest";
import { InterruptedError, watchInterruption } from "./interruption.ts";

function setUp() {
  const listeners: (() => void)[] = [];
  const happened: string[] = [];
  let time = 1_000;
  const { signal } = watchInterruption({
    on: (_, listener) => listeners.push(listener),
    now: () => time,
    onFirst: () => happened.push("first"),
    onSecond: () => happened.push("second"),
  });
  const press = (at: number): void => {
    time = at;
    listeners[0]?.();
  };
  return { signal, happened, press };
}

describe("an interruption", () => {
  it("stops the measurement at the first signal", () => {
    const { signal, happened, press } = setUp();
    press(1_000);
    expect(signal.reason).toBeInstanceOf(InterruptedError);
    expect(happened).toEqual(["first"]);
  });

  it("takes the copy of a Ctrl-C that npm passes on for the same one", () => {
    const { happened, press } = setUp();
    press(1_000);
    press(1_003);
    expect(happened).toEqual(["first"]);
  });

  it("ends at once at the second signal", () => {
    const { happened, press } = setUp();
    press(1_000);
    press(2_500);
    expect(happened).toEqual(["first", "second"]);
  });
});
