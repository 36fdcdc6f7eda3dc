import { describe, expect, it } from "vitest";
import { type ReportFiles, renderReport } from "../report.ts";
import * as fixtures from "../testing/fixtures.ts";
import { buildResults, buildTrial } from "../testing/results-builder.ts";
import { laneShapes } from "./lane-shapes.ts";

const reports = new Map(Object.entries(fixtures).map(([fixture, build]) => [fixture, renderReport(build())]));

const pictures = [...reports].flatMap(([fixture, files]) =>
  files.slice(1).map(({ path, content }) => ({ name: `${fixture} ${path}`, svg: content })),
);

/** All text that is drawn, without markup. */
const drawn = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? "");

const ticks = (svg: string): string[] => drawn(svg).filter((label) => /^\d+(?:\.\d+)?$/.test(label));

const pictureOf = (files: ReportFiles | undefined, name: string): string =>
  files?.find(({ path }) => path === `pictures/${name}.svg`)?.content ?? "";

describe.each(pictures)("$name", ({ svg }) => {
  it("is well-formed and white, and has a title for readers who cannot see it", () => {
    expect(unbalancedTags(svg)).toEqual([]);
    expect(svg).toMatch(/^<svg [^>]*role="img">\n<title>[^<]+<\/title>/);
    expect(svg).toMatch(/<rect width="900" height="\d+" x="0" y="0" fill="#ffffff"/);
  });

  it("holds no invalid number, and no name that ECharts numbers by the process", () => {
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).not.toMatch(/\bzr\d+-|-cls-/);
  });
});

describe("lanes", () => {
  it("name every worker and its share, the lower bound, and dead workers", () => {
    const labels = drawn(pictureOf(reports.get("deadWorker"), "trial-lanes"));
    for (const label of [
      "worker 1",
      "worker 2",
      "worker 3",
      "worker 4",
      "5.5 %",
      "lower bound of the makespan",
      "died at 1.20 s",
    ])
      expect(labels).toContain(label);
  });

  it("of two trials share one time axis", () => {
    const results = reports.get("twoTrials");
    expect(ticks(pictureOf(results, "prefetch-1-lanes"))).toEqual(
      ticks(pictureOf(results, "prefetch-unlimited-lanes")),
    );
  });

  it("become strips beyond 64 workers, and the caption explains them", () => {
    const results = reports.get("manyWorkers");
    expect(drawn(pictureOf(results, "prefetch-1-lanes"))).toContain("Busy time of each worker: prefetch 1");
    expect(results?.[0]?.content).toContain("Each row is a worker");
  });

  it("name every worker up to 64", () => {
    const results = renderReport(buildResults([buildTrial({ workers: 64, tasks: 640 })]));
    const labels = new Set(drawn(pictureOf(results, "workers-64-tasks-640-lanes")));
    for (let slot = 1; slot <= 64; slot++) expect(labels).toContain(String(slot));
  });
});

it("a picture of one run names the run, and a picture of all runs says so", () => {
  const results = reports.get("threeRepeats");
  for (const name of ["workers-3-lanes", "workers-3-time"])
    expect(drawn(pictureOf(results, name)).join("\n")).toMatch(/run 2 of 3[,;] /);
  for (const name of ["latency", "workers-3-phases"])
    expect(drawn(pictureOf(results, name)).join("\n")).toContain("medians over the runs");
});

it("faults are named over the throughput", () => {
  expect(drawn(pictureOf(reports.get("deadWorker"), "trial-time"))).toEqual(
    expect.arrayContaining(["kill worker 2", "kill worker 3"]),
  );
});

it("the same results give the same pictures", () => {
  expect(renderReport(fixtures.twoTrials())).toEqual(reports.get("twoTrials"));
});

const toX = (ms: number): number => ms;

describe("a lane's shapes", () => {
  it("are rectangles of the segments of one level", () => {
    expect(
      laneShapes(
        [
          [0, 10, 1],
          [10, 20, 0],
          [30, 40, 1],
        ],
        4,
        5,
        toX,
        5,
        8,
      ),
    ).toBe("M0 5h10v8h-10zM30 5h10v8h-10z");
  });

  it("keep a single short task visible, and do not add up the minimum widths of many", () => {
    expect(laneShapes([[5, 5.01, 0]], 0, 5, toX, 0, 1)).toBe("M5 0h0.6v1h-0.6z");
    expect(
      laneShapes(
        [
          [5, 5.01, 0],
          [5.02, 5.03, 0],
          [5.04, 5.05, 0],
        ],
        0,
        5,
        toX,
        0,
        1,
      ),
    ).toBe("M5 0h0.6v1h-0.6z");
  });
});

/** Tags opened and not closed, or closed and not opened. */
function unbalancedTags(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name = "", selfClosing] of svg.matchAll(/<(\/?)([a-zA-Z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closing === "/") {
      if (open.pop() !== name) return [name];
    } else if (selfClosing !== "/") open.push(name);
  }
  return open;
}
