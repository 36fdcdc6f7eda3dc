import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { CUT_POWER, check, KILL_BROKER } from "../testing/settings.ts";
import { type History, history } from "../testing/history.ts";

/** Worker 2 runs on agent 1, which is lost at 50 ms; its processes have ended by 60 ms. */
function lostAt50(run: History): History {
  return run
    .spawned(2, 0, 1, Role.worker, 1)
    .agentLost(1, 50, 60)
    .unread(2, 50)
    .phase("publishing", 0)
    .phase("drained", 1_000);
}

const published = (...times: readonly number[]): History => {
  const run = history().producer(1);
  times.forEach((at, index) => run.published(index + 1, at));
  return run;
};
/** Without heartbeats nothing tells when the broker noticed the end; with them it closes the connection. */
const QUICK = { heartbeatSeconds: 1 };

/** The broker was down from 10 to 40 ms, and worker 2 noticed a broken connection at this time. */
const brokenBefore = (noticed: number): History =>
  published(0, 1).worker(1).worked(1, 2, 3).worker(2).disconnected(noticed).sampled(1, 1, 45).fault(1, 10, 40);

describe("a missing task and a worker whose last records were not read", () => {
  it("is unknown, not lost, if the message may have been in the queue meanwhile", () => {
    const { result } = check(lostAt50(published(0, 1).worker(1).worked(1, 5, 9)).worker(2));
    expect(result.ledger).toMatchObject({ completed: 1, lost: 0, unknown: 1, unknownUnread: 1 });
    expect(result.verdict).toBe("unknown");
    expect(result.findings.find(({ code }) => code === "history-unread")?.values).toEqual({
      agents: "1",
      workers: "2",
      producers: "",
      tasks: 1,
    });
    expect(result.findings.map(({ code }) => code)).not.toContain("unknown-fates");
  });

  it("is unknown if that worker held it when the records end", () => {
    const run = published(0, 1).worker(1).worked(1, 5, 9).worker(2).delivered(2, 10).started(2, 10);
    expect(check(lostAt50(run), { ack: "auto" }).result.ledger).toMatchObject({ lost: 0, unknownUnread: 1 });
  });

  it("is lost if it was published when the worker could not receive any more", () => {
    const run = lostAt50(published(0, 3_061).worker(1).worked(1, 5, 9)).worker(2);
    const { result } = check(run, QUICK);
    expect(result.ledger).toMatchObject({ completed: 1, lost: 1, unknown: 0 });
    expect(result.verdict).toBe("fail");
    expect(check(run, { heartbeatSeconds: 0 }).result.ledger).toMatchObject({ lost: 0, unknownUnread: 1 });
  });

  it("is lost if it was acknowledged on its delivery to another worker", () => {
    const run = lostAt50(published(0).worker(1).delivered(1, 5)).killed(1, 40).worker(2);
    const { ledger, verdict } = check(run, { ack: "auto" }).result;
    expect(ledger).toMatchObject({ lost: 1, unknown: 0 });
    expect(ledger.losses).toEqual([{ task: 1, cause: "auto-acked-in-buffer" }]);
    expect(verdict).toBe("fail");
  });

  it("is lost if its queue had none of these workers", () => {
    const run = lostAt50(published(0, 1, 2, 3))
      .worker(1)
      .worker(2)
      .worked(2, 5, 9);
    const { ledger } = check(run, { queues: 2 }).result;
    // Queue 1 has the tasks 1 and 4, queue 2 has 2 and 3; worker 2 consumes from queue 2.
    expect(ledger).toMatchObject({ completed: 1, lost: 2, unknownUnread: 1 });
  });

  it("is lost with a transient queue that the broker forgot before the unread part", () => {
    const transient = { queueDurable: false, persistent: false, durability: "transient" as const, ...QUICK };
    const faults = { ...transient, faults: [KILL_BROKER] };
    expect(check(lostAt50(brokenBefore(12)), faults).result.ledger).toMatchObject({ lost: 1, unknown: 0 });
    // Its connection was broken before the fault: the message may have been on its way on another one.
    expect(check(lostAt50(brokenBefore(5)), faults).result.ledger).toMatchObject({ lost: 0, unknownUnread: 1 });
    // A durable queue keeps the message.
    expect(check(lostAt50(brokenBefore(12)), { faults: [CUT_POWER] }).result.ledger).toMatchObject({
      unknownUnread: 1,
    });
  });

  it("leaves the messages in the queue to the tasks that can be nowhere else", () => {
    const run = history()
      .producer(1)
      .published(1, 0)
      .published(2, 4_000)
      .worker(2)
      .delivered(1, 5)
      .phase("publishing", 0)
      .spawned(2, 0, 1, Role.worker, 1)
      .agentLost(1, 50)
      .unread(2, 50)
      .drained(5_000, { ready: 1 })
      .exited(1, 5_000, { role: Role.producer })
      .exited(1, 5_000)
      .worker(1)
      .depth(1, 5_010);
    expect(check(run, QUICK).result.ledger).toMatchObject({ remaining: 1, lost: 0, unknownUnread: 1 });
  });
});

