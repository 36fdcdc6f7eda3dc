import type { ProgressEvent } from "@fairhare/orchestrator";
import { describe, expect, it } from "vitest";
import { createStyle } from "../terminal/style.ts";
import type { Channel } from "../terminal/terminal.ts";
import { createProgress, type Progress } from "./progress.ts";

const TRIAL = { id: "prefetch=1", settings: { tasks: 200 } } as never;

function setUp({
  isTerminal,
  columns = 100,
  isShown = true,
}: {
  isTerminal: boolean;
  columns?: number;
  isShown?: boolean;
}) {
  let written = "";
  let time = 0;
  const write = (text: string): void => {
    written += text;
  };
  const channel: Channel = {
    isTerminal,
    style: createStyle(undefined),
    columns: () => columns,
    write,
    line: (text = "") => write(`${text}\n`),
    document: write,
    clearLine: () => write("\r\u001b[K"),
    isOpen: () => true,
    failure: () => undefined,
  };
  const progress = createProgress({ channel, isShown, now: () => time });
  return {
    progress,
    written: () => written,
    at: (milliseconds: number) => {
      time = milliseconds;
    },
  };
}

const began: ProgressEvent = { type: "run-began", trial: TRIAL, run: 1, index: 2, total: 4, warmup: false };
const counts = (elapsedMs: number, completed: number): ProgressEvent => ({
  type: "counts",
  attempted: 200,
  confirmed: 0,
  delivered: completed,
  completed,
  expected: 200,
  elapsedMs,
});

function run(progress: Progress, at: (time: number) => void): void {
  progress.observe(began);
  progress.observe({ type: "phase", phase: "publishing" });
  for (const second of [1, 2, 3]) {
    at(second * 1_000);
    progress.observe(counts(second * 1_000, second * 30));
  }
}

describe("progress", () => {
  it("on a terminal is one updated line with rate and remaining time, which is removed at the end", () => {
    const { progress, written, at } = setUp({ isTerminal: true });
    run(progress, at);
    expect(written()).not.toContain("\n");
    expect(written().split("\r\u001b[K").at(-1)).toBe(
      "run 2/4 prefetch=1 · publishing · 90/200 tasks · 30/s · 4 s left",
    );
    progress.observe({ type: "run-ended", trial: TRIAL, run: 1, warmup: false });
    expect(written().endsWith("\r\u001b[K")).toBe(true);
  });

  it("is drawn at most ten times per second", () => {
    const { progress, written, at } = setUp({ isTerminal: true });
    progress.observe(began);
    for (let time = 0; time < 1_000; time += 10) {
      at(time);
      progress.observe(counts(time, time));
    }
    expect(written().split("\r\u001b[K").length - 1).toBeLessThanOrEqual(10);
  });

  it("never wraps in a narrow terminal", () => {
    for (const columns of [1, 2, 10, 40]) {
      const { progress, written, at } = setUp({ isTerminal: true, columns });
      run(progress, at);
      for (const line of written().split("\r\u001b[K")) expect(line.length).toBeLessThan(Math.max(columns, 1));
    }
  });

  it("elsewhere is a plain line per phase and every few seconds, without repetitions", () => {
    const { progress, written, at } = setUp({ isTerminal: false });
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

  it("reports a lost worker above the live line", () => {
    const { progress, written } = setUp({ isTerminal: true });
    progress.observe(began);
    progress.observe({ type: "worker-lost", slots: [3], how: "was ended by SIGKILL" });
    expect(written()).toContain("\r\u001b[KWorker 3 was ended by SIGKILL.\n");
  });

  it("prints nothing when it is disabled", () => {
    const { progress, written, at } = setUp({ isTerminal: true, isShown: false });
    run(progress, at);
    progress.notice("ready");
    progress.wait("starting");
    progress.observe({ type: "notice", message: "a notice" });
    expect(written()).toBe("");
  });
});
