import { createRandom, fromSeconds, printable } from "@fairhare/core";
import type { LiveView, LiveWorker } from "@fairhare/store";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { createStyle } from "../../terminal/style.ts";
import { displayLines, type DisplayState, lanesOf, spokenTime } from "./display-lines.ts";

const WIDTHS = [20, 40, 60, 80, 100, 120, 200] as const;
const s = fromSeconds;

const worker = (slot: number, over: Partial<LiveWorker> = {}): LiveWorker => ({
  slot,
  state: "busy",
  completed: 1_234,
  lane: Array<number>(120).fill(1),
  heavy: [],
  ...over,
});

const view = (over: Partial<LiveView> = {}): LiveView => ({
  phase: "publishing",
  startedAt: s(10),
  publishingAt: s(12),
  counts: { attempted: 1_500, confirmed: 1_500, delivered: 1_260, completed: 1_234 },
  publishedPerSecond: 250,
  completedPerSecond: 98.4,
  pacePerSecond: 100,
  ready: 240,
  workers: [worker(1), worker(2, { state: "down", lane: [0, 0.5, 1, 0] })],
  faults: [{ text: "kill:worker@2s", target: "worker process 2", beganAt: s(14.01), healedAt: s(14.5) }],
  faultCount: 3,
  ...over,
});

const state = (over: Partial<DisplayState> = {}): DisplayState => ({
  index: 2,
  total: 8,
  trial: "prefetch=1",
  warmup: false,
  settings: { ...BASE_SETTINGS, tasks: 2_000, workers: 2, faults: [{} as never] },
  view: view(),
  now: s(22),
  run: { fraction: 0.617, leftSeconds: 7.2 },
  experiment: { fraction: 0.2, leftSeconds: 130 },
  ...over,
});

const lines = (given: DisplayState, columns: number): string[] =>
  displayLines(given, { columns, style: createStyle(undefined) });

describe("the display", () => {
  it("shows phase, progress, rates, workers and faults", () => {
    expect(lines(state(), 80)).toEqual(
      [
        "prefetch=1 · publishing · 12 s",
        "run     ███████████████████▏···········  61 %  1,234/2,000 tasks · 8 s left",
        "all     ██████▎························  20 %  run 2 of 8 · 2 min 10 s left",
        "rates   published 250/s · completed 98/s · 240 ready",
        "workers 1 busy · 0 idle · 1 down (busy over the last 14 s)",
        `      1 ${"█".repeat(54)}  1,234 tasks`,
        "      2 ·▄█·  down",
        "faults  2.01 s kill:worker@2s → worker process 2, healed after 490 ms (2 before)",
        "",
      ].map((line) => (line.length > 79 ? `${line.slice(0, 78)}…` : line)),
    );
  });

  it("has no line for the experiment when that has one run, and none for faults when none are planned", () => {
    const single = state({ total: 1, settings: { ...BASE_SETTINGS, faults: [] } });
    expect(lines(single, 80).map((line) => line.slice(0, 7).trim())).toEqual([
      "publish",
      "run",
      "rates",
      "workers",
      "1",
      "2",
    ]);
  });

  it("cuts the long name of a trial, not the phase", () => {
    const [header = ""] = lines(state({ trial: `workers=2,durability=${"x".repeat(200)}` }), 60);
    expect(header).toMatch(/^workers=2,durability=x+… · publishing · 12 s$/);
    expect(header).toHaveLength(59);
  });

  it("shows more than six workers as a strip, with one block for several of them where it must", () => {
    const settings = { ...BASE_SETTINGS, workers: 200, faults: [{} as never] };
    const workers = Array.from({ length: 200 }, (_, index) =>
      worker(index + 1, { state: index < 150 ? "busy" : "idle", lane: [0, 0, 0, index < 150 ? 1 : 0] }),
    );
    const fleet = (columns: number): string[] =>
      lines(state({ settings, view: view({ workers }) }), columns).slice(4, 9);
    expect(fleet(200)).toEqual([
      "workers 150 busy · 50 idle (one block each, busy over the last second)",
      `        ${"▂".repeat(150)}${"·".repeat(41)}`,
      `        ${"·".repeat(9)}`,
      "faults  2.01 s kill:worker@2s → worker process 2, healed after 490 ms (2 before)",
      "",
    ]);
    expect(fleet(60)).toHaveLength(5);
    expect(fleet(60)[0]).toBe("workers 150 busy · 50 idle (one block for 2 workers, busy …");
  });

  it("has the same number of lines in every situation of a run", () => {
    const empty = view({
      phase: null,
      startedAt: null,
      publishingAt: null,
      ready: null,
      workers: [],
      faults: [],
      faultCount: 0,
    });
    const joined = view({ workers: [1, 2, 3, 4].map((slot) => worker(slot)) });
    const unknown = { fraction: 0, leftSeconds: null };
    for (const columns of WIDTHS)
      for (const more of [{ view: empty, run: unknown, experiment: unknown }, { view: joined }, { warmup: true }])
        expect(lines(state(more), columns)).toHaveLength(lines(state(), columns).length);
  });

  it("never has a line as wide as the terminal, whatever the names and numbers", () => {
    const random = createRandom(1);
    const pieces = [
      "界",
      "🐇",
      "👩‍👩‍👧",
      "e\u0301",
      "\u001b[31m",
      "\u0007",
      "\n",
      "\t",
      "\u202e",
      "a",
      "=",
      " ",
      "ﷺ",
      "\ud800",
    ];
    const hostile = (): string =>
      Array.from({ length: random.below(120) }, () => pieces[random.below(pieces.length)]).join("");
    for (let round = 0; round < 30; round++) {
      const workers = Array.from({ length: random.below(random.below(2) === 0 ? 8 : 300) }, (_, index) =>
        worker(index + 1, {
          completed: random.below(1e9),
          state: (["busy", "idle", "down"] as const)[random.below(3)] ?? "idle",
        }),
      );
      const fault = { text: hostile(), target: hostile(), beganAt: s(random.below(1e6)), healedAt: null };
      const given = state({
        trial: hostile(),
        total: 1 + random.below(2) * 99_999,
        settings: {
          ...BASE_SETTINGS,
          tasks: random.below(2) === 0 ? null : random.below(1e9),
          workers: 1 + random.below(500),
          faults: [{} as never],
        },
        view: view({
          workers,
          faults: [fault, fault],
          counts: { attempted: 1e12, confirmed: 0, delivered: 0, completed: random.below(1e9) },
          ready: random.below(1e9),
          publishedPerSecond: random.below(1e7) / 7,
        }),
        run: { fraction: random.below(3) - 0.5, leftSeconds: random.below(1e9) },
      });
      for (const columns of WIDTHS)
        for (const line of lines(given, columns)) {
          expect(stringWidth(line)).toBeLessThan(columns);
          expect(line).toBe(printable(line));
          expect(line).not.toContain("\n");
        }
    }
  });

  it("asks for lanes of at least a second and at most 30 s", () => {
    expect(WIDTHS.map((columns) => lanesOf({ columns }))).toEqual([4, 14, 34, 54, 74, 94, 120]);
  });
});

it.each([
  [0, "0 s"],
  [59.9, "59 s"],
  [65, "1 min 5 s"],
  [3_725, "1 h 2 min"],
])("%s s is spoken as %s", (seconds, text) => expect(spokenTime(seconds)).toBe(text));
