import { Observer } from "@fairhare/observe";
import { describe, expect, it } from "vitest";
import { TapRecorder } from "./tap-recorder.ts";

const MS = 1e6;

/** A clock that the test moves, and that a view moves on by the time it takes. */
function recorder(viewMs: number) {
  let at = 0;
  class SlowObserver extends Observer {
    override view(now: number) {
      at += viewMs * MS;
      return super.view(now);
    }
  }
  const observer = new SlowObserver(0);
  const made = new TapRecorder(observer, () => at);
  return { made, observer, pass: (ms: number) => (at += ms * MS) };
}

describe("the recorder of the tap", () => {
  it("has the rates between two records, whatever was looked at in between", () => {
    const { made, pass } = recorder(1);
    pass(1_000);
    made.view();
    pass(1_000);
    const { view, rates } = made.record() ?? {};
    expect(view?.observedMs).toBe(2_002);
    expect(rates?.delivered).toBe(0);
    expect(made.history.total.recent.map(([atMs]) => atMs)).toEqual([2_002]);
  });

  it("looks twice per second at most", () => {
    const { made, pass } = recorder(1);
    const first = made.view();
    pass(400);
    expect(made.view()).toBe(first);
    pass(200);
    expect(made.view()).not.toBe(first);
  });

  it("spends a fiftieth of the time: a view that takes 100 ms is recorded every 5 s", () => {
    const { made, pass } = recorder(100);
    const records = Array.from({ length: 20 }, () => {
      pass(1_000);
      return made.record() !== undefined;
    });
    expect(records.filter(Boolean)).toHaveLength(4);
  });
});
