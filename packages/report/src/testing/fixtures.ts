// Results that a report must handle, by name, for the golden tests and for manual review.
import type { Results } from "@fairhare/results";
import { buildResults, buildTrial, editRun, judged } from "./results-builder.ts";

/** The tutorial's case: prefetch 1 and unlimited prefetch, four workers. */
export const twoTrials = (): Results =>
  buildResults([buildTrial({ prefetch: 1 }), buildTrial({ prefetch: 0 })], {
    thresholds: [
      judged({ expression: "lost==0", ok: true, actual: 0, trial: "prefetch-1", run: 1 }),
      judged({ expression: "fairness.jainBusy>=0.95", ok: false, actual: 0.5099, trial: "prefetch-unlimited", run: 1 }),
    ],
    verdict: "fail",
  });

/** An even and an odd fleet, three repeats each: the odd fleet has even work by coincidence. */
export const threeRepeats = (): Results => {
  const repeats = { varied: ["workers"], runs: [{}, { slowness: 1.013 }, { slowness: 1.021 }] };
  return buildResults(
    [3, 4].map((workers) => buildTrial({ workers, prefetch: 0 }, repeats)),
    {
      comparisons: [
        {
          metric: "boundRatio",
          reference: "workers-3",
          trial: "workers-4",
          relative: 0.945,
          ci95: [0.91, 0.97],
          cliffsDelta: 1,
          p: 0.0022,
          pAdjusted: 0.0044,
          significant: true,
          test: "Mann–Whitney U",
        },
        {
          metric: "throughput.completedPerSecond",
          reference: "workers-3",
          trial: "workers-4",
          relative: -0.004,
          ci95: [-0.03, 0.02],
          cliffsDelta: -0.11,
          p: 0.82,
          pAdjusted: 0.82,
          significant: false,
          test: "Mann–Whitney U",
        },
      ],
    },
  );
};

/** Two hundred workers: too many for one lane each. */
export const manyWorkers = (): Results =>
  buildResults([
    buildTrial({ workers: 200, prefetch: 1, tasks: 2000 }, { varied: ["prefetch"] }),
    buildTrial({ workers: 200, prefetch: 0, tasks: 2000 }, { varied: ["prefetch"] }),
  ]);

/** Worker 2 is killed and not replaced; worker 3 is killed and replaced, and one task is completed twice. */
export const deadWorker = (): Results => {
  const kills = [
    { slot: 2, atMs: 1200, replacedAtMs: null },
    { slot: 3, atMs: 2500, replacedAtMs: 2800 },
  ];
  const trial = buildTrial({ prefetch: 1 }, { varied: [], runs: [{ kills }] });
  const runs = trial.runs.map((run) => editRun(run, { ledger: { duplicated: 1 } }));
  return buildResults([{ ...trial, runs }]);
};

/** Interrupted in the middle. */
export const cutShort = (): Results =>
  buildResults([buildTrial({ prefetch: 1 }, { varied: [], runs: [{ cutAtMs: 2500 }] })]);

/** Tasks without work: the throughput of the broker, for two queue types. */
export const withoutWork = (): Results =>
  buildResults(
    (["classic", "quorum"] as const).map((queueType) =>
      buildTrial(
        { queueType, work: "none", prefetch: 100, tasks: 4000 },
        { varied: ["queueType"], runs: [{ slowness: queueType === "quorum" ? 1.31 : 1 }] },
      ),
    ),
  );
