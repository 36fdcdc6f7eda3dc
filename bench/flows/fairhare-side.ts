// One run of Fairhare with everything that it records, by the numbers of its own results.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import { runExperiment } from "@fairhare/orchestrator";
import type { Experiment } from "@fairhare/workload";
import type { Measured } from "./side.ts";

/** Throws unless every task was completed and the run passed. */
export async function runFairhare(broker: Broker, experiment: Experiment, signal: AbortSignal): Promise<Measured> {
  const runsDirectory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  try {
    const ports = { broker, runsDirectory, command: ["bench:flows"], observer: () => undefined, signal };
    const { results } = await runExperiment(experiment, ports);
    const run = results.trials[0]?.runs[0];
    if (run?.verdict !== "pass")
      throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "the experiment has no run"}`);
    return {
      perSecond: known(run.throughput.completedPerSecond),
      clientCpuMicros: known(run.cost.clientCpuMsPer1000Tasks),
      clientPeakRssBytes: known(run.cost.clientPeakRssBytes),
      workerPeakRssBytes: known(run.cost.workerPeakRssBytes),
    };
  } finally {
    rmSync(runsDirectory, { recursive: true });
  }
}

function known(value: number | null): number {
  if (value === null) throw new Error("The run did not measure its own cost.");
  return value;
}
