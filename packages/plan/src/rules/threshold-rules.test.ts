import { expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

const threshold = "queue.3.lost==0";

it("a threshold on a queue needs the queue in each trial that it concerns", () => {
  expect(flagMistakes({ threshold })).toEqual([
    "--threshold queue.3.lost==0: There is no queue 3: the trial has one queue. Use 1, or set --queues.",
  ]);
  expect(flagMistakes({ threshold, queues: "2,4", workers: "4" })).toEqual([
    "--threshold queue.3.lost==0: There is no queue 3: a trial has 2 queues. Use a number from 1 to 2, or set --queues.",
  ]);
  const limited = { threshold: `[queues=4] ${threshold}`, queues: "2,4", workers: "4" };
  expect(parseFlags(limited).experiment.thresholds).toMatchObject([{ metric: "queue.3.lost", trials: ["queues=4"] }]);
});

const withPriority = (trials: string) =>
  flagMistakes({ priority: "5,0..9", threshold: `${trials} priority.9.queueWait.p99<50` });

it("a threshold on a priority concerns the trials in its brackets only", () => {
  expect(withPriority("[priority=0..9]")).toEqual([]);
  expect(withPriority("[priority=5]")).toEqual([expect.stringContaining("No message of the trial has priority 9")]);
});

it("fairness is not measured with a single active consumer", () => {
  expect(flagMistakes({ singleActiveConsumer: "true", threshold: "jainBusy>=0.9" })).toEqual([
    expect.stringMatching(/^--threshold jainBusy>=0\.9 with --single-active-consumer: One worker is active/),
  ]);
});
