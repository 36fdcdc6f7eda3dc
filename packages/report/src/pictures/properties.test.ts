// What holds for every picture of any results: texts that can be read, axes that say something, faults that are named.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FaultResult, Results, RunResult } from "@fairhare/results";
import { renderReport } from "../report.ts";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { overlaps, readPicture, type TextBox } from "../testing/text-boxes.ts";
import { ALARM } from "./look.ts";

const KINDS = ["kill", "stop", "restart", "power-cut", "memory-alarm", "cut"] as const;
const TARGETS = ["worker 1", "worker 2", "broker", "producer 1", "connection of worker 1"] as const;
const NO_RECOVERY: FaultResult["recovery"] = {
  timeToRedeliveryMs: null,
  lastRedeliveryMs: null,
  redelivered: null,
  timeToLeaderMs: null,
  publishGapMs: null,
  consumeGapMs: null,
  lossWindowMs: null,
  dipRatio: null,
  catchUpMs: null,
  blockedMs: null,
};

const faultArbitrary = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    target: fc.constantFrom(...TARGETS),
    at: fc.integer({ min: -400, max: 1_100 }).map((thousandths) => thousandths / 1_000),
    healedAfter: fc.option(fc.integer({ min: 0, max: 500 }).map((thousandths) => thousandths / 1_000)),
  })
  .map(({ kind, target, at, healedAfter }) => (makespanMs: number): FaultResult => ({
    kind,
    target,
    atMs: at * makespanMs,
    healedAtMs: healedAfter === null ? null : (at + healedAfter) * makespanMs,
    nodes: [],
    leader: null,
    endedAtMs: null,
    replacedAtMs: null,
    recovery: NO_RECOVERY,
  }));

const timelineArbitrary = fc.record({
  deepest: fc.constantFrom(0, 1, 11, 637, 20_000, 1_000_000),
  unacked: fc.constantFrom(0, 4, 200, 60_000),
  memoryMb: fc.constantFrom(94, 512, 16_000),
  memoryGrowth: fc.constantFrom(0, 0.001, 0.3, 3),
});

const resultsArbitrary: fc.Arbitrary<Results> = fc
  .record({
    workers: fc.constantFrom(1, 2, 3, 4, 9, 17, 33, 64, 65, 200, 400),
    trials: fc.integer({ min: 1, max: 15 }),
    repeats: fc.integer({ min: 1, max: 2 }),
    work: fc.constantFrom<"sleep" | "none">("sleep", "none"),
    heavyMs: fc.constantFrom(1, 20, 100, 90_000),
    isLong: fc.boolean(),
    faults: fc.array(faultArbitrary, { maxLength: 40, size: "max" }),
    timeline: timelineArbitrary,
  })
  .map(({ workers, trials, repeats, work, heavyMs, isLong, faults, timeline }) =>
    buildResults(
      Array.from({ length: trials }, (_, index) => {
        const settings = { workers, work, heavyMs, prefetch: index, tasks: Math.max(30, workers * 3) };
        const varied = isLong ? (["prefetch", "workers", "durability", "heavyMs", "queueType"] as const) : ["prefetch"];
        const runs = Array.from({ length: repeats }, (_unused, run) => ({ slowness: 1 + run / 100 + index }));
        const trial = buildTrial(settings, { varied, runs });
        return { ...trial, runs: trial.runs.map((run) => edited(run, faults, timeline)) };
      }),
    ),
  );

type Course = typeof timelineArbitrary extends fc.Arbitrary<infer T> ? T : never;

function edited(
  run: RunResult,
  faults: readonly ((makespanMs: number) => FaultResult)[],
  { deepest, unacked, memoryMb, memoryGrowth }: Course,
): RunResult {
  const makespanMs = run.makespanMs ?? 1;
  const samples = Array.from({ length: 30 }, (_, index) => index);
  const series = (at: (share: number) => number): [number, number][] =>
    samples.map((index) => [((index - 6) / 24) * makespanMs, Math.round(at(index / 30))]);
  return editRun(run, {
    faults: faults.map((fault) => fault(makespanMs)),
    timeline: {
      ready: series((share) => deepest * (1 - share)),
      unacked: series(() => unacked),
      brokerMemoryBytes: series((share) => memoryMb * 1e6 * (1 + memoryGrowth * share)),
    },
  });
}

