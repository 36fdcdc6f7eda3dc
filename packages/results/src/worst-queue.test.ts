import { describe, expect, it } from "vitest";
import { type QueueResult, queueSchema } from "./run/queue-schema.ts";
import { worstQueueOf } from "./worst-queue.ts";

/** A queue with a value of 1 in every field, and with this error of the clocks; without one on one host. */
const queueWith = (error: Pick<QueueResult["endToEndMs"], "errorBound"> = {}): QueueResult =>
  queueSchema.parse({
    ...Object.fromEntries(Object.keys(queueSchema.shape).map((name) => [name, 1])),
    endToEndMs: { p50: 1, p99: 1, max: 1, ...error },
  });

describe("the error of the clocks, over all queues", () => {
  it("is the largest one", () => {
    const queues = [0.5, 2, 1].map((errorBound) => queueWith({ errorBound }));
    expect(worstQueueOf(queues).endToEndErrorBoundMs).toBe(2);
  });

  it("is not known if that of one queue is not: it may be the largest", () => {
    const queues = [0.5, null, 2].map((errorBound) => queueWith({ errorBound }));
    expect(worstQueueOf(queues).endToEndErrorBoundMs).toBeNull();
  });

  it("is absent on one host", () => {
    expect(worstQueueOf([queueWith()])).not.toHaveProperty("endToEndErrorBoundMs");
  });
});
