// The ledger: the end of every attempted task.
import { z } from "zod";
import { count } from "../primitives.ts";

export const ledgerSchema = z
  .object({
    attempted: count,
    confirmed: count,
    nacked: count,
    returned: count,
    unknown: count.describe(
      "Published, but neither confirmed nor completed, and not known to have reached the broker. Or their end may be in records that were not read: `unknownUnread`.",
    ),
    unknownUnread: count
      .default(0)
      .describe(
        "Of the unknown tasks: the connection to an agent was lost, and their end may be in its unread history.",
      ),
    delivered: count.describe("Deliveries, including redeliveries."),
    redelivered: count.describe("Deliveries with the redelivered flag."),
    completed: count.describe("Tasks with at least one completion."),
    duplicated: count.describe("Completions beyond the first of each task."),
    lost: count,
    lostUnconfirmed: count.describe("Of the lost tasks: written to the socket, never confirmed."),
    unexpected: count.describe(
      "Completions of tasks that were never attempted, and deliveries from a queue of its own that the run did not publish.",
    ),
    foreignDelivered: count
      .default(0)
      .describe("Deliveries of messages that this run did not publish; only from a queue with a name (--queue)."),
    foreignCompleted: count
      .default(0)
      .describe("Completions of such messages. They are counted as work, but in no other column of the ledger."),
    deadLettered: count.describe("Tasks in the dead-letter queue that were not completed."),
    dropped: count.describe("Rejected by their handler without requeue."),
    remaining: count.describe(
      "Not completed when the run was cut short; or requeued after every failure and in the queue at the end.",
    ),
    failed: count.default(0).describe("Executions with a failed handler."),
    retried: count.default(0).describe("Of the failed executions: those that sent their task to the retry queue."),
    crashed: count.default(0).describe("Of the failed executions: those that crashed their worker process."),
    deadLettersByReason: z
      .array(z.object({ reason: z.string(), tasks: count }))
      .default([])
      .describe("Dead-lettered tasks by the broker's reason: rejected, expired, maxlen, delivery_limit or other."),
    givenBack: z
      .array(z.object({ task: count, failures: count }))
      .default([])
      .describe("Of the remaining: the first 100 tasks that their handler requeued, with the number of failures."),
    losses: z
      .array(
        z.object({
          task: count,
          cause: z
            .string()
            .describe(
              "auto-acked-in-hand, auto-acked-in-buffer, auto-acked-in-flight, early-acked-in-hand, queue-not-durable, message-not-persistent, unconfirmed-when-connection-broke, dead-letter-missing, retry-missing, delivery-limit, not-synced, overflow, expired, not-written, unconfirmed-when-channel-closed or unknown; docs/how-it-measures.md has the evidence that each of them needs.",
            ),
        }),
      )
      .describe("The first 100; the run directory has the whole list."),
    lossesByCause: z
      .array(z.object({ cause: z.string(), tasks: count, workers: z.array(count) }))
      .default([])
      .describe("All losses by cause; `workers` are the slots to which the tasks were delivered last."),
    duplicates: z
      .array(z.object({ task: count, cause: z.string(), completions: count }))
      .default([])
      .describe(
        "The first 100 tasks that were completed more than once. Causes: worker-killed, worker-crashed, ack-timeout, connection-lost, never-acknowledged, republished, unknown.",
      ),
    duplicatesByCause: z
      .array(z.object({ cause: z.string(), tasks: count }))
      .default([])
      .describe("All tasks that were completed more than once, by cause."),
  })
  .describe("attempted = completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining");

export type Ledger = z.infer<typeof ledgerSchema>;
