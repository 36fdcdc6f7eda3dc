// Results in which every text from elsewhere comes from `text`, a new one for each place.
import type { Results } from "@fairhare/results";
import { buildResults, buildTrial, editRun, judged } from "./results-builder.ts";

const RECOVERY = {
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

export function hostileResults(text: () => string): Results {
  const trials = [1, 10].map((prefetch) => {
    const skew = { kind: "trace" as const, file: text(), costsMs: [1, 2, 3] };
    const trial = buildTrial({ prefetch, skew }, { varied: ["prefetch", "skew"] });
    const runs = trial.runs.map((run) =>
      editRun(run, {
        warnings: [text(), text()],
        faults: [
          {
            kind: text(),
            target: text(),
            atMs: 500,
            healedAtMs: null,
            nodes: [],
            leader: null,
            endedAtMs: null,
            replacedAtMs: null,
            recovery: RECOVERY,
          },
        ],
        ledger: {
          lost: 1,
          losses: [{ task: 7, cause: text() }],
          lossesByCause: [{ cause: text(), tasks: 1, workers: [1] }],
          duplicatesByCause: [{ cause: text(), tasks: 1 }],
          deadLettersByReason: [{ reason: text(), tasks: 1 }],
        },
      }),
    );
    return { ...trial, id: text(), runs };
  });
  const [first, second] = trials;
  const results = buildResults(trials, {
    verdict: "fail",
    thresholds: [judged({ expression: text(), ok: false, actual: 1, unit: text(), trial: trials[0]?.id ?? null })],
    comparisons: [
      {
        metric: text(),
        reference: first?.id ?? "",
        trial: second?.id ?? "",
        relative: 0.1,
        ci95: [0, 1],
        cliffsDelta: 0.5,
        p: 0.01,
        pAdjusted: 0.02,
        significant: true,
        test: text(),
      },
    ],
  });
  const { environment, experiment } = results;
  const broker = { ...environment.broker, product: text(), version: text(), erlang: text(), provider: text() };
  return {
    ...results,
    experiment: { ...experiment, name: text() },
    environment: {
      ...environment,
      broker: { ...broker, queueTypes: [text()] },
      node: text(),
      fairhare: text(),
      amqplib: text(),
      os: text(),
      cpu: text(),
      command: text(),
    },
  };
}
