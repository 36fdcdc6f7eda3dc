import { broker, client } from "@fairhare/wire/testing";
import { describe, expect, it } from "vitest";
import { VirtualTap } from "./testing/virtual-tap.ts";
import { TaskNumbers } from "./task-numbers.ts";

const worker = (options = {}): VirtualTap => new VirtualTap({ role: "worker", ...options }).consume();
/** Without `consuming`, and without the deliveries. */
const outcomes = (tap: VirtualTap): string[] => tap.records().filter((line) => !/^(?:consuming|delivered)/.test(line));

const refuse = (tap: VirtualTap): string[] =>
  outcomes(
    tap
      .at(1)
      .deliver(1, 1)
      .deliver(2, 2)
      .at(2)
      .client(client.nack(1, 1, false, true), client.reject(1, 2, false)),
  ).filter((line) => line.startsWith("failed"));

describe("the records of a worker", () => {
  it("are written before its ack goes on to the broker, and its deliveries at the end of the turn", () => {
    const tap = worker().at(10).deliver(1, 7);
    expect(tap.written()).toEqual(["consuming at 0"]);
    tap.turn();
    expect(tap.written()).toEqual(["consuming at 0", "delivered 7 at 10", "started 7 at 10"]);
    tap.at(60).client(client.ack(1, 1, false));
    expect(tap.written().at(-1)).toBe("completed 7 at 60 from 10");
  });

  it("begin the next task when the previous one is settled, as a serial worker does", () => {
    const tap = worker().at(1).deliver(1, 1).at(2).deliver(2, 2);
    tap
      .at(50)
      .client(client.ack(1, 1, false))
      .at(80)
      .client(client.ack(1, 2, false));
    expect(outcomes(tap)).toEqual([
      "started 1 at 1",
      "completed 1 at 50 from 1",
      "started 2 at 50",
      "completed 2 at 80 from 50",
    ]);
    expect(tap.facts).toMatchObject({ maxUnsettled: 2, acked: 2, outOfOrderAcks: 0, earlyAcks: 0 });
  });

  it("show a second task in work when an ack overtakes an older delivery", () => {
    const tap = worker().at(1).deliver(1, 1).at(2).deliver(2, 2).at(3).deliver(3, 3);
    tap.at(50).client(client.ack(1, 2, false));
    expect(outcomes(tap)).toEqual([
      "started 1 at 1",
      "started 2 at 50",
      // The work on task 2 began beside task 1.
      "completed 2 at 50 from 2",
      "started 3 at 50",
    ]);
    expect(tap.facts).toMatchObject({ outOfOrderAcks: 1 });
  });

  it("have one moment for all deliveries that a multiple-ack covers", () => {
    const tap = worker().at(1).deliver(1, 1).deliver(2, 2).deliver(3, 3);
    tap.at(30).client(client.ack(1, 2, true));
    expect(outcomes(tap).filter((line) => line.startsWith("completed"))).toEqual([
      "completed 1 at 30 from 1",
      "completed 2 at 30 from 30",
    ]);
    expect(tap.facts).toMatchObject({ acked: 2, ackedByMultiple: 2, outOfOrderAcks: 0 });
  });

  it("tell a requeue, a drop and a dead letter apart", () => {
    expect(refuse(worker())).toEqual(["failed 1 at 2 from 1 requeued", "failed 2 at 2 from 2 dropped"]);
    expect(refuse(worker({ hasDeadLetterQueue: true }))[1]).toBe("failed 2 at 2 from 2 deadLettered");
  });

  it("know only deliveries of a no-ack consumer, or also what its output reports", () => {
    const silent = new VirtualTap({ role: "worker" }).consume(true).deliver(1, 1).deliver(2, 2);
    expect(outcomes(silent)).toEqual([]);
    expect(silent.facts).toMatchObject({ ackMode: "no-ack", maxUnsettled: 0 });
    const speaking = new VirtualTap({ role: "worker", reportsDone: true })
      .consume(true)
      .at(1)
      .deliver(1, 1)
      .deliver(2, 2);
    speaking.done?.done(40e6, speaking.recording);
    expect(outcomes(speaking)).toEqual(["started 1 at 1", "completed 1 at 40 from 1", "started 2 at 40"]);
  });

  it("show how the consumer and the connection end", () => {
    const tap = worker().deliver(1, 1).broker(broker.cancel(1, "me"));
    tap
      .at(5)
      .broker(broker.closeChannel(1, 406, "PRECONDITION_FAILED"))
      .client(client.closeChannelOk(1));
    tap.at(6).broker(broker.close(320, "CONNECTION_FORCED")).client(client.closeOk());
    tap.connection.ended("broker");
    expect(outcomes(tap).slice(1)).toEqual(["cancelled at 0", "disconnected at 5 406", "disconnected at 6 320"]);
    expect(tap.abandonedAt).toEqual([]);
  });

  it("have no completion for an ack that the broker never sees, because it has ended the connection", () => {
    const tap = worker().at(1).deliver(1, 1).at(2);
    tap.connection.ended("broker");
    tap.client(client.ack(1, 1, false));
    expect(outcomes(tap)).toEqual(["started 1 at 1", "disconnected at 2"]);
  });

  it("leave a connection that the client ended without a close to the process: it was lost or killed", () => {
    const tap = worker().at(9);
    tap.connection.ended("client");
    expect(tap.abandonedAt).toEqual([9e6]);
    expect(outcomes(tap)).toEqual([]);
    const other = worker().at(9);
    other.connection.ended("broker");
    expect(outcomes(other)).toEqual(["disconnected at 9"]);
  });
});

