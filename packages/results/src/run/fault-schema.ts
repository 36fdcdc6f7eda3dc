// A fault of a run and the recovery from it.
import { z } from "zod";
import { measured } from "../primitives.ts";

export const faultSchema = z.object({
  kind: z
    .string()
    .describe(
      "kill, stop, quit, restart, rolling-restart, pause, partition, add, power-cut, memory-alarm, disk-alarm, cut, stall, delay, throttle or close.",
    ),
  target: z
    .string()
    .describe(
      "The actual target: `worker 2`, `workers 3 to 4`, `producer 1`, `broker`, `node 2`, `connection of worker 2`, `agent 2`.",
    ),
  nodes: z
    .array(z.int().min(1))
    .default([])
    .describe("Numbers of the nodes of a cluster that were hit, in that order; empty for other targets."),
  leader: z
    .object({
      before: measured.describe("Number of the node with the leader, or with a classic queue, when the fault began."),
      after: measured.describe("The same when the fault was healed."),
    })
    .nullable()
    .default(null)
    .describe("The node that led the queue; null for faults that are not of a cluster."),
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
    redelivered: measured
      .default(null)
      .describe("Redeliveries after the fault and before the next one; null with automatic acknowledgement."),
    timeToLeaderMs: measured
      .default(null)
      .describe(
        "Time until the queue had a leader again after the node of its leader was hit; 0 if that node was not hit, null if unknown.",
      ),
    publishGapMs: measured
      .default(null)
      .describe(
        "Longest time without a confirm for any producer (without confirms: without a publish that a socket took) from the fault to the next fault or the end of publishing; null for other targets than broker and nodes.",
      ),
    consumeGapMs: measured
      .default(null)
      .describe(
        "Longest time without a delivery to any worker from the fault to the next fault or the last delivery; null for other targets than broker and nodes.",
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
    errorBoundMs: measured
      .optional()
      .describe(
        "If processes ran on several hosts: no time of the recovery is wrong by more, because of the clocks, except `catchUpMs`, which is counted in windows. Null if it is not known; absent on one host.",
      ),
  }),
});

export type FaultResult = z.infer<typeof faultSchema>;
