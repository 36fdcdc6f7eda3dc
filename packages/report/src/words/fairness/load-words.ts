// Whether the producers offered more than the fleet can process: the load by the measured service time.
import { counted, formatNumber, formatRatio } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { meanRate } from "@fairhare/workload";
import { medianOver } from "../../metrics.ts";
import { type VerdictPart } from "../list-words.ts";
import { isPaced } from "../rate-words.ts";

/**
 * Empty below the fleet's capacity, and for tasks that are published at no set rate. The load is λ · S / (m · c): the
 * rate λ that the producers reached, the mean service time S, m workers with c tasks at a time.
 */
export function saturation({ runs, settings }: TrialResult): VerdictPart[] {
  const { backlog, ratePerSecond, producers, workerConcurrency } = settings;
  const serviceMs = medianOver(runs, meanServiceMs);
  const workers = Math.max(...runs.map((run) => run.workers.length));
  if (!isPaced(ratePerSecond) || backlog === true || serviceMs === null || serviceMs === 0) return [];
  const [sources, places] = [Number(producers ?? 1), Number(workerConcurrency ?? 1)];
  const planned =
    meanRate(ratePerSecond, (medianOver(runs, ({ ledger }) => ledger.attempted) ?? 1) / sources) * sources;
  const offered = Math.min(planned, medianOver(runs, ({ throughput }) => throughput.publishedPerSecond) ?? planned);
  const perWorker = (places * 1_000) / serviceMs;
  const load = offered / (workers * perWorker);
  if (load < 1) return [];
  const enough = Math.floor(offered / perWorker) + 1;
  const rate = Math.floor((workers * perWorker) / sources);
  return [
    {
      says: `Saturated: the producers published ${formatRatio(load)} the fleet's capacity (${formatNumber(offered)} tasks/s; ${counted(workers, "worker")} ${workers === 1 ? "completes" : "complete"} ${formatNumber(workers * perWorker)} tasks/s), so the queue and the latency grew while they published`,
      advice: [`Set --workers ${enough} or more${rate > 0 ? `, or --rate ${rate} or less` : ""}.`],
    },
  ];
}

function meanServiceMs({ workers }: RunResult): number | null {
  const tasks = workers.reduce((sum, worker) => sum + worker.tasks, 0);
  return tasks === 0 ? null : workers.reduce((sum, { busyMs }) => sum + busyMs, 0) / tasks;
}
