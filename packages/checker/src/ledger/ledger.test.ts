import type { TrialSettings } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check, CUT_POWER, KILL_BROKER } from "../testing/settings.ts";
import { addsUp } from "@fairhare/results";

const WITHOUT_CONFIRMS = { confirmWindow: 0 };
const drained = (run: History) => run.phase("publishing", 0).phase("drained", 1_000);
const published = () => drained(history().producer(1).published(1, 0));
const failing = (outcome: "requeued" | "dropped" | "deadLettered") =>
  published().worker(1).delivered(1, 5).started(1, 5).failed(1, 5, 9, outcome);

describe("with publisher confirms", () => {
  it("a confirmed task that nobody completed is lost", () => {
    const { result, losses } = check(drained(history().producer(1).published(1, 0)));
    expect(result.ledger).toMatchObject({ attempted: 1, confirmed: 1, lost: 1, lostUnconfirmed: 0 });
    expect(result.ledger.losses).toEqual([{ task: 1, cause: "unknown" }]);
    expect(losses).toEqual(result.ledger.losses);
    expect(result.verdict).toBe("fail");
  });

  it("an unconfirmed task is unknown, never lost", () => {
    const { result } = check(drained(history().producer(1).attempted(1, 0).handed(0).closed(5)));
    expect(result.ledger).toMatchObject({ unknown: 1, lost: 0 });
  });

  it("an unconfirmed task that was completed is completed", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).worker(1).worked(1, 5, 9));
    expect(check(run).result.ledger).toMatchObject({ completed: 1, unknown: 0 });
  });

  it("a refused task is nacked", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).nacked(1, 1));
    expect(check(run).result.ledger).toMatchObject({ nacked: 1, lost: 0, unknown: 0 });
  });

  it("a task that was returned and then confirmed counts as returned", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).returned(1, 1).confirmed(1, 1));
    expect(check(run).result.ledger).toMatchObject({ returned: 1, confirmed: 1, lost: 0 });
  });

  it("lists the first hundred losses and hands back all of them", () => {
    const producer = history().producer(1);
    for (let task = 1; task <= 150; task++) producer.published(task, task);
    const { result, losses } = check(drained(producer));
    expect(result.ledger.losses).toHaveLength(100);
    expect(losses).toHaveLength(150);
  });
});

describe("without publisher confirms", () => {
  it("a task that was handed to the socket and not completed is lost, and reported as unconfirmed", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0));
    const { result } = check(run, WITHOUT_CONFIRMS);
    expect(result.ledger).toMatchObject({ lost: 1, lostUnconfirmed: 1, unknown: 0 });
    expect(result.ledger.losses).toEqual([{ task: 1, cause: "unconfirmed-when-connection-broke" }]);
  });

  it("a task that was attempted but never handed over is unknown", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).attempted(2, 1).worker(1).worked(1, 5, 9));
    expect(check(run, WITHOUT_CONFIRMS).result.ledger).toMatchObject({ completed: 1, unknown: 1, lost: 0 });
  });

  it("a connection closed in good order has handed over all that was attempted", () => {
    const run = drained(history().producer(1).attempted(1, 0).closed(3));
    expect(check(run, WITHOUT_CONFIRMS).result.ledger).toMatchObject({ lost: 1, unknown: 0 });
  });

  it("a task that was not handed over when the connection broke stays unknown, even after a later close", () => {
    const run = drained(history().producer(1).attempted(1, 0).disconnected(1).closed(9));
    expect(check(run, WITHOUT_CONFIRMS).result.ledger).toMatchObject({ lost: 0, unknown: 1 });
  });
});

