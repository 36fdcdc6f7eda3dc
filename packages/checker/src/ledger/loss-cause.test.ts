import type { TrialSettings } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check, CUT_POWER, KILL_BROKER } from "../testing/settings.ts";

const WITHOUT_CONFIRMS = { confirmWindow: 0 };
const drained = (run: History) => run.phase("publishing", 0).phase("drained", 1_000);
const published = () => drained(history().producer(1).published(1, 0));

describe("automatic acknowledgement", () => {
  it("loses the tasks that a killed worker processed or buffered, each with its own cause", () => {
    const run = drained(history().spawned(1, 0).producer(1).published(1, 0).published(2, 1).published(3, 2))
      .worker(1)
      .worked(1, 5, 10)
      .delivered(2, 6)
      .delivered(3, 7)
      .started(2, 10)
      .killed(1, 60);
    const { result, losses } = check(run, { ack: "auto", workers: 1 });
    expect(losses).toEqual([
      { task: 2, cause: "auto-acked-in-hand" },
      { task: 3, cause: "auto-acked-in-buffer" },
    ]);
    expect(result.verdict).toBe("fail");
  });
});

const killedWhileProcessing = () =>
  drained(history().spawned(1, 0).producer(1).published(1, 0).published(2, 1))
    .worker(1)
    .delivered(1, 5)
    .started(1, 5)
    .delivered(2, 6)
    .killed(1, 60);

describe("an acknowledgement before the work", () => {
  it("loses the task that a killed worker processed, and no task that it had not begun", () => {
    const { result, losses } = check(killedWhileProcessing().worker(2).worked(2, 61, 70), { ack: "early", workers: 2 });
    expect(losses).toEqual([{ task: 1, cause: "early-acked-in-hand" }]);
    expect(result.verdict).toBe("fail");
  });

  it("does not explain the loss of a task that was only in the buffer", () => {
    expect(check(killedWhileProcessing(), { ack: "early", workers: 1 }).losses).toContainEqual({
      task: 2,
      cause: "unknown",
    });
  });

  it("is not the cause if another worker got the task again", () => {
    const run = killedWhileProcessing().worker(2).worked(2, 61, 70).delivered(1, 71, "redelivered");
    expect(check(run, { ack: "early", workers: 2 }).losses).toEqual([{ task: 1, cause: "unknown" }]);
  });
});

const publishedBeforeFault = () => published().fault(1, 20, 50);
const causeOf = (run: History, settings: Parameters<typeof check>[1]) => check(run, settings).losses[0]?.cause;

describe("a power cut of the broker", () => {
  it("explains the loss of a task that was confirmed before it", () => {
    expect(causeOf(publishedBeforeFault(), { faults: [CUT_POWER] })).toBe("not-synced");
  });

  it("explains the loss of a task that was only handed over before it, counted as lostUnconfirmed", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0)).fault(1, 20, 50);
    const { result } = check(run, { ...WITHOUT_CONFIRMS, faults: [CUT_POWER] });
    expect(result.ledger).toMatchObject({ lostUnconfirmed: 1, losses: [{ task: 1, cause: "not-synced" }] });
  });

  it("explains no loss of a task that was published after it", () => {
    const run = drained(history().producer(1).published(1, 30)).fault(1, 20, 25);
    expect(causeOf(run, { faults: [CUT_POWER] })).toBe("unknown");
  });

  it("is not the cause if the message was not persistent", () => {
    expect(causeOf(publishedBeforeFault(), { faults: [CUT_POWER], persistent: false })).toBe("message-not-persistent");
  });
});

describe("a kill of the broker", () => {
  it("explains the loss of a confirmed task that was not written: written data survives in the kernel", () => {
    expect(causeOf(publishedBeforeFault(), { faults: [KILL_BROKER] })).toBe("not-written");
  });

  it("is the cause if the broker had processed all publishes before the connection broke", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).processed(5).disconnected(20)).fault(1, 19, 50);
    expect(causeOf(run, { ...WITHOUT_CONFIRMS, faults: [KILL_BROKER] })).toBe("not-written");
  });

  it("is not the cause if the task can have been lost with the connection", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).disconnected(20)).fault(1, 19, 50);
    expect(causeOf(run, { ...WITHOUT_CONFIRMS, faults: [KILL_BROKER] })).toBe("unconfirmed-when-connection-broke");
  });

  it("explains no loss of a task that was published after it", () => {
    const run = drained(history().producer(1).published(1, 30)).fault(1, 20, 25);
    expect(causeOf(run, { faults: [KILL_BROKER] })).toBe("unknown");
  });
});

const hitTwice = (run: History) => drained(run).fault(1, 300, 400).fault(2, 600, 700);
/** Read at 700 ms, over a connection that was open before the faults. */
const readLate = (publishedAt: number) =>
  history().producer(1).attempted(1, publishedAt).handed(publishedAt).worker(1).delivered(1, 700).disconnected(701);
