import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";
import { addsUp } from "@fairhare/results";

const WITHOUT_CONFIRMS = { confirmWindow: 0 };
const drained = (run: History) => run.phase("publishing", 0).phase("drained", 1_000);
const published = () => drained(history().producer(1).published(1, 0));
const failing = (outcome: "requeued" | "dropped" | "deadLettered") =>
  published().worker(1).delivered(1, 5).started(1, 5).failed(1, 5, 9, outcome);

describe("with publisher confirms", () => {
  it("a confirmed task without a completion is lost", () => {
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

  it("lists the first hundred losses in the result and returns all of them", () => {
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

  it("a gracefully closed connection has handed over all attempted tasks", () => {
    const run = drained(history().producer(1).attempted(1, 0).closed(3));
    expect(check(run, WITHOUT_CONFIRMS).result.ledger).toMatchObject({ lost: 1, unknown: 0 });
  });

  it("a task that was not handed over when the connection broke stays unknown, even after a later close", () => {
    const run = drained(history().producer(1).attempted(1, 0).disconnected(1).closed(9));
    expect(check(run, WITHOUT_CONFIRMS).result.ledger).toMatchObject({ lost: 0, unknown: 1 });
  });
});

describe("completions", () => {
  it("after the first one are duplicates of the later slot", () => {
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

  it("of foreign messages are counted once, at their delivery", () => {
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

/** One producer and one worker, which end at 1,010 ms. */
const ended = (run: History) =>
  run.spawned(1, 0).spawned(1, 0, 1, Role.producer).exited(1, 1_010).exited(1, 1_010, { role: Role.producer });

const failedForNow = () =>
  drained(history().producer(1).published(1, 0)).worker(1).delivered(1, 5).started(1, 5).failed(1, 5, 20, "delayed");

describe("failed handlers", () => {
  it("that drop a task put it into the column dropped", () => {
    expect(check(failing("dropped")).result.ledger).toMatchObject({ dropped: 1, lost: 0 });
  });

  it("that dead-letter a task put it into the column deadLettered once it arrived in the dead-letter queue", () => {
    const { ledger } = check(failing("deadLettered").deadLettered(1, 12)).result;
    expect(ledger).toMatchObject({ deadLettered: 1, lost: 0, failed: 1 });
    expect(ledger.deadLettersByReason).toEqual([{ reason: "rejected", tasks: 1 }]);
  });

  it("that dead-letter a task lose it if the message never arrives in the dead-letter queue", () => {
    const { ledger } = check(failing("deadLettered")).result;
    expect(ledger).toMatchObject({ deadLettered: 0, lost: 1 });
    expect(ledger.losses).toEqual([{ task: 1, cause: "dead-letter-missing" }]);
  });

  it("that requeue a task leave it in the queue if the queue has it at the end", () => {
    const run = ended(failing("requeued")).depth(1, 1_020);
    const { ledger, verdict, warnings } = check(run).result;
    expect(ledger).toMatchObject({ remaining: 1, lost: 0, givenBack: [{ task: 1, failures: 1 }] });
    expect(verdict).toBe("pass");
    expect(warnings.join("\n")).toContain("1 task was still in the queue at the end");
  });

  it("that requeue a task lose it if the queue depth was read before the workers ended", () => {
    const run = ended(failing("requeued").depth(1, 1_005));
    expect(check(run).result.ledger).toMatchObject({ remaining: 0, lost: 1 });
  });

  it("that requeue a task have no effect on a later completion", () => {
    expect(check(failing("requeued").worked(1, 20, 30)).result.ledger).toMatchObject({ completed: 1 });
    expect(check(failing("requeued")).result.ledger).toMatchObject({ lost: 1 });
  });

  it("that send a task to the retry queue are counted, and lose it if it does not return", () => {
    const settings = { workers: 1, onError: "retry-delay" } as const;
    const lost = check(failedForNow(), settings).result.ledger;
    expect(lost).toMatchObject({ lost: 1, retried: 1, failed: 1, losses: [{ task: 1, cause: "retry-missing" }] });
    const back = check(failedForNow().worked(1, 40, 50), settings).result.ledger;
    expect(back).toMatchObject({ completed: 1, lost: 0, retried: 1, duplicated: 0 });
    const again = check(failedForNow().delivered(1, 40), settings).result.ledger;
    expect(again.losses).toEqual([{ task: 1, cause: "unknown" }]);
  });

  it("that crash their worker are counted, and RabbitMQ delivers the task again", () => {
    const run = drained(history().spawned(1, 0).producer(1).published(1, 0))
      .worker(1)
      .delivered(1, 5)
      .started(1, 5)
      .failed(1, 5, 20, "crashed")
      .killed(1, 21)
      .worker(2)
      .delivered(1, 22, "redelivered")
      .started(1, 22)
      .completed(1, 22, 30);
    const { result } = check(run, { workers: 2, onError: "crash" });
    expect(result.ledger).toMatchObject({ completed: 1, failed: 1, crashed: 1, redelivered: 1, duplicated: 0 });
    expect(result.findings).toContainEqual({
      code: "workers-crashed",
      severity: "info",
      values: { crashes: 1, examples: "1 (1 time)" },
    });
  });

  it("that crash their worker lose the task if it was acknowledged before", () => {
    const run = drained(history().spawned(1, 0).producer(1).published(1, 0))
      .worker(1)
      .delivered(1, 5)
      .started(1, 5)
      .failed(1, 5, 20, "crashed")
      .killed(1, 21);
    const { result } = check(run, { workers: 1, onError: "crash", ack: "early" });
    expect(result.ledger).toMatchObject({ lost: 1, crashed: 1, losses: [{ task: 1, cause: "early-acked-in-hand" }] });
  });

  it("count as busy time", () => {
    expect(check(failing("dropped")).result.workers[0]?.busyMs).toBeCloseTo(4);
  });
});

const cut = () => history().phase("publishing", 0).producer(1).published(1, 0).published(2, 1).attempted(3, 2);

describe("a run that was cut short", () => {
  it("has remaining tasks, no losses and the verdict unknown", () => {
    const { result } = check(cut().worker(1).worked(1, 5, 9).phase("cutShort", 100));
    expect(result.ledger).toMatchObject({ attempted: 3, completed: 1, remaining: 1, unknown: 1, lost: 0 });
    expect(result.verdict).toBe("unknown");
    expect(result.warnings.join("\n")).toContain("did not drain: 1 task was neither");
  });

  it("fails if a task that was never attempted was completed", () => {
    expect(check(cut().worker(1).worked(9, 5, 9).phase("cutShort", 100)).result.verdict).toBe("fail");
  });
});

describe("the columns", () => {
  it("are checked for their sum", () => {
    const { ledger } = check(drained(history().producer(1).published(1, 0))).result;
    expect(addsUp(ledger)).toBe(true);
    expect(addsUp({ ...ledger, dropped: 1 })).toBe(false);
  });

  it("count a task once, even if it was attempted twice", () => {
    const run = drained(history().producer(1).published(1, 0).published(1, 5).worker(1).worked(1, 9, 10));
    const { result } = check(run);
    expect(result.ledger).toMatchObject({ attempted: 1, completed: 1 });
    expect(result.warnings.join("\n")).toContain("1 publish was repeated");
  });
});