describe("completions", () => {
  it("are put down to the lost connection even when its delivery was read after the redelivery", () => {
    const first = published().worker(1).delivered(1, 6).started(1, 6).disconnected(7).completed(1, 6, 20);
    const { result } = check(first.worker(2).delivered(1, 5, "redelivered").started(1, 10).completed(1, 10, 15));
    expect(result.ledger.duplicates).toEqual([{ task: 1, cause: "connection-lost", completions: 2 }]);
  });

  it("beyond the first are duplicates of the slot that came later", () => {
    const run = published().worker(2).worked(1, 30, 40).worker(1).worked(1, 10, 20);
    const { result } = check(run);
    expect(result.ledger).toMatchObject({ completed: 1, duplicated: 1 });
    expect(result.workers.map(({ tasks, duplicated }) => [tasks, duplicated])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(result.latencyMs.endToEnd.max).toBe(20);
    expect(result.verdict).toBe("pass");
  });

  it("of a task that was never attempted are unexpected, and fail the run", () => {
    const { result } = check(published().worker(1).worked(1, 5, 9).worked(7, 10, 20));
    expect(result.ledger).toMatchObject({ attempted: 1, completed: 1, unexpected: 1 });
    expect(result.verdict).toBe("fail");
  });

  it("of foreign messages are counted once, by their delivery", () => {
    const { result } = check(published().worker(1).worked(1, 5, 9).worked(0, 10, 20));
    expect(result.ledger.unexpected).toBe(1);
    expect(result.latencyMs.endToEnd.count).toBe(1);
  });

  it("after a redelivery are neither lost nor duplicated", () => {
    const run = published()
      .worker(1)
      .delivered(1, 10)
      .started(1, 10)
      .worker(2)
      .delivered(1, 30, "redelivered")
      .started(1, 30)
      .completed(1, 30, 50);
    const { result } = check(run);
    expect(result.ledger).toMatchObject({ delivered: 2, redelivered: 1, completed: 1, duplicated: 0, lost: 0 });
    expect(result.workers.map(({ redelivered }) => redelivered)).toEqual([0, 1]);
  });
});

/** Its processes, one of each role, end at 1,010 ms. */
const ended = (run: History) =>
  run.spawned(1, 0).spawned(1, 0, 1, Role.producer).exited(1, 1_010).exited(1, 1_010, { role: Role.producer });

describe("failed handlers", () => {
  it("that drop a task put it into its own column", () => {
    expect(check(failing("dropped")).result.ledger).toMatchObject({ dropped: 1, lost: 0 });
  });

  it("that dead-letter a task put it into its own column once it has arrived there", () => {
    const { ledger } = check(failing("deadLettered").deadLettered(1, 12)).result;
    expect(ledger).toMatchObject({ deadLettered: 1, lost: 0, failed: 1 });
    expect(ledger.deadLettersByReason).toEqual([{ reason: "rejected", tasks: 1 }]);
  });

  it("whose dead letter never arrives have lost it", () => {
    const { ledger } = check(failing("deadLettered")).result;
    expect(ledger).toMatchObject({ deadLettered: 0, lost: 1 });
    expect(ledger.losses).toEqual([{ task: 1, cause: "dead-letter-missing" }]);
  });

  it("that give a task back leave it in the queue when the queue holds it at the end", () => {
    const run = ended(failing("requeued")).depth(1, 1_020);
    const { ledger, verdict, warnings } = check(run).result;
    expect(ledger).toMatchObject({ remaining: 1, lost: 0, givenBack: [{ task: 1, failures: 1 }] });
    expect(verdict).toBe("pass");
    expect(warnings.join("\n")).toContain("1 task was still in the queue at the end");
  });

  it("that give a task back prove nothing by a depth that was read before the workers were gone", () => {
    const run = ended(failing("requeued").depth(1, 1_005));
    expect(check(run).result.ledger).toMatchObject({ remaining: 0, lost: 1 });
  });

  it("that requeue a task leave it to the next delivery", () => {
    expect(check(failing("requeued").worked(1, 20, 30)).result.ledger).toMatchObject({ completed: 1 });
    expect(check(failing("requeued")).result.ledger).toMatchObject({ lost: 1 });
  });

  it("were busy all the same", () => {
    expect(check(failing("dropped")).result.workers[0]?.busyMs).toBeCloseTo(4);
  });
});

describe("automatic acknowledgement", () => {
  it("loses what a killed worker had in hand and in its buffer, and says which", () => {
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

const cut = () => history().phase("publishing", 0).producer(1).published(1, 0).published(2, 1).attempted(3, 2);

describe("a run that was cut short", () => {
  it("has tasks remaining, none lost, and no verdict", () => {
    const { result } = check(cut().worker(1).worked(1, 5, 9).phase("cutShort", 100));
    expect(result.ledger).toMatchObject({ attempted: 3, completed: 1, remaining: 1, unknown: 1, lost: 0 });
    expect(result.verdict).toBe("unknown");
    expect(result.warnings.join("\n")).toContain("did not drain: 1 task was neither");
  });

  it("fails all the same when a task appeared that nobody sent", () => {
    expect(check(cut().worker(1).worked(9, 5, 9).phase("cutShort", 100)).result.verdict).toBe("fail");
  });
});

describe("the columns", () => {
  it("are checked for adding up", () => {
    const { ledger } = check(drained(history().producer(1).published(1, 0))).result;
    expect(addsUp(ledger)).toBe(true);
    expect(addsUp({ ...ledger, dropped: 1 })).toBe(false);
  });

  it("count a task once however often it was attempted", () => {
    const run = drained(history().producer(1).published(1, 0).published(1, 5).worker(1).worked(1, 9, 10));
    const { result } = check(run);
    expect(result.ledger).toMatchObject({ attempted: 1, completed: 1 });
    expect(result.warnings.join("\n")).toContain("1 publish was repeated");
  });
});

const publishedBeforeFault = () => published().fault(1, 20, 50);
const causeOf = (run: History, settings: Parameters<typeof check>[1]) => check(run, settings).losses[0]?.cause;

describe("a power cut of the broker", () => {
  it("explains a confirmed task that is gone after it", () => {
    expect(causeOf(publishedBeforeFault(), { faults: [CUT_POWER] })).toBe("not-synced");
  });

  it("explains a task that was only handed over before it, and keeps that apart", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0)).fault(1, 20, 50);
    const { result } = check(run, { ...WITHOUT_CONFIRMS, faults: [CUT_POWER] });
    expect(result.ledger).toMatchObject({ lostUnconfirmed: 1, losses: [{ task: 1, cause: "not-synced" }] });
  });

  it("explains nothing that was published after it", () => {
    const run = drained(history().producer(1).published(1, 30)).fault(1, 20, 25);
    expect(causeOf(run, { faults: [CUT_POWER] })).toBe("unknown");
  });

  it("is not the cause where the message was not persistent anyway", () => {
    expect(causeOf(publishedBeforeFault(), { faults: [CUT_POWER], persistent: false })).toBe("message-not-persistent");
  });
});

describe("a kill of the broker", () => {
  it("explains a task that was the broker's and never written: the kernel keeps what was", () => {
    expect(causeOf(publishedBeforeFault(), { faults: [KILL_BROKER] })).toBe("not-written");
  });

  it("is the cause where the broker had said that all had arrived, whatever became of the connection", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).processed(5).disconnected(20)).fault(1, 19, 50);
    expect(causeOf(run, { ...WITHOUT_CONFIRMS, faults: [KILL_BROKER] })).toBe("not-written");
  });

  it("is not the cause where the connection may have taken the task along", () => {
    const run = drained(history().producer(1).attempted(1, 0).handed(0).disconnected(20)).fault(1, 19, 50);
    expect(causeOf(run, { ...WITHOUT_CONFIRMS, faults: [KILL_BROKER] })).toBe("unconfirmed-when-connection-broke");
  });

  it("explains nothing that was published after it", () => {
    const run = drained(history().producer(1).published(1, 30)).fault(1, 20, 25);
    expect(causeOf(run, { faults: [KILL_BROKER] })).toBe("unknown");
  });
});

