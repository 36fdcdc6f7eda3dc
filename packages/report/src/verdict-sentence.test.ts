import { describe, expect, it } from "vitest";
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { summarise } from "@fairhare/statistics";
import { experimentSentence } from "./experiment-sentence.ts";
import { cutShort, deadWorker, manyWorkers, threeRepeats, twoTrials, withoutWork } from "./testing/fixtures.ts";
import { buildResults, buildTrial, editRun } from "./testing/results-builder.ts";
import { comparisonTable } from "./tables/comparison-table.ts";
import { verdictSentence } from "./verdict-sentence.ts";

const sentences = (results: Results): string[] => results.trials.map(verdictSentence);

const edited = (changes: Parameters<typeof editRun>[1]): TrialResult => {
  const trial = buildTrial({ prefetch: 1 });
  return { ...trial, runs: trial.runs.map((run: RunResult) => editRun(run, changes)) };
};

describe("a trial's sentence", () => {
  it("gives the shares of even work, and names the busy and the idle workers of uneven work", () => {
    expect(sentences(twoTrials())).toEqual([
      "prefetch 1 — Even: each of the 4 workers did 25 % of the work (Jain by busy time 1.000). Makespan 1.01× the lower bound; no task lost.",
      "prefetch unlimited — Unfair: workers 1 and 3 did 99 % of the work (Jain by busy time 0.510) while workers 2 and 4 idled 99 % of the time although tasks were waiting; prefetch is unlimited, so heavy tasks queue behind heavy tasks. Makespan 1.99× the lower bound; no task lost. Set --prefetch 1.",
    ]);
  });

  it("counts workers where there are too many to name", () => {
    expect(sentences(manyWorkers())[1]).toBe(
      "prefetch unlimited — Unfair: 100 of the 200 workers did 99 % of the work (Jain by busy time 0.510) while the others idled 99 % of the time although tasks were waiting; prefetch is unlimited, so heavy tasks queue behind heavy tasks. Makespan 2.02× the lower bound; no task lost. Set --prefetch 1.",
    );
  });

  it("names killed workers, and judges fairness over the survivors", () => {
    expect(sentences(deadWorker())).toEqual([
      "4 workers, prefetch 1 — Even: each of the 3 surviving workers did 30–32 % of the work (Jain by busy time of the survivors 0.999). Duplicated: 1 completion beyond the first of a task. Makespan 1.30× the lower bound; no task lost. Events: worker 2 was killed by SIGKILL at 1.20 s and not replaced; worker 3 was killed by SIGKILL at 2.50 s and replaced. Make the task handler idempotent.",
    ]);
  });

  it("names broken connections, and for how long an alarm blocked publishing", () => {
    const recovery = {
      timeToRedeliveryMs: null,
      lastRedeliveryMs: null,
      redelivered: null,
      timeToLeaderMs: null,
      publishGapMs: null,
      consumeGapMs: null,
      dipRatio: null,
      catchUpMs: null,
      blockedMs: null,
      lossWindowMs: null,
    };
    const cut = {
      kind: "cut",
      target: "connection of worker 2",
      atMs: 1_200,
      healedAtMs: 1_200,
      nodes: [],
      leader: null,
      endedAtMs: null,
      replacedAtMs: null,
      recovery,
    };
    const alarm = {
      kind: "disk-alarm",
      target: "broker",
      atMs: 2_000,
      healedAtMs: 3_000,
      nodes: [],
      leader: null,
      endedAtMs: null,
      replacedAtMs: null,
    };
    const faults = [cut, { ...alarm, recovery: { ...recovery, blockedMs: 1_040 } }];
    const [first] = edited({ faults }).runs;
    expect(verdictSentence({ ...buildTrial({ prefetch: 1 }), runs: first ? [first] : [] })).toContain(
      "Events: the broker raised a disk alarm at 2.00 s, which blocked publishing for 1.04 s; the connection of worker 2 was cut at 1.20 s.",
    );
    expect(verdictSentence(edited({ faults: [cut, { ...cut, atMs: 1_500 }] }))).toContain(
      "2 times a connection was cut.",
    );
  });

  it("gives the throughput where tasks cost nothing", () => {
    expect(sentences(withoutWork())[0]).toBe(
      "classic queue — Throughput: 11,414 tasks/s with 4 workers, p99 latency 30.2 ms end to end, Jain by tasks 1.000. No task lost.",
    );
  });

  it("says what cannot be judged of a run that was cut short", () => {
    expect(sentences(cutShort())).toEqual([
      "4 workers, prefetch 1 — Unknown: the run was cut short with 205 of 400 tasks unfinished (195 completed), so neither loss nor makespan can be judged. The run was interrupted before the queue was empty. Run the experiment again.",
    ]);
  });

  it("says so when publishes have an unknown fate", () => {
    const trial = edited({ verdict: "unknown", ledger: { unknown: 7, completed: 393 } });
    expect(verdictSentence(trial)).toBe(
      "prefetch 1 — Unknown: 7 tasks have neither a confirm nor a completion, so a loss cannot be ruled out. Set --on-unknown republish, or accept such tasks with --threshold 'unknown<=7'.",
    );
  });

  it("claims no loss and no sharing of a run that did nothing", () => {
    const nothing = { attempted: 2, completed: 0, unknown: 2, remaining: 0 };
    expect(verdictSentence(edited({ verdict: "pass", ledger: nothing }))).toBe(
      "prefetch 1 — No work: none of 2 attempted tasks was completed. Unknown fate: 2 tasks with neither a confirm nor a completion. No task known to be lost. Set --on-unknown republish to publish such tasks again.",
    );
    expect(verdictSentence(edited({ verdict: "unknown", ledger: nothing }))).toBe(
      "prefetch 1 — Unknown: no task was completed, and 2 tasks have neither a confirm nor a completion, so a loss cannot be ruled out. Set --on-unknown republish, or accept such tasks with --threshold 'unknown<=2'.",
    );
    const none = { attempted: 0, completed: 0, remaining: 0 };
    expect(verdictSentence(edited({ verdict: "pass", ledger: none }))).toBe(
      "prefetch 1 — No work: no task was attempted. Read the warnings of this run for the cause.",
    );
  });

  it("counts the runs that could be judged", () => {
    const runs = [{}, {}, { cutAtMs: 2_500 }];
    expect(verdictSentence(buildTrial({ prefetch: 1 }, { runs }))).toMatch(
      /no task lost in the 2 runs that could be judged\. 1 of 3 runs unknown \(The run was interrupted before the queue was empty\)\.$/,
    );
    const cut = buildTrial({ prefetch: 1 }, { runs: [{ cutAtMs: 2_500 }, { cutAtMs: 2_500 }] });
    expect(verdictSentence(cut)).toContain("Unknown: both runs were cut short with 410 of 800 tasks unfinished");
  });

  it("does not take missing evidence for unfinished tasks", () => {
    const gap = "The shard worker-1.1.shard is damaged at byte 320.";
    const ledger = { attempted: 300, completed: 169, remaining: 131 };
    const evidence = { complete: false, gaps: [gap] };
    expect(verdictSentence(edited({ verdict: "unknown", evidence, ledger }))).toBe(
      "prefetch 1 — Unknown: neither loss nor makespan can be judged. The shard worker-1.1.shard is damaged at byte 320. Run the experiment again.",
    );
  });

  it("takes p99 as the table does, also where the run with the middle makespan would reverse two trials", () => {
    const p99s = { classic: [900, 10, 11, 900, 900, 10], quorum: [10, 800, 700, 12, 10, 800] };
    const results = buildResults(
      (["classic", "quorum"] as const).map((queueType) => {
        const slow = [1, 1.01, 1.02, 1.03, 1.04, 1.05].map((slowness) => ({ slowness }));
        const trial = buildTrial({ queueType, work: "none", tasks: 40 }, { varied: ["queueType"], runs: slow });
        const runs = trial.runs.map((run, index) => {
          const p99 = p99s[queueType][index] ?? null;
          return editRun(run, { latencyMs: { endToEnd: { ...run.latencyMs.endToEnd, p99 } } });
        });
        return { ...trial, runs, summary: summarise(runs) };
      }),
    );
    const { head, rows } = comparisonTable(results);
    const column = head.indexOf("p99 end to end");
    expect(rows.map((row) => row[column]?.split(" [")[0])).toEqual(["456 ms", "356 ms"]);
    expect(sentences(results)[0]).toContain("p99 latency 456 ms end to end");
    expect(sentences(results)[1]).toContain("p99 latency 356 ms end to end");
  });

  it("says so when there was no run at all", () => {
    expect(verdictSentence({ ...buildTrial({ prefetch: 1 }), runs: [] })).toBe(
      "prefetch 1 — Unknown: no run was completed and stored. Run the experiment again.",
    );
  });

  it("adds losses up over the repeats", () => {
    const trial = edited({ ledger: { lost: 3, lostUnconfirmed: 1, completed: 397 } });
    expect(verdictSentence({ ...trial, runs: [...trial.runs, ...trial.runs] })).toContain(
      "6 of 800 tasks were lost in 2 runs (2 of them unconfirmed)",
    );
  });
});

