// What became of every attempted task.
import { z } from "zod";
import { count } from "./primitives.ts";

export const ledgerSchema = z
  .object({
    attempted: count,
    confirmed: count,
    nacked: count,
    returned: count,
    unknown: count.describe("Published, but neither confirmed nor known to be handed over, and not completed."),
    delivered: count.describe("Deliveries, redeliveries included."),
    redelivered: count.describe("Deliveries that the broker flagged as redelivered."),
    completed: count.describe("Tasks with at least one completion."),
    duplicated: count.describe("Completions beyond the first of each task."),
    lost: count,
    lostUnconfirmed: count.describe("Of the lost: handed to the socket without a confirm."),
    unexpected: count.describe("Completions of tasks that were never attempted, and deliveries that are none of ours."),
    deadLettered: count.describe("Arrived in the dead-letter queue, and were not completed."),
    dropped: count.describe("Rejected by their handler for good."),
    remaining: count.describe(
      "Not completed when the run was cut short; or given back by their handler each time, and in the queue at the end.",
    ),
    failed: count.default(0).describe("Executions whose handler failed."),
    deadLettersByReason: z
      .array(z.object({ reason: z.string(), tasks: count }))
      .default([])
      .describe("The dead-lettered, by the broker's reason: rejected, expired, maxlen, delivery_limit or other."),
    givenBack: z
      .array(z.object({ task: count, failures: count }))
      .default([])
      .describe("Of the remaining: the first 100 that their handler gave back, and how often it failed."),
    losses: z
      .array(
        z.object({
          task: count,
          cause: z
            .string()
            .describe(
              "auto-acked-in-hand, auto-acked-in-buffer, auto-acked-in-flight, queue-not-durable, message-not-persistent, unconfirmed-when-connection-broke, dead-letter-missing, delivery-limit, not-synced, overflow, expired, not-written, unconfirmed-when-channel-closed or unknown; docs/how-it-measures.md says what each needs to be named.",
            ),
        }),
      )
      .describe("The first 100; the whole list is in the run directory."),
    lossesByCause: z
      .array(z.object({ cause: z.string(), tasks: count, workers: z.array(count) }))
      .default([])
      .describe("All losses, counted; `workers` are the slots to which the tasks were delivered last."),
    duplicates: z
      .array(z.object({ task: count, cause: z.string(), completions: count }))
      .default([])
      .describe(
        "The first 100 tasks that were completed more than once. Causes: worker-killed, ack-timeout, connection-lost, never-acknowledged, republished, unknown.",
      ),
    duplicatesByCause: z
      .array(z.object({ cause: z.string(), tasks: count }))
      .default([])
      .describe("All tasks that were completed more than once, counted."),
  })
  .describe("attempted = completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining");

export type Ledger = z.infer<typeof ledgerSchema>;