const handedOver = () => history().producer(1).attempted(1, 0).attempted(2, 0).handed(0);

describe("a channel that is closed in good order", () => {
  const QUORUM = { ...WITHOUT_CONFIRMS, queueType: "quorum" } as const;
  it("may overtake what it published last to a quorum queue", () => {
    expect(causeOf(drained(handedOver().closed(5)), QUORUM)).toBe("unconfirmed-when-channel-closed");
  });

  it("explains nothing of a classic queue, or with confirms", () => {
    expect(causeOf(drained(handedOver().closed(5)), WITHOUT_CONFIRMS)).toBe("unknown");
    const confirmed = drained(history().producer(1).published(1, 0).closed(5));
    expect(causeOf(confirmed, { queueType: "quorum" })).toBe("unknown");
  });

  it("explains nothing that a later publish was delivered after", () => {
    expect(causeOf(drained(handedOver().closed(5)).worker(1).worked(2, 6, 7), QUORUM)).toBe("unknown");
  });
});

/** Task 1 is missing; task 2, published a little later, was delivered then. */
const behind = (deliveredAt: number) =>
  drained(history().producer(1).published(1, 0).published(2, 1))
    .worker(1)
    .worked(2, deliveredAt, deliveredAt + 5);
const limitCauseOf = (run: History, settings: Partial<TrialSettings>, brokerVersion = "4.0.5") =>
  check(run, settings, { brokerVersion }).losses[0]?.cause;

