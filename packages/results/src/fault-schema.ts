// A fault that was done, and how the fleet got over it.
import { z } from "zod";
import { measured } from "./primitives.ts";

export const faultSchema = z.object({
  kind: z
    .string()
    .describe(
      "kill, stop, quit, restart, add, power-cut, memory-alarm, disk-alarm, cut, stall, delay, throttle or close.",
    ),
  target: z
    .string()
    .describe("What was really hit: `worker 2`, `workers 3 to 4`, `producer 1`, `broker`, `connection of worker 2`."),
  atMs: z.number(),
  healedAtMs: measured.describe("Null when it was never healed."),
  endedAtMs: measured
    .default(null)
    .describe(
      "When the process that it hit had ended, which a graceful shutdown takes its time for; null when it did not end.",
    ),
  replacedAtMs: measured
    .default(null)
    .describe("When the process that took the place of the one it ended was started; null when none was."),
  recovery: z.object({
    timeToRedeliveryMs: measured.describe("To the first redelivered delivery after the fault and before the next one."),
    lastRedeliveryMs: measured
      .default(null)
      .describe(
        "To the last redelivery of a task that a process it hit had in hand, in its buffer, or on the wire to it.",
      ),
    lossWindowMs: measured
      .default(null)
      .describe(
        "Age, when the broker was hit, of the oldest task that was lost with it; 0 when none was, null for other targets.",
      ),
    dipRatio: measured.describe("Lowest throughput until recovery, over the rate before; null when that is not known."),
    catchUpMs: measured.describe(
      "To the first window after the dip that has 95 % of the rate before; 0 without a dip, null when there is none.",
    ),
    blockedMs: measured
      .default(null)
      .describe(
        "How long an alarm kept the producer from publishing that it blocked longest; null when it blocked none.",
      ),
  }),
});

export type FaultResult = z.infer<typeof faultSchema>;