const hitOnce = (run: History) => drained(run).fault(1, 300, 400);

describe("a delivery that a frozen worker reads after a fault of the broker", () => {
  it("was sent before it, so the fault explains the loss", () => {
    expect(causeOf(hitOnce(readLate(10)), { ...WITHOUT_CONFIRMS, faults: [KILL_BROKER] })).toBe("not-written");
    expect(causeOf(hitOnce(readLate(10)), { ...WITHOUT_CONFIRMS, faults: [CUT_POWER] })).toBe("not-synced");
  });

  it("was sent before the first of two faults", () => {
    const both = { ...WITHOUT_CONFIRMS, faults: [KILL_BROKER, CUT_POWER] };
    expect(causeOf(hitTwice(readLate(10)), both)).toBe("not-synced");
    // So shortly before the kill, RabbitMQ may not have written it.
    expect(causeOf(hitTwice(readLate(250)), both)).toBe("not-written");
  });
});

describe("a kill of the broker before a power cut", () => {
  const FAULTS = { faults: [KILL_BROKER, CUT_POWER] };

  it("loses no confirmed task, because it was written: the power cut does", () => {
    expect(causeOf(hitTwice(history().producer(1).published(1, 299)), FAULTS)).toBe("not-synced");
  });

  it("is the cause if a later task was delivered before the power cut", () => {
    const both = history().producer(1).published(1, 200).published(2, 450);
    expect(causeOf(hitTwice(both).worker(1).worked(2, 500, 510), FAULTS)).toBe("not-written");
  });

  it.each([
    [99, "not-synced"],
    [101, "not-written"],
  ])("of an unconfirmed task that was published at %i ms, 200 ms or less before the kill: %s", (at, cause) => {
    const run = history().producer(1).attempted(1, at).handed(at).processed(250).disconnected(300);
    expect(causeOf(hitTwice(run), { ...WITHOUT_CONFIRMS, ...FAULTS })).toBe(cause);
  });
});

/** The broker is back at 100 ms, and the tasks are published at 150 and 155 ms. */
const restarted = (deadLettersBackAt: number) =>
  drained(history().producer(1).published(1, 150).published(2, 155))
    .fault(1, 50, 100)
    .deadLetterQueue()
    .connected(1)
    .disconnected(50)
    .connected(deadLettersBackAt)
    .worker(1)
    .worked(2, 190, 195);

describe("a dead-letter queue that is not durable", () => {
  const RESTART = { ...KILL_BROKER, kind: "restart" } as const;
  const TRANSIENT = { queueDurable: false, persistent: false, deadLetter: true, faults: [RESTART] };
  const LIMITS = { maxLength: 1, messageTtlMs: 20 };
  it.each([
    [180, "queue-not-durable"],
    [154, "unknown"],
  ])("loses the tasks that a limit removed before it was declared again at %i ms: %s", (backAt, cause) => {
    expect(limitCauseOf(restarted(backAt), { ...TRANSIENT, maxLength: LIMITS.maxLength })).toBe(cause);
    expect(limitCauseOf(restarted(backAt), { ...TRANSIENT, messageTtlMs: LIMITS.messageTtlMs })).toBe(cause);
  });

  it("loses nothing if the broker was not restarted, or if the queue is durable", () => {
    const run = restarted(180);
    expect(limitCauseOf(run, { ...TRANSIENT, queueDurable: true, persistent: true, ...LIMITS })).toBe("unknown");
    expect(limitCauseOf(run, { ...TRANSIENT, faults: [], ...LIMITS })).toBe("unknown");
  });
});

const handedOver = () => history().producer(1).attempted(1, 0).attempted(2, 0).handed(0);

describe("a channel that is closed gracefully", () => {
  const QUORUM = { ...WITHOUT_CONFIRMS, queueType: "quorum" } as const;
  it("may overtake its last publishes to a quorum queue", () => {
    expect(causeOf(drained(handedOver().closed(5)), QUORUM)).toBe("unconfirmed-when-channel-closed");
  });

  it("explains no loss of a classic queue, or with confirms", () => {
    expect(causeOf(drained(handedOver().closed(5)), WITHOUT_CONFIRMS)).toBe("unknown");
    const confirmed = drained(history().producer(1).published(1, 0).closed(5));
    expect(causeOf(confirmed, { queueType: "quorum" })).toBe("unknown");
  });

  it("explains no loss before a publish that was delivered", () => {
    expect(causeOf(drained(handedOver().closed(5)).worker(1).worked(2, 6, 7), QUORUM)).toBe("unknown");
  });
});

/** Task 1 is missing; task 2 is published 1 ms later and delivered at this time. */
const behind = (deliveredAt: number) =>
  drained(history().producer(1).published(1, 0).published(2, 1))
    .worker(1)
    .worked(2, deliveredAt, deliveredAt + 5);
