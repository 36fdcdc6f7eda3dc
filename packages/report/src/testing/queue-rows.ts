// The queues of a virtual run, for fixtures: its tasks by the queue that their numbers give.
import { jainIndex, type QueueResult } from "@fairhare/results";
import { queueNumbers, queueOfTask, type TrialSettings, workersByQueue } from "@fairhare/workload";
import type { VirtualRun } from "./virtual-run.ts";

export function queueRows(settings: TrialSettings, virtual: VirtualRun, slowness: number): QueueResult[] {
  const workers = workersByQueue(settings);
  const attempted = virtual.sentMs.map((_, index) => index + 1);
  const redelivered = [...virtual.redeliveredBySlot.values()].reduce((sum, count) => sum + count, 0);
  return queueNumbers(settings).map((queue, index): QueueResult => {
    const own = virtual.completions.filter(({ task }) => queueOfTask(task, settings) === queue);
    const published = attempted.filter((task) => queueOfTask(task, settings) === queue).length;
    const latencies = own.map(({ sentMs, completedMs }) => (completedMs - sentMs) * slowness).toSorted((a, b) => a - b);
    const at = (share: number): number | null =>
      latencies[Math.max(0, Math.ceil(share * latencies.length) - 1)] ?? null;
    const lastMs = Math.max(0, ...own.map(({ completedMs }) => completedMs)) * slowness;
    const bySlot = [...new Set(own.map(({ slot }) => slot))].map((slot) => own.filter((one) => one.slot === slot));
    return {
      queue,
      workers: workers[index] ?? 0,
      attempted: published,
      confirmed: settings.confirmWindow > 0 ? published : 0,
      nacked: 0,
      returned: 0,
      unknown: 0,
      delivered: own.length + (index === 0 ? virtual.deliveries - virtual.completions.length : 0),
      redelivered: index === 0 ? redelivered : 0,
      completed: own.length,
      duplicated: 0,
      lost: 0,
      deadLettered: 0,
      dropped: 0,
      remaining: published - own.length,
      failed: 0,
      backlog: published - own.length,
      completedPerSecond: lastMs > 0 ? (own.length / lastMs) * 1000 : null,
      endToEndMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
      jainTasks: jainIndex(bySlot.map((tasks) => tasks.length)),
      jainBusy:
        settings.work === "none"
          ? null
          : jainIndex(bySlot.map((tasks) => tasks.reduce((sum, one) => sum + one.completedMs - one.beganMs, 0))),
    };
  });
}
