import { expect, it } from "vitest";
import type { RunResult, TrialResult } from "@fairhare/results";
import { drawThroughput } from "../pictures/throughput.ts";
import { renderMarkdown } from "../report.ts";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { verdictSentence } from "../verdict-sentence.ts";

const KILL = {
  kind: "kill",
  target: "worker 1",
  atMs: 1200,
  healedAtMs: 1700,
  nodes: [],
  leader: null,
  endedAtMs: null,
  replacedAtMs: null,
};
const RECOVERY = {
  timeToRedeliveryMs: null,
  lastRedeliveryMs: null,
  redelivered: null,
  timeToLeaderMs: null,
  publishGapMs: null,
  consumeGapMs: null,
  lossWindowMs: null,
  dipRatio: 0.5,
  catchUpMs: 600,
  blockedMs: null,
};

function trialWith(
  ledger: Partial<RunResult["ledger"]>,
  faults: readonly Omit<RunResult["faults"][number], "recovery">[] = [],
): TrialResult {
  const trial = buildTrial({ prefetch: 1, tasks: 200 });
  const changes = {
    verdict: "fail" as const,
    ledger,
    faults: faults.map((fault) => ({ ...fault, recovery: RECOVERY })),
  };
  return { ...trial, runs: trial.runs.map((run) => editRun(run, changes)) };
}

it("a verdict names the cause of a loss and the worker that held the tasks", () => {
  const lossesByCause = [
    { cause: "auto-acked-in-buffer", tasks: 36, workers: [1] },
    { cause: "auto-acked-in-hand", tasks: 1, workers: [1] },
  ];
  expect(verdictSentence(trialWith({ lost: 37, completed: 163, lossesByCause }, [KILL]))).toContain(
    "37 of 200 tasks were lost; 1 in hand and 36 in the buffer of worker 1, which was killed; automatic acknowledgement had removed them from the queue",
  );
});

it("a verdict names what happened to the broker and which durability was missing", () => {
  const lossesByCause = [{ cause: "queue-not-durable", tasks: 50, workers: [] }];
  const sentence = verdictSentence(
    trialWith({ lost: 50, completed: 150, lossesByCause }, [{ ...KILL, target: "broker" }]),
  );
  expect(sentence).toContain("the broker was killed at 1.20 s");
  expect(sentence).toContain(
    "50 of 200 tasks were lost; the queue was not durable and was deleted when the broker stopped",
  );
});

it("the report counts losses and duplicates by cause", () => {
  const text = renderMarkdown(
    buildResults([
      trialWith({
        lossesByCause: [{ cause: "message-not-persistent", tasks: 7, workers: [] }],
        duplicatesByCause: [{ cause: "worker-killed", tasks: 2 }],
      }),
    ]),
  );
  expect(text).toMatch(
    /the messages were not persistent and were deleted when the broker stopped \| +7 \| message-not-persistent/,
  );
  expect(text).toMatch(/the worker was killed before its acknowledgement arrived +\| +2 \| worker-killed/);
});

it("more than a dozen faults are lines without names", () => {
  const faults = Array.from({ length: 13 }, (_, index) => ({ ...KILL, atMs: index * 100 }));
  const trial = trialWith({}, faults);
  const [run] = trial.runs;
  const picture = run && drawThroughput(trial, run);
  expect(picture?.svg).not.toContain(">kill worker 1<");
  expect(picture?.caption).toContain("Faults by number: kill worker 1 (1–");
});
