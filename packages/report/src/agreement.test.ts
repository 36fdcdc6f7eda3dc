// Sentences, tables and results.json agree: in random experiments, each number of a sentence is looked up in its source.
// fast-check shrinks a failure to the smallest experiment that shows it.
import { formatCount, formatPercent, NOT_MEASURED } from "@fairhare/core";
import {
  type Arbitrary,
  array,
  assert,
  constant,
  constantFrom,
  double,
  integer,
  nat,
  oneof,
  property,
  record,
  uniqueArray,
} from "fast-check";
import { describe, expect, it } from "vitest";
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { summarise } from "@fairhare/statistics";
import { experimentSentence } from "./experiment-sentence.ts";
import { explainTrial } from "./explain/explain.ts";
import { renderMarkdown } from "./report.ts";
import { comparisonTable } from "./tables/comparison-table.ts";
import { latencyTable } from "./tables/latency-table.ts";
import { ledgerTable } from "./tables/ledger-table.ts";
import { lossMatrix } from "./tables/loss-matrix.ts";
import { buildResults, buildTrial, editRun } from "./testing/results-builder.ts";
import { totalLedger } from "./total-ledger.ts";
import { verdictSentence } from "./verdict-sentence.ts";
import { trialLabel } from "./words/setting-words.ts";

const RUNS = { seed: 6, numRuns: 200 };
/** Milliseconds for two hundred experiments on a busy machine. */
const PATIENCE = 60_000;

/** Mostly the plain case, sometimes another. */
const mostly = (plain: number, other: Arbitrary<number>): Arbitrary<number> =>
  oneof({ arbitrary: constant(plain), weight: 15 }, other);

/** How one run differs from the plan: slower, cut short, with a killed worker, with lost tasks. */
const course = record({
  slowness: oneof({ arbitrary: constant(1), weight: 4 }, double({ min: 0.95, max: 3, noNaN: true })),
  stretch: double({ min: 0.5, max: 4, noNaN: true }),
  cutAtMs: mostly(Infinity, integer({ min: 1, max: 1_500 })),
  kills: mostly(0, integer({ min: 1, max: 4 })),
  lost: mostly(0, integer({ min: 1, max: 3 })),
  unknown: mostly(0, integer({ min: 1, max: 3 })),
  duplicated: nat(2),
});

const trials = record({
  workers: constantFrom(1, 2, 2, 3, 4, 4),
  tasks: oneof(integer({ min: 1, max: 12 }), integer({ min: 12, max: 80 })),
  skew: constantFrom({ kind: "uniform" as const }, { kind: "odd-even" as const }),
  work: constantFrom("sleep" as const, "sleep" as const, "none" as const),
  prefetches: uniqueArray(constantFrom(0, 1, 2, 5), { minLength: 1, maxLength: 3 }),
  courses: array(array(course, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 3 }),
});

type Course = typeof course extends Arbitrary<infer T> ? T : never;

function runOf(run: RunResult, about: Course | undefined): RunResult {
  const { lost, unknown, duplicated, stretch } = about ?? { lost: 0, unknown: 0, duplicated: 0, stretch: 1 };
  const { endToEnd } = run.latencyMs;
  const ledger = { ...run.ledger, lost, unknown, duplicated, attempted: run.ledger.attempted + lost + unknown };
  const isCut = run.verdict === "unknown";
  const slower = { ...endToEnd, p99: endToEnd.p99 === null ? null : endToEnd.p99 * stretch };
  return {
    ...editRun(run, { latencyMs: { endToEnd: slower } }),
    ledger,
    verdict: isCut || unknown > 0 ? "unknown" : lost > 0 ? "fail" : "pass",
  };
}

const experiments: Arbitrary<Results> = trials.map(({ workers, tasks, skew, work, prefetches, courses }) => {
  const built = prefetches.map((prefetch, index): TrialResult => {
    const mine = courses[index] ?? [];
    const runs = mine.map(({ slowness, cutAtMs, kills }) => ({
      slowness,
      cutAtMs,
      kills: kills > 0 && kills < workers ? [{ slot: kills, atMs: 30, replacedAtMs: null }] : [],
    }));
    const settings = {
      workers,
      tasks,
      skew,
      work,
      prefetch,
      heavyMs: 20,
      lightMs: 1,
      durability: "confirmed",
    } as const;
    const trial = buildTrial(settings, { varied: ["prefetch"], runs });
    const changed = trial.runs.map((run, position) => runOf(run, mine[position]));
    return { ...trial, runs: changed, summary: summarise(changed) };
  });
  const verdicts = new Set(built.flatMap((trial) => trial.runs.map(({ verdict }) => verdict)));
  const verdict = verdicts.has("fail") ? "fail" : verdicts.has("unknown") ? "unknown" : "pass";
  return buildResults(built, { verdict, thresholds: [] });
});

