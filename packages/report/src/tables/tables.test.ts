import { describe, expect, it } from "vitest";
import { deadWorker, threeRepeats, twoTrials, withoutWork } from "../testing/fixtures.ts";
import { buildResults, buildTrial, editRun, judged } from "../testing/results-builder.ts";
import { comparisonNote, comparisonTable, significanceTable } from "./comparison-table.ts";
import { ledgerSum, ledgerTable, seenTable } from "./ledger-table.ts";
import { clockTable } from "./clock-table.ts";
import { drawLatencyPhases } from "../pictures/latencies.ts";
import { latencyTable } from "./latency-table.ts";
import { markdownTable } from "../markdown.ts";
import { thresholdLines } from "../words/threshold-words.ts";
import { queueSentence, queueTable } from "./queue-table.ts";
import { workerTable } from "./worker-table.ts";

const [killed] = deadWorker().trials;
const killedRun = killed?.runs[0];

describe("a markdown table", () => {
  it("is padded and aligned, and pipes and line breaks do not break it", () => {
    const table = { head: ["name", "n"], align: ["left", "right"] as const, rows: [["a|b\nc", "12,345"]] };
    expect(markdownTable(table)).toBe(
      ["| name   |      n |", "| ------ | -----: |", String.raw`| a\|b c | 12,345 |`].join("\n"),
    );
  });
});

describe("the comparison", () => {
  it("shows the varied settings, then the metrics, one row per trial", () => {
    const table = comparisonTable(twoTrials());
    expect(table.head.slice(0, 4)).toEqual(["prefetch", "makespan", "× bound", "completed/s"]);
    expect(table.rows.map(([prefetch]) => prefetch)).toEqual(["1", "unlimited"]);
    for (const row of table.rows) expect(row).toHaveLength(table.head.length);
  });

  it("gives the range of a few repeats beside the median, and its note says so", () => {
    const results = threeRepeats();
    expect(comparisonTable(results).rows[0]?.[2]).toBe("1.03× (1.01×–1.03×)");
    expect(comparisonNote(results)).toContain("Medians of 3 runs (smallest–largest)");
    expect(comparisonNote(twoTrials())).toBeNull();
  });

  it("gives the 95 % interval of enough repeats", () => {
    const runs = [1, 1.01, 1.02, 1.03, 1.04, 1.05].map((slowness) => ({ slowness }));
    const results = buildResults([buildTrial({ prefetch: 1, tasks: 100 }, { varied: ["prefetch"], runs })]);
    expect(comparisonTable(results).rows[0]?.[2]).toMatch(/^1\.\d\d× \[1\.\d\d×, 1\.\d\d×\]$/);
    expect(comparisonNote(results)).toContain("95 % interval of the median");
  });

  it("marks a difference that is not significant with ~", () => {
    expect(significanceTable(threeRepeats())?.rows.map((row) => row[3])).toEqual(["+94.5 %", "~"]);
  });

  it("leaves out differences that could not be tested", () => {
    const comparisons = threeRepeats().comparisons.map((all) => ({ ...all, test: "none (n too small)" }));
    expect(significanceTable({ ...threeRepeats(), comparisons })).toBeNull();
  });
});

describe("the ledger", () => {
  it("shows all ends, and that they add up", () => {
    const [run] = buildTrial({ prefetch: 1, tasks: 40 }).runs;
    if (!run) throw new Error("no run");
    expect(ledgerSum(run.ledger)).toBe(
      "40 attempted = 40 completed + 0 lost + 0 nacked + 0 returned + 0 unknown + 0 dead-lettered + 0 dropped + 0 remaining",
    );
    expect(ledgerTable(run.ledger).rows.at(-1)).toEqual(["= attempted", "40", "✓ the rows add up"]);
  });

  it("says so when the rows do not add up", () => {
    const [run] = buildTrial({ prefetch: 1, tasks: 40 }).runs;
    if (!run) throw new Error("no run");
    const { ledger } = editRun(run, { ledger: { completed: 39 } });
    expect(ledgerTable(ledger).rows.at(-1)).toEqual(["= attempted", "40", "✗ the rows add up to 39"]);
  });

  it("shows unconfirmed losses only if there are any", () => {
    if (!killedRun) throw new Error("no run");
    const { ledger } = editRun(killedRun, { ledger: { lost: 1, lostUnconfirmed: 1 } });
    expect(seenTable(killedRun.ledger).rows.map(([name]) => name)).not.toContain("lost unconfirmed");
    expect(seenTable(ledger).rows.at(-1)?.slice(0, 2)).toEqual(["lost unconfirmed", "1"]);
  });
});

