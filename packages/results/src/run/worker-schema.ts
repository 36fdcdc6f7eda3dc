// One slot of the fleet in a run: what its worker did, and when.
import { z } from "zod";
import { count, measured, ratio } from "../primitives.ts";

const laneSegmentSchema = z
  .tuple([z.number(), z.number(), z.number()])
  .describe(
    "[from ms, to ms, heavy 0 to 1]: a span of work since the start of the measurement; heavy is the share of heavy tasks in its busy time. A segment that merges several spans is as long as their sum.",
  );

export const workerSchema = z.object({
  slot: z.int().min(1),
  agent: count
    .default(0)
    .describe("Number of the agent on whose host the last process of the slot ran; 0 on the orchestrator's own host."),
  host: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Name of the host of that agent, which may have taken the number of a lost one; null on the orchestrator's own host, or if it was not recorded.",
    ),
  incarnations: count,
  tasks: count.describe("Completions, including duplicates."),
  heavyTasks: count,
  busyMs: z.number(),
  idleMs: z
    .number()
    .describe("Time in which the worker was running, not frozen and not busy, divided by its concurrency; at least 0."),
  busyShare: ratio.describe("This slot's share of all busy time."),
  redelivered: count,
  duplicated: count,
  joinedAtMs: measured
    .default(null)
    .describe(
      "When the consumer of a worker that joined the running fleet, or that waited for --start-jitter or --ramp-up, was registered; null for the others.",
    ),
  diedAtMs: measured.describe("When the last process of the slot ended before the end of the run; null if it did not."),
  present: z
    .array(z.tuple([z.number(), z.number()]))
    .default([])
    .describe(
      "[from ms, to ms] until the makespan: the spans in which its consumer was registered and its process was running and not frozen by a fault.",
    ),
  lane: z
    .array(laneSegmentSchema)
    .describe(
      "At most a few hundred segments; more are merged with their neighbours. Empty beyond the first 400 slots.",
    ),
});

export type LaneSegment = z.infer<typeof laneSegmentSchema>;
export type WorkerResult = z.infer<typeof workerSchema>;
