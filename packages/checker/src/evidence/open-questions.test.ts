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
  it("is no pass, neither without any task nor with tasks that the broker never took", () => {
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

  it("is a pass when handlers that fail by plan explain every task", () => {
    const run = started().producer(1).published(1, 0).published(2, 0);
    run.worker(1).delivered(1, 2).failed(1, 2, 3, "dropped").delivered(2, 3).failed(2, 3, 4, "dropped");
    expect(
      outcome(ended(run.phase("drained", 50)), { fail: { kind: "random", probability: 1 }, onError: "drop" }),
    ).toEqual(["pass"]);
  });

  it("is a pass when the queue dead-lettered every task by its own rules", () => {
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
  it("are no pass with publisher confirms", () => {
    const [verdict, gap] = outcome(unanswered());
    expect(verdict).toBe("unknown");
    expect(gap).toContain("The fate of 1 task is unknown");
  });

  it("are a pass when a threshold allows so many of them, and only then", () => {
    expect(outcome(unanswered(), {}, [limit(1)])).toEqual(["pass"]);
    expect(outcome(unanswered(), {}, [limit(0)])[0]).toBe("unknown");
    expect(outcome(unanswered(), {}, [limit(1), limit(0)])[0]).toBe("unknown");
    expect(outcome(unanswered(), {}, [limit(5, "!=")])[0]).toBe("unknown");
    expect(outcome(unanswered(), {}, [{ ...limit(1), metric: "ledger.lost" }])[0]).toBe("unknown");
  });

  it("are what no confirms means where there are none", () => {
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

  it("is lost when the queue was proven to be empty, with nothing unacknowledged", () => {
    expect(outcome(ended(missing().drained(100)))).toEqual(["fail"]);
  });

  it.each([
    ["without a proof", { isProven: false }],
    ["with a message ready", { ready: 1 }],
    ["with one unacknowledged", { unacked: 1 }],
  ])("is not called lost %s", (_, proof) => {
    const run = ended(missing().drained(100, proof));
    expect(outcome(run)).toEqual(["unknown", UNPROVEN]);
    expect(check(run).result.ledger).toMatchObject({ lost: 0, remaining: 1 });
  });

  it("is lost when the queue was empty and had no consumer after every process had ended", () => {
    expect(outcome(ended(missing().drained(100, { isProven: false })).depth(0, 120))).toEqual(["fail"]);
    expect(outcome(ended(missing().drained(100, { isProven: false })).depth(0, 120, 1))).toEqual(["unknown", UNPROVEN]);
    expect(outcome(ended(missing().drained(100, { isProven: false }).depth(0, 105)))).toEqual(["unknown", UNPROVEN]);
  });

  it("is not lost but left when its message is in the queue again: its worker was stopped, or its connection lost", () => {
    expect(outcome(ended(missing().drained(100)).depth(1, 120))).toEqual(["unknown", LEFT]);
    expect(outcome(ended(missing().disconnected(50).drained(100)).depth(1, 120))).toEqual(["unknown", LEFT]);
  });

  it("is lost beyond what the queue holds again", () => {
    const run = missing().producer(1).published(3, 1).worker(1).delivered(3, 4).drained(100);
    const { result, losses } = check(ended(run).depth(1, 120));
    expect(result.ledger).toMatchObject({ lost: 1, remaining: 1 });
    // The one that was seen last is the one that is left.
    expect(losses.map(({ task }) => task)).toEqual([2]);
  });

  it("cannot be in the queue again once it was acknowledged on delivery", () => {
    expect(outcome(ended(missing().drained(100)).depth(1, 120), { ack: "auto" })).toEqual(["fail"]);
  });
});