const limitCauseOf = (run: History, settings: Partial<TrialSettings>, brokerVersion = "4.0.5") =>
  check(run, settings, { brokerVersion }).losses[0]?.cause;

describe("limits of the queue", () => {
  const TTL = { messageTtlMs: 50 };
  it("a task expired if it waited for longer than its time to live", () => {
    expect(limitCauseOf(behind(60), TTL)).toBe("expired");
  });

  it("a task expires later if it arrives later", () => {
    expect(limitCauseOf(behind(60), { ...TTL, rttMs: 18 })).toBe("expired");
    expect(limitCauseOf(behind(60), { ...TTL, rttMs: 22 })).toBe("unknown");
  });

  it("a task did not expire if a later task was delivered within its time to live", () => {
    expect(limitCauseOf(behind(20), TTL)).toBe("unknown");
  });

  it("a task did not expire if the dead-letter queue does not have it", () => {
    expect(limitCauseOf(behind(60), { ...TTL, deadLetter: true })).toBe("unknown");
  });

  it("a task expired if it was requeued in the moment in which its frozen worker read it", () => {
    const run = published().worker(1).delivered(1, 500).disconnected(500);
    expect(limitCauseOf(run, TTL)).toBe("expired");
  });

  it("a full queue drops its oldest task", () => {
    expect(limitCauseOf(behind(20), { maxLength: 1 })).toBe("overflow");
    expect(limitCauseOf(behind(20), { maxLength: 2 })).toBe("unknown");
    expect(limitCauseOf(behind(0.5), { maxLength: 1 })).toBe("unknown");
  });

  it("a full queue drops no task that was in hand when the fault came, although it had been requeued before", () => {
    const inHand = drained(history().producer(1).published(1, 0).published(2, 1))
      .fault(1, 20, 50)
      .worker(1)
      .delivered(1, 5)
      .failed(1, 5, 6, "requeued")
      .delivered(1, 7, "redelivered")
      .started(1, 7);
    const settings = { maxLength: 1, faults: [CUT_POWER] };
    const lateFailure = inHand.disconnected(21).failed(1, 7, 25, "requeued").worked(2, 60, 65);
    expect(limitCauseOf(lateFailure, settings)).toBe("not-synced");
  });

  it("a full queue drops a task that was requeued before the fault", () => {
    const run = drained(history().producer(1).published(1, 0).published(2, 1)).fault(1, 20, 50).worker(1);
    run.delivered(1, 5).failed(1, 5, 6, "requeued").disconnected(21).worked(2, 60, 65);
    expect(limitCauseOf(run, { maxLength: 1, faults: [CUT_POWER] })).toBe("overflow");
  });

  it("a full queue with reject-publish refuses the newest task", () => {
    const run = drained(history().producer(1).published(1, 0).published(2, 1)).worker(1).worked(1, 20, 30);
    expect(limitCauseOf(run, { maxLength: 1, overflow: "reject-publish" })).toBe("overflow");
    expect(limitCauseOf(run, { maxLength: 2, overflow: "reject-publish" })).toBe("unknown");
  });

  it("a delivery limit is that of the plan, or else the default of the broker version", () => {
    const run = published().worker(1).delivered(1, 5).failed(1, 5, 6, "requeued");
    for (let at = 10; at < 30; at++) run.delivered(1, at, "redelivered").failed(1, at, at + 0.5, "requeued");
    const quorum = { queueType: "quorum" } as const;
    expect(limitCauseOf(run, quorum)).toBe("delivery-limit");
    expect(limitCauseOf(run, quorum, "3.10.8")).toBe("unknown");
    expect(limitCauseOf(run, { ...quorum, deliveryLimit: 5 }, "3.10.8")).toBe("delivery-limit");
    expect(limitCauseOf(run, { ...quorum, deliveryLimit: "unlimited" })).toBe("unknown");
    expect(limitCauseOf(run, {})).toBe("unknown");
  });

  it("a delivery limit does not count nacks from RabbitMQ 4.3 on", () => {
    const run = published().worker(1).delivered(1, 5).failed(1, 5, 6, "requeued");
    for (let at = 10; at < 30; at++) run.delivered(1, at, "redelivered").failed(1, at, at + 0.5, "requeued");
    const nacked = { queueType: "quorum", requeueBy: "nack" } as const;
    expect(limitCauseOf(run, nacked, "4.2.0")).toBe("delivery-limit");
    expect(limitCauseOf(run, nacked, "4.3.6")).toBe("unknown");
    expect(limitCauseOf(run, { ...nacked, requeueBy: "reject" }, "4.3.6")).toBe("delivery-limit");
    for (let at = 40; at < 61; at++) run.delivered(1, at, "redelivered");
    expect(limitCauseOf(run, nacked, "4.3.6")).toBe("delivery-limit");
  });
});
