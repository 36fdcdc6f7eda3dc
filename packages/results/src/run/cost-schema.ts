// The resources that a run used: CPU time, memory, traffic and disk.
import { z } from "zod";
import { measured } from "../primitives.ts";

export const costSchema = z.object({
  clientCpuSeconds: measured,
  clientPeakRssBytes: measured.describe("Sum of the largest sampled resident set size of each process of the fleet."),
  brokerCpuSeconds: measured,
  brokerPeakRssBytes: measured,
  clientCpuMsPer1000Tasks: measured
    .default(null)
    .describe(
      "CPU time of all producers and workers since they began to publish or to consume, in ms per 1,000 completed tasks (µs per task). The start of the processes is left out.",
    ),
  brokerCpuMsPer1000Tasks: measured
    .default(null)
    .describe("CPU time of a private broker during the run, in ms per 1,000 completed tasks."),
  workerPeakRssBytes: measured.default(null).describe("Largest sampled resident set size of one worker process."),
  orchestratorCpuSeconds: measured
    .default(null)
    .describe("CPU time of the process that runs the experiment, from the first to the last reading of the queue."),
  clientSentBytes: measured
    .default(null)
    .describe("Bytes that producers and workers sent on their connections, until the last sample of each process."),
  clientReceivedBytes: measured.default(null),
  brokerDiskBytes: measured
    .default(null)
    .describe(
      "Bytes that a private broker wrote to its disk during the run, as the kernel counts them; null for any other broker. 0 in memory, as in /dev/shm.",
    ),
  historyBytes: measured.default(null).describe("Size of the history of the run."),
});
