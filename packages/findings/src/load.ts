// Findings about the load: the load generator or the plan, not the broker, determined the numbers.
import { counted, formatMs, formatNumber } from "@fairhare/core";
import { define } from "./definition.ts";

export const LOAD_FINDINGS = {
  "event-loop-stall": define<{ role: string; process: number; stallMs: number; others: number }>({
    severity: "warning",
    meaning:
      "The event loop of a producer or worker process stalled. The load generator causes latencies of that size, not the broker.",
    action: "Lower --workers, --producers or --rate, or stop other programs on this machine.",
    sentence: ({ role, process, stallMs, others }) => {
      const more = others > 0 ? ` (${counted(others, "other process", "other processes")} stalled for less)` : "";
      return `The event loop of ${role} process ${process} stalled for ${formatMs(Math.round(stallMs))}${more}: latencies of that size come from the load generator, not from the broker.`;
    },
    weight: ({ stallMs }) => stallMs,
  }),
  "generator-limit": define<{ part: string; process: number; percent: number; cores: number; stolenPercent: number }>({
    severity: "warning",
    meaning:
      "A part of the load generator used a whole core during the measurement, or all cores of the machine were busy: the throughput is that of the load generator, not of the broker. `part` names it.",
    action: "Use more --producers or --workers if a core is free, and a machine with more cores if none is.",
    sentence: ({ part, process, percent, cores, stolenPercent }) => {
      const used = `${percent.toFixed(0)} %`;
      if (part === "machine") {
        const stolen = stolenPercent >= 1 ? `; other guests of its host took ${stolenPercent.toFixed(0)} %` : "";
        return `The machine was the limit: its ${counted(cores, "core")} ${cores === 1 ? "was" : "were"} busy for ${used} of the time${stolen}.`;
      }
      const who = part === "orchestrator" ? "the process that runs the experiment" : `${part} process ${process}`;
      return `The load generator was the limit: ${who} used ${used} of a core, so the throughput is that of the client, not of the broker.`;
    },
    weight: ({ percent }) => percent,
  }),
  "service-time-error": define<{ percent: number }>({
    severity: "warning",
    meaning: "The median service time differs from the plan: timers or cores limit the workers.",
    action: "Set --workers below the number of cores with --work cpu, or raise --light and --heavy with --work sleep.",
    sentence: ({ percent }) =>
      `The median service time is ${Math.abs(percent).toFixed(0)} % ${percent > 0 ? "longer" : "shorter"} than planned: timers or cores limit the workers, not the broker.`,
    weight: ({ percent }) => Math.abs(percent),
  }),
  "latency-includes-backlog": define<{ tasks: number }>({
    severity: "info",
    meaning:
      "With --backlog all tasks are in the queue before the workers subscribe, so each task waits for the tasks before it.",
    action: "Set --rate and remove --backlog to measure latency under a steady load.",
    sentence: ({ tasks }) =>
      `--backlog: ${counted(tasks, "task was", "tasks were")} in the queue before the workers subscribed, so end-to-end latency includes the wait in that backlog.`,
  }),
  "latency-without-rate": define<{ tasks: number }>({
    severity: "info",
    meaning: "Without --rate all tasks are published at once, so each task waits for the tasks before it.",
    action: "Set --rate to measure latency under a steady load.",
    sentence: ({ tasks }) =>
      `No --rate: ${tasks === 1 ? "the task was" : `all ${counted(tasks, "task")} were`} published at once, so end-to-end latency includes the backlog.`,
  }),
  overload: define<{ load: number; workers: number }>({
    severity: "warning",
    meaning: "The tasks arrive faster than the workers can process them. The queue grows until publishing ends.",
    action: "Lower --rate, raise --workers, or lower --heavy and --light.",
    sentence: ({ load, workers }) =>
      `Overload: the offered load is ${load.toFixed(2)} times the capacity of ${counted(workers, "worker")}, so latency grows with the length of the run.`,
    weight: ({ load }) => load,
  }),
  "rate-not-reached": define<{ reached: number; asked: number; scheduledMs: number; tookMs: number }>({
    severity: "warning",
    meaning: "The producers published more slowly than --rate requires.",
    action: "Lower --rate, spread it over more --producers, or raise --confirm, unless a --fault explains it.",
    sentence: ({ reached, asked, scheduledMs, tookMs }) =>
      `The producers reached ${formatNumber(reached)} of the requested ${formatNumber(asked)} publishes/s: publishes scheduled within ${formatMs(scheduledMs)} took ${formatMs(tookMs)}.`,
    weight: ({ reached, asked }) => asked / reached,
  }),
  "workers-not-begun": define<{ workers: number; of: number }>({
    severity: "warning",
    meaning:
      "With --start-jitter or --ramp-up, workers had not begun to consume when the last task was completed. Fairness and the lower bound leave them out.",
    action: "Use a shorter --start-jitter or --ramp-up, or more work: raise --tasks or --time.",
    sentence: ({ workers, of }) =>
      `${workers} of ${counted(of, "worker")} had not begun to consume when the last task was completed: fairness and the lower bound leave ${workers === 1 ? "it" : "them"} out.`,
    weight: ({ workers, of }) => workers / of,
  }),
  "auto-ack-buffer": define<{ worker: number; deliveries: number }>({
    severity: "warning",
    meaning: "With automatic acknowledgement RabbitMQ ignores the prefetch limit and delivers all messages at once.",
    action: "Use --ack manual with a --prefetch limit; RabbitMQ then requeues the deliveries of a crashed worker.",
    sentence: ({ worker, deliveries }) =>
      `Automatic acknowledgement has no prefetch limit: worker ${worker} held up to ${counted(deliveries, "delivery", "deliveries")} at a time.`,
    weight: ({ deliveries }) => deliveries,
  }),
  "never-acknowledged": define<{ deliveries: number }>({
    severity: "warning",
    meaning:
      "With --ack forget the workers never acknowledge, so the broker keeps every message and requeues it when its consumer ends.",
    action: "Use --ack manual, unless you test the missing acknowledgement.",
    sentence: ({ deliveries }) =>
      `None of ${counted(deliveries, "delivery", "deliveries")} was acknowledged: the broker keeps them until their consumer ends.`,
    weight: ({ deliveries }) => deliveries,
  }),
};