describe("the task of a message without a number", () => {
  it("is found by its message id, also when it is redelivered to another worker", () => {
    const tasks = new TaskNumbers();
    const producer = new VirtualTap({ role: "producer", tasks });
    producer.publish({ messageId: "a" }).publish({ messageId: "b" });
    const first = worker({ tasks }).deliver(1, { messageId: "b" }).deliver(2, { messageId: "a" });
    first.connection.ended("client");
    const second = worker({ tasks }).deliver(1, { messageId: "b" }, { redelivered: true });
    expect(first.records().filter((line) => line.startsWith("delivered"))).toEqual([
      "delivered 2 at 0",
      "delivered 1 at 0",
    ]);
    expect(second.records()).toContain("delivered 2 at 0");
  });

  it("is one of those with the same body, each once", () => {
    const tasks = new TaskNumbers();
    new VirtualTap({ role: "producer", tasks }).publish({}).publish({}, "another").publish({});
    const tap = worker({ tasks });
    for (const tag of [1, 2]) tap.deliver(tag, {});
    tap.client(client.nack(1, 1, false, true));
    tap.deliver(3, {}, { redelivered: true }).deliver(4, {});
    expect(tap.records().filter((line) => line.startsWith("delivered"))).toEqual([
      "delivered 1 at 0",
      "delivered 3 at 0",
      "delivered 1 at 0",
      "delivered at 0",
    ]);
  });
});

describe("the facts of a worker", () => {
  it("are its prefetch, its ack mode, and its heartbeat", () => {
    const tap = new VirtualTap({ role: "worker" }).client(client.qos(1, 10, false)).consume();
    expect(tap.facts).toMatchObject({
      prefetch: 10,
      prefetchIsGlobal: false,
      ackMode: "manual",
      heartbeatSeconds: 7,
    });
    tap.consume(true);
    expect(tap.facts.ackMode).toBe("mixed");
    expect(new VirtualTap({ role: "worker" }).consume().facts.prefetch).toBeNull();
  });

  it("count acks right after the delivery, unknown tags, and requeues by task", () => {
    const tap = worker()
      .at(10)
      .deliver(1, 5)
      .at(11)
      .client(client.ack(1, 1, false), client.ack(1, 1, false));
    for (let tag = 2; tag <= 4; tag++) tap.deliver(tag, 6).client(client.nack(1, tag, false, true));
    expect(tap.facts).toMatchObject({ earlyAcks: 1, unknownTags: 1, requeued: 3 });
    expect(tap.facts.requeuesByTask.get(6)).toBe(3);
  });

  it("name what is not AMQP", () => {
    const tap = worker().client(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(tap.problems).toHaveLength(1);
    expect(tap.facts.problems).toEqual(tap.problems);
  });
});
