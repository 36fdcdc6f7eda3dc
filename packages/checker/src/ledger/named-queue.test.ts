import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check, SETTINGS } from "../testing/settings.ts";

const NAMED = { queue: { ...SETTINGS.queue, name: "orders" }, workers: 1 };
const drained = (run: History): History => run.phase("publishing", 0).phase("drained", 1_000);

const withForeign = (): History =>
  drained(history().producer(1).published(1, 0))
    .worker(1)
    .worked(1, 5, 15)
    .delivered(0, 20)
    .started(0, 20)
    .completed(0, 20, 50);

const withMissing = (): History =>
  drained(history().producer(1).published(1, 0).published(2, 1)).worker(1).worked(1, 5, 9);

describe("messages of others in a named queue", () => {
  it("are counted, and belong to no column of the ledger", () => {
    const { result } = check(withForeign(), NAMED);
    expect(result.ledger).toMatchObject({ attempted: 1, completed: 1, lost: 0, unexpected: 0, delivered: 2 });
    expect(result.ledger).toMatchObject({ foreignDelivered: 1, foreignCompleted: 1 });
    expect(result.findings.map(({ code }) => code)).toContain("foreign-messages");
    expect(result.verdict).toBe("pass");
  });

  it("occupy their worker", () => {
    const { result } = check(withForeign(), NAMED);
    expect(result.workers[0]).toMatchObject({ tasks: 2, busyMs: 40 });
    expect(result.workers[0]?.lane).toHaveLength(2);
  });

  it("are unexpected in a queue of the run's own", () => {
    const { result } = check(withForeign(), { workers: 1 });
    expect(result.ledger).toMatchObject({ foreignDelivered: 0, unexpected: 1 });
    expect(result.verdict).toBe("fail");
  });
});

describe("a missing task of a named queue", () => {
  it("is lost if the queue had no consumers but the workers", () => {
    const { result } = check(withMissing().depth(1, 3, 1), NAMED);
    expect(result.ledger).toMatchObject({ lost: 1, remaining: 0 });
    expect(result.verdict).toBe("fail");
  });

  it("is not called lost if others consumed from it", () => {
    const { result } = check(withMissing().depth(1, 3, 2), NAMED);
    expect(result.ledger).toMatchObject({ lost: 0, remaining: 1 });
    expect(result.findings.map(({ code }) => code)).toContain("foreign-consumers");
    expect(result.verdict).toBe("unknown");
  });
});

const received = (): History =>
  drained(history())
    .worker(1)
    .delivered(0, 100)
    .started(0, 100)
    .completed(0, 100, 130)
    .worker(2)
    .delivered(0, 110)
    .started(0, 110)
    .completed(0, 110, 140);

describe("workers alone", () => {
  const ALONE = { ...NAMED, producers: 0, workers: 2, tasks: null };
  it("have their throughput, shares and makespan from the messages of others, from the first delivery on", () => {
    const { result } = check(received(), ALONE);
    expect(result.ledger).toMatchObject({ attempted: 0, completed: 0, foreignDelivered: 2, foreignCompleted: 2 });
    expect(result.makespanMs).toBe(40);
    expect(result.boundMs).toBeNull();
    expect(result.throughput.completedPerSecond).toBe(50);
    expect(result.fairness.jainBusy).toBe(1);
    expect(result.timeline.completed.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  it("cannot pass by themselves, but with a threshold on what they show", () => {
    const unasked = check(received(), ALONE).result;
    expect(unasked.verdict).toBe("unknown");
    expect(unasked.findings.map(({ code }) => code)).toEqual(["workers-alone"]);
    const threshold = { expression: "jainBusy>=0.9", operator: ">=", value: 0.9 } as const;
    const asked = check(received(), ALONE, { thresholds: [{ ...threshold, metric: "fairness.jainBusy" }] }).result;
    expect(asked.verdict).toBe("pass");
    const beside = check(received(), ALONE, { thresholds: [{ ...threshold, metric: "ledger.lost" }] }).result;
    expect(beside.verdict).toBe("unknown");
  });

  it("that received nothing show nothing, whatever a threshold asks", () => {
    const threshold = { expression: "jainBusy>=0", operator: ">=", value: 0, metric: "fairness.jainBusy" } as const;
    const { result } = check(drained(history()).worker(1), ALONE, { thresholds: [threshold] });
    expect(result.verdict).toBe("unknown");
    expect(result.findings.map(({ code }) => code)).toEqual(["nothing-received"]);
  });
});
