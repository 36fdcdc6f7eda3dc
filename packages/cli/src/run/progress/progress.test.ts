import type { ProgressEvent } from "@fairhare/orchestrator";
import { LiveRun } from "@fairhare/store";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { Screen } from "../../testing/screen.ts";
import { openChannel } from "../../terminal/terminal.ts";
import { createLiveProgress } from "./live-progress.ts";
import { createLogProgress } from "./log-progress.ts";
import type { Progress } from "./port.ts";
import { createProgress } from "./progress.ts";

const TRIAL = { id: "prefetch=1", settings: { ...BASE_SETTINGS, tasks: 200 } };
const SCHEDULE = [1, 2, 3, 4].map((number) => ({ trial: TRIAL, number, warmup: false }));

const began: ProgressEvent = {
  type: "run-began",
  trial: TRIAL,
  run: 1,
  index: 2,
  total: 4,
  warmup: false,
  schedule: SCHEDULE,
  directory: "/run",
};
const ended: ProgressEvent = { type: "run-ended", trial: TRIAL, run: 1, warmup: false };
const counts = (elapsedMs: number, completed: number): ProgressEvent => ({
  type: "counts",
  attempted: 200,
  confirmed: 0,
  delivered: completed,
  completed,
  expected: 200,
  elapsedMs,
});

function setUpLog() {
  let written = "";
  let time = 0;
  const channel = openChannel({ on: () => undefined, write: (text) => (written += text) }, {});
  const progress = createLogProgress(channel, () => time);
  return { progress, written: () => written, at: (milliseconds: number) => (time = milliseconds) };
}

function setUpLive({ columns = 100, rows = 30 } = {}) {
  const screen = new Screen(columns);
  const timers: (() => void)[] = [];
  let closed = 0;
  const history = { poll: (): void => undefined };
  const stream = {
    isTTY: true,
    get columns() {
      return screen.columns;
    },
    rows,
    on: () => undefined,
    write: screen.write,
  };
  const channel = openChannel(stream, { NO_COLOR: "1" });
  const progress = createLiveProgress(channel, {
    now: () => 5_000,
    follow: (_, settings) => {
      const live = new LiveRun(settings);
      return {
        latestAt: 0,
        poll: () => history.poll(),
        view: (now, length) => live.view(now, length),
        [Symbol.dispose]: () => closed++,
      };
    },
    every: (_, act) => {
      timers.push(act);
      return () => timers.splice(timers.indexOf(act), 1);
    },
  });
  return {
    progress,
    screen,
    tick: () => timers.forEach((act) => act()),
    timers,
    closed: () => closed,
    breakHistory: () => {
      history.poll = () => {
        throw new Error("EIO");
      };
    },
  };
}

function run(progress: Progress, at: (time: number) => void): void {
  progress.observe(began);
  progress.observe({ type: "phase", phase: "publishing" });
  for (const second of [1, 2, 3]) {
    at(second * 1_000);
    progress.observe(counts(second * 1_000, second * 30));
  }
}

describe("progress on a terminal", () => {
  it("is a display that is drawn again in place, and removed at the end", () => {
    const { progress, screen, tick, timers, closed } = setUpLive();
    progress.wait("Opening a broker …");
    expect(screen.lines).toEqual(["Opening a broker …"]);
    progress.observe(began);
    const [header, ...lines] = screen.lines;
    expect(header).toBe("prefetch=1 · starting");
    expect(lines[0]).toMatch(/^run {5}·+ {3}0 % {2}0\/200 tasks · 6 s left$/);
    expect(lines[1]).toMatch(/^all {5}.* run 2 of 4 · /);
    const height = screen.lines.length;
    tick();
    tick();
    expect(screen.lines).toHaveLength(height);
    expect(screen.isCursorShown).toBe(false);
    progress.observe(ended);
    expect(closed()).toBe(1);
    progress.end();
    expect(screen.lines).toEqual([]);
    expect(screen.isCursorShown).toBe(true);
    expect(timers).toEqual([]);
  });

  it("keeps notices above the display, wrapped between words", () => {
    const { progress, screen } = setUpLive({ columns: 40 });
    progress.observe(began);
    const display = screen.lines;
    progress.observe({ type: "worker-lost", slots: [3], how: "was ended by SIGKILL" });
    progress.notice("The broker was replaced because it did not start any more.");
    expect(screen.lines).toEqual([
      "Worker 3 was ended by SIGKILL.",
      "The broker was replaced because it did",
      "not start any more.",
      ...display,
    ]);
  });

  it("leaves nothing behind when the terminal gets narrower or wider", () => {
    const { progress, screen, tick } = setUpLive({ columns: 120 });
    progress.notice("ready");
    progress.observe(began);
    for (const columns of [60, 200, 33, 120]) {
      screen.resize(columns);
      tick();
      expect(screen.lines[0]).toBe("ready");
      expect(screen.lines.filter((line) => line.startsWith("rates"))).toHaveLength(1);
      expect(screen.lines).toHaveLength(8);
    }
    progress.end();
    expect(screen.lines).toEqual(["ready"]);
  });

  it("is cut to the height of the terminal", () => {
    const { progress, screen, tick } = setUpLive({ rows: 4 });
    progress.observe(began);
    tick();
    expect(screen.lines).toHaveLength(3);
  });

  it("goes on without the history when that cannot be read any more", () => {
    const { progress, screen, tick, breakHistory } = setUpLive();
    progress.observe(began);
    const before = screen.lines;
    breakHistory();
    tick();
    expect(screen.lines).toEqual(before);
    progress.end();
  });

  it("can stay on the screen", () => {
    const { progress, screen } = setUpLive();
    progress.observe(began);
    const before = screen.lines;
    progress.keep();
    progress.end();
    expect(screen.lines).toEqual(before);
    expect(screen.isCursorShown).toBe(true);
  });
});

describe("progress elsewhere", () => {
  it("is a plain line per phase and every few seconds, without repetitions", () => {
    const { progress, written, at } = setUpLog();
    run(progress, at);
    progress.observe({ type: "phase", phase: "publishing" });
    at(9_000);
    progress.observe(counts(9_000, 150));
    expect(written().split("\n")).toEqual([
      "run 2/4 prefetch=1 · starting · 0/200 tasks",
      "run 2/4 prefetch=1 · publishing · 0/200 tasks",
      "run 2/4 prefetch=1 · publishing · 90/200 tasks · 30/s · 4 s left",
      "run 2/4 prefetch=1 · publishing · 150/200 tasks · 30/s · 2 s left",
      "",
    ]);
  });

  it("reports a lost worker and a fault", () => {
    const { progress, written } = setUpLog();
    progress.observe({ type: "worker-lost", slots: [3, 4], how: "was ended by SIGKILL" });
    progress.observe({ type: "fault", message: "Fault: kill:worker@1s." });
    expect(written()).toContain("Workers 3, 4 was ended by SIGKILL.\n");
    expect(written()).toContain("Fault: kill:worker@1s.\n");
  });
});

it("prints nothing when it is disabled", () => {
  let written = "";
  const channel = openChannel({ isTTY: true, on: () => undefined, write: (text) => (written += text) }, {});
  const progress = createProgress({ channel, isShown: false });
  run(progress, () => undefined);
  progress.notice("ready");
  progress.wait("starting");
  progress.observe({ type: "notice", message: "a notice" });
  progress.end();
  expect(written).toBe("");
});