describe("the workers' table", () => {
  it("tells dead workers from restarted ones", () => {
    if (!killed || !killedRun) throw new Error("no run");
    expect(workerTable(killedRun, killed).rows.map((row) => row.at(-1))).toEqual([
      "1",
      "1, died at 1.20 s",
      "2 (restarted)",
      "1",
    ]);
  });

  it("has the agent of each worker where there are agents", () => {
    const [trial] = withoutWork().trials;
    const run = trial?.runs[0];
    if (trial === undefined || run === undefined) throw new Error("no run");
    const workers = run.workers.map((worker) => ({
      ...worker,
      agent: 1 + (worker.slot % 2),
      host: worker.slot === 1 ? "host-b" : null,
    }));
    const { head, rows } = workerTable({ ...run, workers }, trial);
    expect(head.slice(0, 2)).toEqual(["worker", "agent"]);
    expect(rows.slice(0, 2).map((row) => row[1])).toEqual(["2 (host-b)", "1"]);
  });

  it("has no busy columns where there is no work", () => {
    const [trial] = withoutWork().trials;
    if (!trial?.runs[0]) throw new Error("no run");
    expect(workerTable(trial.runs[0], trial).head).toEqual([
      "worker",
      "tasks",
      "redelivered",
      "duplicated",
      "incarnations",
    ]);
  });
});

const runOf = (queues: number) => {
  const [run] = buildTrial({ queues, workers: queues, tasks: queues * 4, workersPerProcess: queues }).runs;
  if (!run) throw new Error("no run");
  return run;
};

describe("the queues' table", () => {
  it("is absent with one queue", () => {
    expect(queueTable(runOf(1))).toBeNull();
    expect(queueSentence(runOf(1))).toBeNull();
  });

  it("has a row per queue, and only columns with a number", () => {
    const table = queueTable(runOf(2));
    expect(table?.head).toEqual([
      "queue",
      "workers",
      "tasks",
      "lost",
      "completed/s",
      "p50 end to end",
      "p99 end to end",
    ]);
    expect(table?.rows.map((row) => row.slice(0, 4))).toEqual([
      ["1", "1", "4", "0"],
      ["2", "1", "4", "0"],
    ]);
  });

  it("shows the worst of many queues, and says what it leaves out", () => {
    const run = runOf(40);
    const queues = run.queues.map((queue) => (queue.queue === 7 ? { ...queue, lost: 3 } : queue));
    expect(queueTable({ queues })?.rows).toHaveLength(10);
    expect(queueTable({ queues })?.rows[0]?.[0]).toBe("7");
    expect(queueSentence({ queues })).toMatch(/^Over all 40 queues: completed tasks 4; p99 .* shows the 10 worst/);
  });
});

it("a latency without samples has no row", () => {
  const trial = buildTrial({ prefetch: 1, tasks: 40, confirmWindow: 0 });
  expect(latencyTable(trial).rows.map(([phase]) => phase)).toEqual(["end to end", "queue wait", "buffer wait", "work"]);
});

