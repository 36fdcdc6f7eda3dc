import { finding } from "@fairhare/findings";
import { describe, expect, it } from "vitest";
import { cutShort, deadWorker, threeRepeats, twoTrials } from "../testing/fixtures.ts";
import { hostileResults } from "../testing/hostile-results.ts";
import { editRun } from "../testing/results-builder.ts";
import { renderOpenMetrics } from "./openmetrics.ts";

const SUFFIXES: Readonly<Record<string, RegExp>> = {
  counter: /^_total$/,
  gauge: /^$/,
  info: /^_info$/,
  stateset: /^$/,
  summary: /^(_count|_sum)?$/,
};
const LABEL = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(String.raw`^([a-z_]+)\{(${LABEL}(?:,${LABEL})*)\} (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$`);

interface Checked {
  readonly samples: ReadonlyMap<string, number>;
  /** Lines that break a rule of the specification. */
  readonly wrong: readonly string[];
}

/** Reads the text by the rules that a reader depends on: order of lines, suffixes, units, one place for each family. */
function read(text: string): Checked {
  const lines = text.split("\n");
  const wrong = lines.splice(-2).join("|") === "# EOF|" ? [] : ["no # EOF at the end"];
  const samples = new Map<string, number>();
  const families = new Set<string>();
  let [name, type] = ["", ""];
  for (const line of lines) {
    const [, keyword = "", subject = "", rest = ""] = /^# (TYPE|UNIT|HELP) (\w+) (.+)$/.exec(line) ?? [];
    const [, sample = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
    const key = `${sample}{${labels}}`;
    let isRight: boolean;
    if (keyword === "TYPE") {
      isRight = !families.has(subject);
      [name, type] = [subject, rest];
      families.add(name);
    } else if (keyword === "") {
      isRight =
        sample.startsWith(name) && (SUFFIXES[type]?.test(sample.slice(name.length)) ?? false) && !samples.has(key);
      samples.set(key, Number(value));
    } else isRight = subject === name && (keyword === "HELP" || name.endsWith(`_${rest}`));
    if (!isRight) wrong.push(line);
  }
  return { samples, wrong };
}

function check(text: string): Checked["samples"] {
  const { samples, wrong } = read(text);
  expect(wrong).toEqual([]);
  return samples;
}

const RUN = 'experiment="fairness",trial="prefetch-1",run="1"';

describe("OpenMetrics", () => {
  it.each(Object.entries({ twoTrials, threeRepeats, deadWorker, cutShort }))("is well-formed for %s", (_, build) => {
    expect(check(renderOpenMetrics(build())).size).toBeGreaterThan(50);
  });

  it("has base units, and labels for trial, run, worker and phase", () => {
    const samples = check(renderOpenMetrics(twoTrials()));
    expect(samples.get(`fairhare_makespan_seconds{${RUN}}`)).toBeCloseTo(5.1081, 6);
    expect(samples.get(`fairhare_tasks_completed_total{${RUN}}`)).toBe(400);
    expect(samples.get(`fairhare_worker_completions_total{${RUN},worker="4"}`)).toBeGreaterThan(90);
    expect(samples.get(`fairhare_latency_seconds{${RUN},phase="end_to_end",quantile="0.99"}`)).toBeCloseTo(5.07, 1);
    expect(samples.get(`fairhare_latency_seconds_count{${RUN},phase="work"}`)).toBe(400);
    expect(samples.get(`fairhare_run_verdict{${RUN},fairhare_run_verdict="pass"}`)).toBe(1);
    expect(samples.get('fairhare_threshold_met{experiment="fairness",threshold="fairness.jainBusy>=0.95"}')).toBe(0);
  });

  it("is rejected by this test when it breaks a rule", () => {
    const good = renderOpenMetrics(twoTrials());
    for (const bad of [good + good, good.replace("# EOF\n", ""), good.replace("_total{", "{"), good.replace("} ", " ")])
      expect(read(bad).wrong).not.toEqual([]);
  });

  it("counts findings by code", () => {
    const results = twoTrials();
    const note = finding("note", { text: "x" });
    const trials = results.trials.map((trial) => ({
      ...trial,
      runs: trial.runs.map((run) => editRun(run, { findings: [note, note] })),
    }));
    const samples = check(renderOpenMetrics({ ...results, trials }));
    expect(samples.get(`fairhare_findings{${RUN},code="note",severity="warning"}`)).toBe(2);
  });

  it("has the error of the clocks of several hosts", () => {
    const results = twoTrials();
    const name = "fairhare_latency_error_bound_seconds";
    expect(renderOpenMetrics(results)).not.toContain(name);
    const clock = {
      agent: 1,
      host: null,
      offsetMs: 0,
      driftPpm: 0,
      errorBoundMs: 2,
      roundTripMs: 1,
      exchanges: 9,
      steady: true,
    };
    const trials = results.trials.map((trial) => ({
      ...trial,
      runs: trial.runs.map((run): typeof run => ({
        ...run,
        clocks: [clock],
        latencyMs: { ...run.latencyMs, queueWait: { ...run.latencyMs.queueWait, errorBound: 2.5 } },
      })),
    }));
    const samples = check(renderOpenMetrics({ ...results, trials }));
    expect(samples.get(`${name}{${RUN},phase="queue_wait"}`)).toBe(0.0025);
    expect(samples.has(`${name}{${RUN},phase="work"}`)).toBe(false);
  });

  it("leaves out what was not measured", () => {
    const results = twoTrials();
    const trials = results.trials.map((trial) => ({
      ...trial,
      runs: trial.runs.map((run) => editRun(run, { makespanMs: null, cost: { brokerCpuSeconds: null } })),
    }));
    const text = renderOpenMetrics({ ...results, trials });
    expect(text).not.toMatch(/fairhare_makespan_seconds|fairhare_broker_cpu_seconds|null|NaN|undefined/);
    check(text);
  });

  it("is well-formed with any text in a label", () => {
    let count = 0;
    const samples = check(renderOpenMetrics(hostileResults(() => `a"b\\c\n{,}=\u0000\ud800${count++}`)));
    expect([...samples.keys()].join("\n")).toContain(String.raw`a\"b\\c {,}=\\u0000\\ud800`);
  });
});
