import type { Threshold, TrialSettings } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const started = () => history().phase("publishing", 0).spawned(1, 0).spawned(1, 0, 1, Role.producer);
const ended = (run: History) => run.exited(1, 110).exited(1, 110, { role: Role.producer });
const outcome = (run: History, settings: Partial<TrialSettings> = {}, thresholds: readonly Threshold[] = []) => {
  const { verdict, evidence } = check(run, settings, { thresholds }).result;
  return [verdict, ...evidence.gaps];
};

describe("a run in which no work was done", () => {
  it("has the verdict unknown, without any task or with tasks that the broker refused", () => {
    expect(outcome(history().phase("publishing", 0).producer(1).phase("drained", 9))).toEqual([
      "unknown",
      "No task was attempted, so nothing was measured.",
    ]);
    const refused = history()
      .phase("publishing", 0)
      .producer(1)
      .attempted(1, 1)
      .handed(1)
      .nacked(1, 2)
      .phase("drained", 9);
    expect(outcome(refused)).toEqual(["unknown", "No work was done: none of the 1 attempted task reached a handler."]);
  });

  it("passes if every task failed in its handler by plan", () => {
    const run = started().producer(1).published(1, 0).published(2, 0);
    run.worker(1).delivered(1, 2).failed(1, 2, 3, "dropped").delivered(2, 3).failed(2, 3, 4, "dropped");
    expect(
      outcome(ended(run.phase("drained", 50)), { fail: { kind: "random", probability: 1 }, onError: "drop" }),
    ).toEqual(["pass"]);
  });

  it("passes if the limits of the queue dead-lettered every task", () => {
    const run = started().producer(1).published(1, 0).deadLettered(1, 20, "expired").phase("drained", 50);
    expect(outcome(ended(run), { deadLetter: true, messageTtlMs: 10 })).toEqual(["pass"]);
  });
});

const unanswered = () =>
  history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0)
    .attempted(2, 1)
    .handed(1)
    .worker(1)
    .worked(1, 2, 3)
    .phase("drained", 50);
const limit = (value: number, operator: Threshold["operator"] = "<="): Threshold => ({
  expression: `unknown${operator}${value}`,
  metric: "ledger.unknown",
  operator,
  value,
});

describe("tasks of unknown fate", () => {
  it("make the verdict unknown with publisher confirms", () => {
    const [verdict, gap] = outcome(unanswered());
    expect(verdict).toBe("unknown");
    expect(gap).toContain("The fate of 1 task is unknown");
  });

  it("pass only if a threshold allows that number of them", () => {
    expect(outcome(unanswered(), {}, [limit(1)])).toEqual(["pass"]);
    expect(outcome(unanswered(), {}, [limit(0)])[0]).toBe("unknown");
    expect(outcome(unanswered(), {}, [limit(1), limit(0)])[0]).toBe("unknown");
    expect(outcome(unanswered(), {}, [limit(5, "!=")])[0]).toBe("unknown");
    expect(outcome(unanswered(), {}, [{ ...limit(1), metric: "ledger.lost" }])[0]).toBe("unknown");
  });

  it("are expected without publisher confirms", () => {
    const handed = history().phase("publishing", 0).producer(1).attempted(1, 0).handed(0).attempted(2, 1);
    expect(outcome(handed.worker(1).worked(1, 2, 3).phase("drained", 50), { confirmWindow: 0 })).toEqual(["pass"]);
  });
});

/** Task 2 was delivered and never completed. */
const missing = () => started().producer(1).published(1, 0).published(2, 0).worker(1).worked(1, 2, 3).delivered(2, 3);

describe("a task that is missing at the end of the drain", () => {
  const UNPROVEN =
    "1 task was not completed, and nothing proves that the queue and the prefetch buffers were empty when the drain ended.";
  const LEFT = "1 task was not completed, and its message was in the queue again when the run ended.";

  it("is lost if the queue was proven empty, with nothing unacknowledged", () => {
    expect(outcome(ended(missing().drained(100)))).toEqual(["fail"]);
  });

  it.each([
    ["without a proof", { isProven: false }],
    ["with a message ready", { ready: 1 }],
    ["with one unacknowledged", { unacked: 1 }],
  ])("is not lost %s", (_, proof) => {
    const run = ended(missing().drained(100, proof));
    expect(outcome(run)).toEqual(["unknown", UNPROVEN]);
    expect(check(run).result.ledger).toMatchObject({ lost: 0, remaining: 1 });
  });

  it("is lost if the queue was empty and without consumers after every process had ended", () => {
    expect(outcome(ended(missing().drained(100, { isProven: false })).depth(0, 120))).toEqual(["fail"]);
    expect(outcome(ended(missing().drained(100, { isProven: false })).depth(0, 120, 1))).toEqual(["unknown", UNPROVEN]);
    expect(outcome(ended(missing().drained(100, { isProven: false }).depth(0, 105)))).toEqual(["unknown", UNPROVEN]);
  });

  it("remains if its message is in the queue again after its worker or its connection ended", () => {
    expect(outcome(ended(missing().drained(100)).depth(1, 120))).toEqual(["unknown", LEFT]);
    expect(outcome(ended(missing().disconnected(50).drained(100)).depth(1, 120))).toEqual(["unknown", LEFT]);
  });

  it("is lost if the queue holds fewer messages than tasks are missing", () => {
    const run = missing().producer(1).published(3, 1).worker(1).delivered(3, 4).drained(100);
    const { result, losses } = check(ended(run).depth(1, 120));
    expect(result.ledger).toMatchObject({ lost: 1, remaining: 1 });
    // The task with the latest delivery counts as remaining.
    expect(losses.map(({ task }) => task)).toEqual([2]);
  });

  it("cannot be in the queue again if the broker acknowledged it on delivery", () => {
    expect(outcome(ended(missing().drained(100)).depth(1, 120), { ack: "auto" })).toEqual(["fail"]);
  });
});