/** Rendered once: it takes most of the time. */
const pictures = fc.sample(resultsArbitrary, { seed: 8, numRuns: 16 }).flatMap((results, sample) =>
  renderReport(results)
    .slice(1)
    .map(({ path, content }) => ({ name: `${sample} ${path}`, svg: content, ...readPicture(content) })),
);

const FAULT_LINE = new RegExp(`stroke="${ALARM}" stroke-width="1\\.5" stroke-dasharray="5,3"`, "g");

describe("every picture", () => {
  it("is one of many", () => {
    expect(pictures.length).toBeGreaterThan(200);
    expect(pictures.filter(({ svg }) => svg.match(FAULT_LINE)).length).toBeGreaterThan(50);
  });

  it("has no invalid number", () => {
    expect(failing(({ svg }) => (/NaN|undefined|Infinity/.test(svg) ? [svg.slice(0, 200)] : []))).toEqual([]);
  });

  it("has texts that do not overlap", () => {
    expect(failing(({ texts }) => overlaps(texts))).toEqual([]);
  });

  it("has texts that stay inside", () => {
    const outside = failing(({ texts, width, height }) =>
      texts
        .filter(({ left, right, top, bottom }) => left < 0 || right > width || top < 0 || bottom > height)
        .map(({ text }) => text),
    );
    expect(outside).toEqual([]);
  });

  it("has axes with at least two labels, of which neighbours differ", () => {
    const repeated = failing(({ name, texts }) =>
      name.includes("-lanes")
        ? []
        : axisLabels(texts)
            .filter((labels) => labels.length < 2 || labels.some((label, index) => label === labels[index - 1]))
            .map((labels) => labels.join(" ")),
    );
    expect(repeated).toEqual([]);
  });

  it("names every fault of its time, by its name or by a number", () => {
    const unnamed = failing(({ name, svg, texts }) => {
      const lines = svg.match(FAULT_LINE)?.length ?? 1;
      const names = texts.filter(({ fill, text }) => fill === ALARM && !text.startsWith("died"));
      const plots = name.endsWith("-lanes.svg") ? 1 : panelsOf(texts);
      // One line is the sign in the legend.
      const [drawn, named] = [(lines - 1) / plots, namedFaults(names.map(({ text }) => text))];
      return lines > 1 && drawn !== named ? [`${drawn} faults, ${named} named`] : [];
    });
    expect(unnamed).toEqual([]);
  });
});

/** What is wrong with each picture. */
const failing = (problemsOf: (picture: (typeof pictures)[number]) => readonly string[]): string[] =>
  pictures.flatMap((picture) => problemsOf(picture).map((problem) => `${picture.name}: ${problem}`));

/** Panels of a picture over time. */
const panelsOf = (texts: readonly TextBox[]): number =>
  texts.filter(({ text }) => /^(?:tasks (?:published|completed) per second|messages |memory allocated)/.test(text))
    .length;

/** `kill broker` is one fault, `3` is one, `4–7` are four. */
const namedFaults = (names: readonly string[]): number =>
  names.reduce((sum, name) => {
    const [, from, to] = /^(\d+)–(\d+)$/.exec(name) ?? [];
    return sum + (from === undefined ? 1 : Number(to) - Number(from) + 1);
  }, 0);

/** Labels left of a vertical axis, from top to bottom. */
function axisLabels(texts: readonly TextBox[]): string[][] {
  const columns = new Map<number, TextBox[]>();
  for (const text of texts.filter(({ anchor }) => anchor === "end")) {
    const right = Math.round(text.right);
    columns.set(right, [...(columns.get(right) ?? []), text]);
  }
  return [...columns.values()].map((column) => column.toSorted((a, b) => a.top - b.top).map(({ text }) => text));
}
