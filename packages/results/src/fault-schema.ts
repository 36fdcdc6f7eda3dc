// A fault of a run and the recovery from it.
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
    .describe("The actual target: `worker 2`, `workers 3 to 4`, `producer 1`, `broker`, `connection of worker 2`."),
  atMs: z.number(),
  healedAtMs: measured.describe("Null if the fault was not healed."),
  endedAtMs: measured
    .default(null)
    .describe("When the affected process ended, at the latest after its graceful shutdown; null if it did not end."),
  replacedAtMs: measured
    .default(null)
    .describe("When the process that replaced the ended one was started; null if none was."),
  recovery: z.object({
    timeToRedeliveryMs: measured.describe("Time to the first redelivery after the fault and before the next fault."),
    lastRedeliveryMs: measured
      .default(null)
      .describe(
        "Time to the last redelivery of a task that the affected process was working on, held in its buffer, or was being sent.",
      ),
    lossWindowMs: measured
      .default(null)
      .describe("Age of the oldest lost task when the broker was hit; 0 if none was lost, null for other targets."),
    dipRatio: measured.describe(
      "Lowest throughput until the recovery, relative to the rate before the fault; null if unknown.",
    ),
    catchUpMs: measured.describe(
      "Time to the first window after the dip with 95 % of the rate before the fault; 0 without a dip, null if there is no such window.",
    ),
    blockedMs: measured
      .default(null)
      .describe("How long the alarm blocked the producer that it blocked longest; null if it blocked none."),
  }),
});

export type FaultResult = z.infer<typeof faultSchema>;
