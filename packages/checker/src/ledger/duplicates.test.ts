import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const drained = (run: History) => run.phase("publishing", 0).phase("drained", 1_000);
const published = () => drained(history().producer(1).published(1, 0));

const twice = (replyCode: number | "cancel") =>
  (replyCode === "cancel" ? inHand().cancelled(105) : inHand().disconnected(105, replyCode))
    .worker(2)
    .delivered(1, 106, "redelivered")
    .started(1, 106)
    .completed(1, 106, 306)
    .worker(1)
    .completed(1, 5, 205);
const inHand = () => published().worker(1).delivered(1, 5).started(1, 5);

describe("a task that was processed for longer than the acknowledgement timeout", () => {
  it.each([
    [406, 100, "ack-timeout"],
    [320, 100, "connection-lost"],
    [406, 0, "connection-lost"],
  ])("after reply code %i and a timeout of %i ms is a duplicate by %s", (replyCode, ackTimeoutMs, cause) => {
    const { result } = check(twice(replyCode), { ackTimeoutMs });
    expect(result.ledger.duplicates).toMatchObject([{ task: 1, cause }]);
    expect(result.disconnects).toEqual([{ replyCode, count: 1 }]);
    expect(result.cancellations).toBe(0);
  });

  it.each([
    ["quorum", 100, "4.3.6", "ack-timeout"],
    ["quorum", 100, "4.2.0", "connection-lost"],
    ["quorum", 0, "4.3.6", "connection-lost"],
    ["classic", 100, "4.3.6", "connection-lost"],
  ] as const)(
    "after its consumer on a %s queue was cancelled, with a timeout of %i ms on %s, is a duplicate by %s",
    (queueType, ackTimeoutMs, brokerVersion, cause) => {
      const { result } = check(twice("cancel"), { queueType, ackTimeoutMs }, { brokerVersion });
      expect(result.ledger.duplicates).toMatchObject([{ task: 1, cause }]);
      expect(result.disconnects).toEqual([]);
      expect(result.cancellations).toBe(1);
    },
  );
});

describe("a task that was completed twice", () => {
  it.each([
    ["worker-crashed", true],
    ["worker-killed", false],
  ])("is a duplicate by %s if its first worker ended before the acknowledgement (by a crash: %s)", (cause, isCrash) => {
    const first = drained(history().spawned(1, 0).producer(1).published(1, 0).published(2, 0))
      .worker(1)
      .worked(1, 5, 9);
    const second = first.delivered(2, 6).started(2, 9);
    const ended = isCrash ? second.failed(2, 9, 12, "crashed") : second;
    const run = ended.killed(1, 13).worker(2).delivered(1, 14, "redelivered").started(1, 14).completed(1, 14, 18);
    const { result } = check(run.worked(2, 20, 25), { workers: 2, onError: "crash" });
    expect(result.ledger.duplicates).toEqual([{ task: 1, cause, completions: 2 }]);
  });

  it("is a duplicate by the lost connection even if the first delivery was read after the redelivery", () => {
    const first = published().worker(1).delivered(1, 6).started(1, 6).disconnected(7).completed(1, 6, 20);
    const { result } = check(first.worker(2).delivered(1, 5, "redelivered").started(1, 10).completed(1, 10, 15));
    expect(result.ledger.duplicates).toEqual([{ task: 1, cause: "connection-lost", completions: 2 }]);
  });

  it("is a duplicate by the killed worker even if the redelivered message went through the retry queue first", () => {
    const first = drained(history().spawned(1, 0).producer(1).published(1, 0)).worker(1).worked(1, 5, 9).killed(1, 13);
    const retried = first.worker(2).delivered(1, 14, "redelivered").started(1, 14).failed(1, 14, 18, "delayed");
    const settings = { workers: 2, onError: "retry-delay" } as const;
    const { result } = check(retried.worked(1, 60, 65), settings);
    expect(result.ledger.duplicates).toEqual([{ task: 1, cause: "worker-killed", completions: 2 }]);
  });

  it("has no known cause if the redelivery failed after both completions", () => {
    const first = drained(history().spawned(1, 0).producer(1).published(1, 0)).worker(1).worked(1, 5, 9).killed(1, 13);
    const done = first.worker(2).worked(1, 14, 18).delivered(1, 20, "redelivered").failed(1, 20, 25, "delayed");
    const { result } = check(done, { workers: 2, onError: "retry-delay" });
    expect(result.ledger.duplicates).toEqual([{ task: 1, cause: "unknown", completions: 2 }]);
  });
});