describe("limits of the queue", () => {
  const TTL = { messageTtlMs: 50 };
  it("an expired task waited for longer than it may", () => {
    expect(limitCauseOf(behind(60), TTL)).toBe("expired");
  });

  it("a task that what came after it overtook in time did not expire", () => {
    expect(limitCauseOf(behind(20), TTL)).toBe("unknown");
  });

  it("with a dead-letter queue an expired task would have arrived there", () => {
    expect(limitCauseOf(behind(60), { ...TTL, deadLetter: true })).toBe("unknown");
  });

  it("a full queue has dropped its oldest", () => {
    expect(limitCauseOf(behind(20), { maxLength: 1 })).toBe("overflow");
    expect(limitCauseOf(behind(20), { maxLength: 2 })).toBe("unknown");
    expect(limitCauseOf(behind(0.5), { maxLength: 1 })).toBe("unknown");
  });

  it("a full queue has refused the newest", () => {
    const run = drained(history().producer(1).published(1, 0).published(2, 1)).worker(1).worked(1, 20, 30);
    expect(limitCauseOf(run, { maxLength: 1, overflow: "reject-publish" })).toBe("overflow");
    expect(limitCauseOf(run, { maxLength: 2, overflow: "reject-publish" })).toBe("unknown");
  });

  it("a delivery limit is the plan's, or the broker's own where it has one", () => {
    const run = published().worker(1).delivered(1, 5).failed(1, 5, 6, "requeued");
    for (let at = 10; at < 30; at++) run.delivered(1, at, "redelivered").failed(1, at, at + 0.5, "requeued");
    const quorum = { queueType: "quorum" } as const;
    expect(limitCauseOf(run, quorum)).toBe("delivery-limit");
    expect(limitCauseOf(run, quorum, "3.10.8")).toBe("unknown");
    expect(limitCauseOf(run, { ...quorum, deliveryLimit: 5 }, "3.10.8")).toBe("delivery-limit");
    expect(limitCauseOf(run, { ...quorum, deliveryLimit: "unlimited" })).toBe("unknown");
    expect(limitCauseOf(run, {})).toBe("unknown");
  });

  it("a limit does not count what was nacked where RabbitMQ does not", () => {
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

const twice = (replyCode: number | "cancel") =>
  (replyCode === "cancel" ? inHand().cancelled(105) : inHand().disconnected(105, replyCode))
    .worker(2)
    .delivered(1, 106, "redelivered")
    .started(1, 106)
    .completed(1, 106, 306)
    .worker(1)
    .completed(1, 5, 205);
const inHand = () => published().worker(1).delivered(1, 5).started(1, 5);

describe("a task that was in hand for too long", () => {
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