describe("the experiment's sentence", () => {
  it("gives the verdict's reason, sets the fairest against the least fair, and warns of the count", () => {
    expect(experimentSentence(twoTrials())).toBe(
      "Fail: 1 of 2 thresholds missed (fairness.jainBusy>=0.95, measured 0.5099 in prefetch unlimited). Fairest: prefetch 1 (Jain's index by busy time 1.000, makespan 1.01× the lower bound). Least fair: prefetch unlimited (Jain's index by busy time 0.510, makespan 1.99× the lower bound). Equal counts of tasks hide the unfair work of prefetch unlimited (Jain by tasks 1.000).",
    );
  });

  it("does not rank trials that are alike", () => {
    const alike = buildResults([buildTrial({ prefetch: 1, tasks: 100 }), buildTrial({ prefetch: 2, tasks: 100 })]);
    expect(experimentSentence(alike)).toContain(
      "Both trials are equally fair: Jain's index by busy time is 0.996–0.998.",
    );
  });

  it("compares throughput where there is no work", () => {
    expect(experimentSentence(withoutWork())).toContain(
      "Classic queue has the highest throughput, 1.31× that of quorum queue.",
    );
  });

  it("calls equally unfair trials unfair", () => {
    const alike = [2, 4].map((workers) => buildTrial({ workers, prefetch: 0 }, { varied: ["workers"] }));
    expect(experimentSentence(buildResults(alike))).toContain(
      "Both trials are equally unfair: Jain's index by busy time is 0.510.",
    );
  });

  it("says when even work hides uneven counts: workers with 190 and 9 tasks", () => {
    const alike = [1, 2, 3].map((prefetch) => {
      const trial = buildTrial({ prefetch, workers: 2 }, { varied: ["prefetch"] });
      const runs = trial.runs.map((run) => editRun(run, { fairness: { jainTasks: 0.547 } }));
      return { ...trial, runs, summary: summarise(runs) };
    });
    expect(experimentSentence(buildResults(alike))).toMatch(
      /All 3 trials are equally fair: Jain's index by busy time is [\d.–]+\. By completed tasks they are unfair: Jain's index is 0\.547\./,
    );
  });

  it("does not call trials equally fair when single runs were not", () => {
    const trials = [1, 2].map((prefetch) => {
      const trial = buildTrial({ prefetch, tasks: 100 }, { varied: ["prefetch"], runs: [{}, {}, {}] });
      const runs = trial.runs.map((run) => (run.run === 2 ? editRun(run, { fairness: { jainBusy: 0.6 } }) : run));
      return { ...trial, runs, summary: summarise(runs) };
    });
    expect(experimentSentence(buildResults(trials))).toMatch(
      /in the median, but 0\.600–0\.99\d over the single runs\./,
    );
  });

  it("does not judge fairness by a few tasks", () => {
    const few = [1, 2].map((prefetch) => buildTrial({ prefetch, tasks: 4 }, { varied: ["prefetch"] }));
    expect(experimentSentence(buildResults(few))).toBe("Pass: every task is accounted for and the threshold holds.");
  });

  it("does not rank a trial that could not be judged, and counts the ranked ones", () => {
    const trials = [1, 2, 5].map((prefetch) =>
      buildTrial({ prefetch }, { varied: ["prefetch"], runs: prefetch === 5 ? [{ cutAtMs: 1_000 }] : [{}] }),
    );
    const sentence = experimentSentence(buildResults(trials));
    expect(sentence).toContain("Unknown: prefetch 5 could not be judged. 2 of 3 trials are equally fair");
  });

  it("does not account for tasks of unknown fate", () => {
    const trial = edited({ verdict: "pass", ledger: { unknown: 2, completed: 398 } });
    expect(experimentSentence(buildResults([trial], { thresholds: [] }))).toBe(
      "Pass: 2 tasks of unknown fate, which this experiment allows.",
    );
    const ghosts = edited({ verdict: "fail", ledger: { unexpected: 1 } });
    expect(experimentSentence(buildResults([ghosts], { thresholds: [] }))).toBe(
      "Fail: 1 task completed that this run did not publish.",
    );
  });

  it("says how many runs of a trial could not be judged", () => {
    const trial = buildTrial({ prefetch: 1 }, { runs: [{}, { cutAtMs: 1_000 }] });
    expect(experimentSentence(buildResults([trial]))).toBe("Unknown: prefetch 1 (1 of 2 runs) could not be judged.");
  });

  it("names what could not be judged", () => {
    expect(experimentSentence(cutShort())).toBe("Unknown: 4 workers, prefetch 1 could not be judged.");
  });

  it("says of a passed experiment that every task is accounted for", () => {
    expect(experimentSentence(threeRepeats())).toMatch(/^Pass: every task is accounted for and the threshold holds\./);
  });
});