it("a completion on another worker decides, and the verdict stays unknown: there may be duplicates", () => {
  const { result } = check(
    lostAt50(published(0).worker(1).worked(1, 60, 90))
      .worker(2)
      .delivered(1, 5),
  );
  expect(result.ledger).toMatchObject({ completed: 1, unknown: 0 });
  expect(result.verdict).toBe("unknown");
});

it("an agent whose processes had closed their shards takes no history with it", () => {
  const run = published(0).worker(1).worked(1, 5, 9).worker(2).closed(40);
  const { result } = check(
    run.spawned(2, 0, 1, Role.worker, 1).exited(2, 45).agentLost(1, 50).phase("publishing", 0).phase("drained", 1_000),
  );
  expect(result.verdict).toBe("pass");
});

it("a publish without a confirm is not unread if its producer was read, as in a run that was cut short", () => {
  const run = published(0)
    .attempted(2, 45)
    .worker(1)
    .worked(1, 5, 9)
    .worker(2)
    .spawned(2, 0, 1, Role.worker, 1)
    .agentLost(1, 50, 60)
    .unread(2, 50)
    .phase("publishing", 0)
    .phase("cutShort", 51)
    .exited(1, 60, { role: Role.producer });
  const { result } = check(run, {}, { shards: run.shards({ unfinished: ["producer-1.1"] }) });
  expect(result.ledger).toMatchObject({ attempted: 2, completed: 1, lost: 0, unknown: 1, unknownUnread: 0 });
  expect(result.verdict).toBe("unknown");
});

const TWO = { producers: 2, tasks: 6 };
/** Producer 2, which publishes the even tasks, is on the lost agent. */
const lostProducer = (run: History): History =>
  run
    .spawned(2, 0, 1, Role.producer, 1)
    .agentLost(1, 50)
    .unread(2, 50, 1, Role.producer)
    .phase("publishing", 0)
    .phase("drained", 1_000);
const first = (): History => history().producer(1).published(1, 0).published(3, 1).published(5, 2);
const done = (run: History, ...tasks: readonly number[]): History =>
  tasks.reduce((one, task) => one.worked(task, 100 + task, 100.5 + task), run.worker(1));

describe("a producer whose last records were not read", () => {
  it("attempted the tasks that arrived at a worker, and no more of them are known", () => {
    const run = lostProducer(done(first().producer(2).published(2, 1), 1, 2, 3, 4, 5));
    const { result } = check(run, TWO);
    expect(result.ledger).toMatchObject({ attempted: 5, completed: 5, unexpected: 0, unknown: 0 });
    expect(result.verdict).toBe("unknown");
    const codes = result.findings.map(({ code }) => code);
    expect(codes).toContain("history-unread");
    expect(codes).not.toContain("tasks-not-attempted");
    expect(codes).not.toContain("producer-share-incomplete");
  });

  it("may have read a confirm: its open publishes are unknown for that reason", () => {
    const run = lostProducer(done(first().producer(2).attempted(2, 1).handed(1), 1, 3, 5));
    expect(check(run, TWO).result.ledger).toMatchObject({ attempted: 4, completed: 3, unknown: 1, unknownUnread: 1 });
  });

  it("did not publish the tasks of another producer, or tasks beyond the plan", () => {
    const run = lostProducer(done(first().producer(2), 1, 3, 5, 7, 8));
    expect(check(run, TWO).result.ledger).toMatchObject({ attempted: 3, completed: 3, unexpected: 2 });
  });

  it("that had finished has nothing left to tell", () => {
    const run = done(first().producer(2).published(2, 1).published(4, 1).published(6, 1).finished(3), 1, 2, 3, 4, 5, 6);
    expect(check(lostProducer(run), TWO).result.verdict).toBe("pass");
  });
});
