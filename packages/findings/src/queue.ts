// Findings about a queue that others may use too.
import { counted } from "@fairhare/core";
import { define } from "./definition.ts";

export const QUEUE_FINDINGS = {
  "producers-alone": define<{ attempted: number; confirmed: number }>({
    severity: "error",
    meaning:
      "The run had producers alone (--workers 0). It shows what the broker accepted, and not whether a consumer completed it.",
    action:
      "Use --workers to measure the tasks to their end, or say what the producers have to show, such as --threshold 'confirmed==1000'.",
    sentence: ({ attempted, confirmed }) =>
      `${counted(attempted, "task was", "tasks were")} published without workers of this run, ${confirmed === 0 ? "none" : confirmed === attempted ? "all" : confirmed} of them confirmed: whether they were completed is not known.`,
  }),
  "workers-alone": define<{ completed: number }>({
    severity: "error",
    meaning:
      "The run had workers alone (--producers 0). It shows what they received and completed, and not whether a message was lost before.",
    action:
      "Use --producers to measure the tasks from their beginning, or say what the workers have to show, such as --threshold 'jainBusy>=0.9'.",
    sentence: ({ completed }) =>
      `${counted(completed, "message")} of others ${completed === 1 ? "was" : "were"} completed: whether all that was published arrived is not known.`,
  }),
  "nothing-received": define({
    severity: "error",
    meaning: "The run had workers alone (--producers 0), and they received no message.",
    action: "Check --queue and the virtual host of --uri, start the publisher first, or set --time to wait for it.",
    sentence: () => "The workers received no message: the queue was empty, and nothing arrived.",
  }),
  "single-active-consumer": define<{ active: number; workers: number; deliveries: number; isDeclared: boolean }>({
    severity: "warning",
    meaning:
      "One worker at a time received tasks (x-single-active-consumer), or one worker alone received all tasks of a predeclared queue. The others stand by, so fairness is not measured, or does not judge the dispatch.",
    action: "Read the throughput and the takeover after a kill. To measure fairness, use a queue without the argument.",
    sentence: ({ active, workers, deliveries, isDeclared }) =>
      isDeclared
        ? `Single active consumer: ${active} of ${workers} workers received ${counted(deliveries, "delivery", "deliveries")}, one worker at a time per queue, so fairness is not measured.`
        : `One of ${workers} workers received all ${counted(deliveries, "delivery", "deliveries")}: the queue may have a single active consumer, which makes fairness meaningless.`,
  }),
  "queues-uneven": define<{ workers: number; queues: number; least: number; most: number }>({
    severity: "warning",
    meaning:
      "The workers cannot be spread evenly over the queues (--queues). Either some queues have more workers than others, or some workers consume from more queues than others; the shares of the workers follow from that, not from the dispatch.",
    action:
      "Use a multiple of --queues as --workers or, with fewer workers than queues, a multiple of --workers as --queues.",
    sentence: ({ workers, queues, least, most }) =>
      workers > queues
        ? `${workers} workers share ${queues} queues unevenly: ${least} to ${most} workers consume from a queue.`
        : `${workers} workers share ${queues} queues unevenly: a worker consumes from ${least} to ${most} queues.`,
  }),
  "foreign-consumers": define<{ consumers: number; tasks: number }>({
    severity: "error",
    meaning:
      "Tasks are missing, and the queue had more consumers than the run has workers. The other consumers may have received the tasks, so they do not count as lost.",
    action: "Use a --queue of this run alone, or stop the other consumers.",
    sentence: ({ consumers, tasks }) =>
      `${counted(tasks, "task was", "tasks were")} not completed by this run, and the queue had ${counted(consumers, "consumer")} of others, which may have received ${tasks === 1 ? "it" : "them"}.`,
    weight: ({ tasks }) => tasks,
  }),
  "foreign-messages": define<{ delivered: number; completed: number }>({
    severity: "warning",
    meaning:
      "The workers received messages that this run did not publish. They took time of the workers, so makespan, latency and shares contain them; the ledger does not.",
    action: "Use a --queue of this run alone, or stop the other publishers.",
    sentence: ({ delivered, completed }) =>
      `The workers received ${counted(delivered, "message")} of others and completed ${completed}: they are counted, but belong to no column of the ledger.`,
    weight: ({ delivered }) => delivered,
  }),
};