describe("a trial on several hosts", () => {
  const trial = buildTrial({ prefetch: 1, tasks: 40, confirmWindow: 0 }, { runs: [{}, {}] });
  const clock = {
    agent: 2,
    host: "host-b",
    offsetMs: 1.5,
    driftPpm: 12.34,
    roundTripMs: 0.2,
    exchanges: 30,
    steady: true,
  };
  const runs = trial.runs.map((run, index) => ({
    ...run,
    clocks: [{ ...clock, errorBoundMs: 0.1 + index }],
    latencyMs: { ...run.latencyMs, queueWait: { ...run.latencyMs.queueWait, errorBound: 0.1 + index } },
  }));

  it("says of each latency between hosts by how much it may be wrong, at most in any run", () => {
    const { head, rows } = latencyTable({ ...trial, runs });
    expect(head.at(-1)).toBe("wrong by at most");
    expect(rows.map((row) => row.at(-1))).toEqual(["—", "1.10 ms", "—", "—"]);
    expect(latencyTable(trial).head.at(-1)).toBe("max");
  });

  it("says so of each queue, each priority and each picture", () => {
    const several = buildTrial({ prefetch: 1, tasks: 40, queues: 2 });
    const [run] = several.runs;
    const queues = run?.queues.map((queue, index) => ({
      ...queue,
      endToEndMs: { ...queue.endToEndMs, errorBound: index === 0 ? 0 : 1.5 },
    }));
    const { head = [], rows = [] } = queueTable({ queues: queues ?? [] }) ?? {};
    expect(rows.map((row) => row[head.indexOf("wrong by at most")])).toEqual(["0 ms", "1.50 ms"]);
    const clause = "end to end and queue wait are wrong by at most 1.10 ms, because of the clocks of the hosts";
    const words = (drawn: typeof trial) => drawLatencyPhases(drawn)?.svg.replaceAll(/(<[^>]*>|\s)+/g, " ");
    expect(words({ ...trial, runs })).toContain(clause);
    expect(words(trial)).not.toContain("wrong by");
    const unknown = runs.map((one) => ({
      ...one,
      latencyMs: { ...one.latencyMs, queueWait: { ...one.latencyMs.queueWait, errorBound: null } },
    }));
    const notKnown = "the error of end to end and queue wait, because of the clocks of the hosts, is not known";
    expect(words({ ...trial, runs: unknown })).toContain(notKnown);
  });

  it("has a row for the clock of each agent", () => {
    expect(clockTable({ runs })?.rows).toEqual([["2 (host-b)", "12.3 ppm", "0.200 ms", "30", "1.10 ms"]]);
    expect(clockTable(trial)).toBeUndefined();
  });

  it("has a row for each host that had the number of an agent", () => {
    const replaced = runs.map((run) => ({
      ...run,
      clocks: [...run.clocks, ...run.clocks.map((one) => ({ ...one, host: "host-c", errorBoundMs: 3 }))],
    }));
    expect(clockTable({ runs: replaced })?.rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ["2 (host-b)", "1.10 ms"],
      ["2 (host-c)", "3.00 ms"],
    ]);
  });

  it("knows no error if one run does not know it", () => {
    const unknown = { ...clock, errorBoundMs: null };
    const table = clockTable({ runs: runs.map((run, index) => (index === 0 ? { ...run, clocks: [unknown] } : run)) });
    expect(table?.rows[0]?.at(-1)).toBe("—");
  });
});

it("a threshold's line shows enough digits to tell the value from the limit", () => {
  const thresholds = [
    judged({ expression: "fairness.jainBusy>=0.95", ok: false, actual: 0.94996 }),
    judged({ expression: "lost==0", ok: true, actual: 0 }),
    judged({ expression: "latencyMs.confirm.p99<5", ok: false, actual: null }),
  ];
  expect(thresholdLines({ thresholds, trials: [] })).toEqual([
    "✗ fairness.jainBusy>=0.95 (measured 0.94996)",
    "✓ lost==0 (measured 0)",
    "✗ latencyMs.confirm.p99<5 (could not be measured)",
  ]);
});
