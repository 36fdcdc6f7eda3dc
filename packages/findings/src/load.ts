// Findings about the load: whether the broker or the load generator determined the numbers.
import { counted, formatMs, formatNumber } from "@fairhare/core";
import { define } from "./definition.ts";

export const LOAD_FINDINGS = {
  "event-loop-stall": define<{ role: string; process: number; stallMs: number; others: number }>({
    severity: "warning",
    meaning: "The event loop of a producer or worker process stalled. Latencies of that size are not the broker's.",
    action: "Use fewer processes than cores allow, a lower --rate, or a quieter machine.",
    sentence: ({ role, process, stallMs, others }) => {
      const more = others > 0 ? ` (${counted(others, "other process", "other processes")} stalled for less)` : "";
      return `The event loop of ${role} process ${process} stalled for ${formatMs(Math.round(stallMs))}${more}: latencies of that size come from the load generator, not from the broker.`;
    },
    weight: ({ stallMs }) => stallMs,
  }),
  "service-time-error": define<{ percent: number }>({
    severity: "warning",
    meaning: "The median task took longer or shorter than planned: timers or cores limit the work.",
    action: "Use fewer workers than cores with --work cpu, or longer tasks with --work sleep.",
    sentence: ({ percent }) =>
      `Work took ${Math.abs(percent).toFixed(0)} % ${percent > 0 ? "longer" : "shorter"} than planned in the median: timers or cores limit the workers, not the broker.`,
    weight: ({ percent }) => Math.abs(percent),
  }),
  "latency-includes-backlog": define<{ tasks: number }>({
    severity: "info",
    meaning: "With --backlog the queue is full before the workers subscribe, so tasks wait for the tasks before them.",
    action: "Use --rate without --backlog to measure latency under a steady load.",
    sentence: ({ tasks }) =>
      `--backlog: ${counted(tasks, "task was", "tasks were")} in the queue before the workers subscribed, so end-to-end latency includes the wait in that backlog.`,
  }),
  "latency-without-rate": define<{ tasks: number }>({
    severity: "info",
    meaning: "Without --rate all tasks are published at once, so tasks wait for the tasks before them.",
    action: "Set --rate to measure latency under a steady load.",
    sentence: ({ tasks }) =>
      `No --rate: ${tasks === 1 ? "the task was" : `all ${counted(tasks, "task")} were`} published at once, so end-to-end latency includes the backlog.`,
  }),
  overload: define<{ load: number; workers: number }>({
    severity: "warning",
    meaning: "The tasks arrive faster than the workers can process them. The queue grows as long as the run lasts.",
    action: "Lower --rate, add --workers, or shorten the tasks.",
    sentence: ({ load, workers }) =>
      `Overload: the offered load is ${load.toFixed(2)} times the capacity of ${counted(workers, "worker")}, so latency grows with the length of the run.`,
    weight: ({ load }) => load,
  }),
  "rate-not-reached": define<{ reached: number; asked: number; scheduledMs: number; tookMs: number }>({
    severity: "warning",
    meaning: "The producers published more slowly than --rate asks for.",
    action: "Lower --rate, add --producers, or raise the confirm window.",
    sentence: ({ reached, asked, scheduledMs, tookMs }) =>
      `The producers reached ${formatNumber(reached)} of the requested ${formatNumber(asked)} publishes/s: publishes scheduled within ${formatMs(scheduledMs)} took ${formatMs(tookMs)}.`,
    weight: ({ reached, asked }) => asked / reached,
  }),
  "auto-ack-buffer": define<{ worker: number; deliveries: number }>({
    severity: "warning",
    meaning: "RabbitMQ ignores prefetch with automatic acknowledgement and pushes messages without a limit.",
    action: "Use --ack manual with a --prefetch; a crash then loses nothing.",
    sentence: ({ worker, deliveries }) =>
      `Automatic acknowledgement has no prefetch limit: worker ${worker} held up to ${counted(deliveries, "delivery", "deliveries")} at a time.`,
    weight: ({ deliveries }) => deliveries,
  }),
  "never-acknowledged": define<{ deliveries: number }>({
    severity: "warning",
    meaning: "With --ack forget the workers never acknowledge, so the broker keeps every message.",
    action: "Use --ack manual, unless the missing acknowledgement is what you test.",
    sentence: ({ deliveries }) =>
      `None of ${counted(deliveries, "delivery", "deliveries")} was acknowledged: the broker keeps them until their consumer ends.`,
    weight: ({ deliveries }) => deliveries,
  }),
};