/** A cell of a trial's row in the comparison, without interval or range; undefined without such a column. */
function cellOf(results: Results, trial: number, head: string): string | undefined {
  const table = comparisonTable(results);
  const column = table.head.indexOf(head);
  return column < 0 ? undefined : table.rows[trial]?.[column]?.split(/ [[(]/)[0];
}

const total = (trial: TrialResult, key: "lost" | "unknown" | "duplicated" | "completed"): number =>
  trial.runs.reduce((sum, { ledger }) => sum + ledger[key], 0);

/** Counts how often each rule was tested, so that no rule passes without cases. */
class Tested {
  readonly #counts = new Map<string, number>();

  when(rule: string, match: RegExpExecArray | null, hold: (groups: readonly string[]) => void): void {
    if (match === null) return;
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
    hold(match.slice(1));
  }

  /** The rules that were tested less often than `count`. */
  lacking(count: number, rules: readonly string[]): string[] {
    return rules.filter((rule) => (this.#counts.get(rule) ?? 0) < count);
  }
}

describe("in any experiment", { timeout: PATIENCE }, () => {
  it("a trial's sentence has the numbers of its row in the table", () => {
    const tested = new Tested();
    assert(
      property(experiments, (results) => {
        for (const [index, trial] of results.trials.entries()) {
          const sentence = verdictSentence(trial);
          const cell = (head: string): string | undefined => cellOf(results, index, head);
          const hasDeaths = trial.runs.some(({ workers }) => workers.some(({ diedAtMs }) => diedAtMs !== null));
          tested.when("bound", /Makespan ([\d.,]+×) the lower bound/.exec(sentence), ([ratio]) =>
            expect(ratio).toBe(cell("× bound")),
          );
          tested.when("p99", /p99 latency ([\d.,]+ \S+) end to end/.exec(sentence), ([p99]) =>
            expect(p99).toBe(cell("p99 end to end")),
          );
          tested.when("throughput", /Throughput: ([\d.,]+) tasks\/s with/.exec(sentence), ([rate]) =>
            expect(rate).toBe(cell("completed/s")),
          );
          tested.when("counts", /Jain by tasks (\d+\.\d+)/.exec(sentence), ([jain]) =>
            expect(jain).toBe(cell("Jain tasks")),
          );
          tested.when(
            "shares",
            hasDeaths ? null : /Even: each of the [^.]*workers did (?:([\d.]+)–)?([\d.]+) % of the work/.exec(sentence),
            ([low, high]) => {
              const { summary } = trial;
              expect(`${high} %`).toBe(formatPercent(summary["fairness.maxBusyShare"]?.median));
              // One number stands for both ends where they read alike.
              expect(`${low ?? high} %`).toBe(formatPercent(summary["fairness.minBusyShare"]?.median));
            },
          );
          tested.when("lost", /Lossy: ([\d,]+) of/.exec(sentence), ([lost]) => expect(lost).toBe(cell("lost")));
          tested.when("again", /Duplicated: ([\d,]+) completions? beyond/.exec(sentence), ([again]) =>
            expect(again).toBe(cell("duplicated")),
          );
        }
      }),
      RUNS,
    );
    expect(tested.lacking(10, ["bound", "p99", "throughput", "counts", "shares", "lost", "again"])).toEqual([]);
  });

  it("a trial's sentence states only what its runs show", () => {
    const tested = new Tested();
    assert(
      property(experiments, ({ trials: all }) => {
        for (const trial of all) {
          const sentence = verdictSentence(trial);
          tested.when("nothing lost", /no task lost(.*)/i.exec(sentence), ([where]) => {
            expect(total(trial, "lost") + total(trial, "unknown")).toBe(0);
            const unknown = trial.runs.filter(({ verdict }) => verdict === "unknown").length;
            expect(where?.includes("that could be judged")).toBe(unknown > 0);
          });
          tested.when("even", /Even: each of (?:the )?(\d+)(.*)/.exec(sentence), ([, rest]) => {
            const indices = trial.runs.map(({ fairness }) => fairness.jainBusy ?? 1);
            const isAlive = trial.runs.every(({ workers }) => workers.every(({ diedAtMs }) => diedAtMs === null));
            expect(!isAlive || Math.min(...indices) >= 0.95 || rest?.includes("over the single runs")).toBe(true);
          });
          tested.when("unknown", /— (Unknown): /.exec(sentence), () =>
            expect(trial.runs.every(({ verdict }) => verdict === "unknown")).toBe(true),
          );
        }
      }),
      RUNS,
    );
    expect(tested.lacking(10, ["nothing lost", "even", "unknown"])).toEqual([]);
  });

  it("the experiment's sentence ranks by the numbers of the table", () => {
    const tested = new Tested();
    assert(
      property(experiments, (results) => {
        const sentence = experimentSentence(results);
        const indexOf = (label: string): number => results.trials.findIndex((trial) => trialLabel(trial) === label);
        for (const which of ["Fairest", "Least fair"]) {
          const match = new RegExp(`${which}: (.+?) \\(Jain's index by busy time ([\\d.]+), makespan ([\\d.]+×)`).exec(
            sentence,
          );
          tested.when(which, match, ([label = "", jain, ratio]) => {
            expect(jain).toBe(cellOf(results, indexOf(label), "Jain busy"));
            expect(ratio).toBe(cellOf(results, indexOf(label), "× bound"));
          });
        }
        tested.when("equally fair", /are equally fair: ([^.]+\.\d+[^.]*)/.exec(sentence), () => {
          const indices = results.trials.flatMap(({ runs }) => runs.map(({ fairness }) => fairness.jainBusy ?? 1));
          expect(Math.min(...indices) >= 0.8 || /over the single runs|of \d+ trials/.test(sentence)).toBe(true);
        });
        tested.when("accounted", /(every task is accounted for)/.exec(sentence), () => {
          for (const trial of results.trials) expect(total(trial, "lost") + total(trial, "unknown")).toBe(0);
        });
      }),
      RUNS,
    );
    expect(tested.lacking(5, ["Fairest", "Least fair", "equally fair", "accounted"])).toEqual([]);
  });

  it("the tables of a trial agree with each other and with results.json", () => {
    assert(
      property(experiments, (results) => {
        for (const [index, trial] of results.trials.entries()) {
          const latency = latencyTable(trial);
          const row = latency.rows.find(([phase]) => phase === "end to end");
          for (const name of ["p50", "p99"]) {
            const cell = cellOf(results, index, `${name} end to end`);
            expect(row?.[latency.head.indexOf(name)] ?? NOT_MEASURED).toBe(cell ?? NOT_MEASURED);
          }
          const ledger = totalLedger(trial.runs);
          const lost = ledgerTable(ledger).rows.find(([end]) => end === "lost")?.[1];
          expect(lost).toBe(cellOf(results, index, "lost"));
          expect(formatCount(ledger.duplicated)).toBe(cellOf(results, index, "duplicated"));
        }
        expect(lossMatrix(results)).toBeNull();
      }),
      RUNS,
    );
  });

  it("an explanation names no worst case that a run exceeds", () => {
    const tested = new Tested();
    assert(
      property(experiments, ({ trials: all }) => {
        for (const trial of all) {
          const words = explainTrial(trial)?.paragraphs.join("\n") ?? "";
          const worst = Math.max(...trial.runs.map(({ boundRatio }) => boundRatio ?? 0));
          tested.when("at worst", /here at worst ([\d.]+)× the lower bound/.exec(words), ([ratio]) =>
            expect(worst).toBeLessThanOrEqual(Number(ratio) + 0.005),
          );
          tested.when("beyond", /The measured makespan is up to ([\d.]+)×/.exec(words), ([ratio]) =>
            expect(ratio).toBe(worst.toFixed(2)),
          );
        }
      }),
      RUNS,
    );
    expect(tested.lacking(5, ["at worst", "beyond"])).toEqual([]);
  });

  it("the report can be written", () => {
    assert(
      property(experiments, (results) => {
        expect(renderMarkdown(results)).not.toMatch(/NaN|undefined|Infinity|\[object/);
      }),
      { ...RUNS, numRuns: 40 },
    );
  });
});
