// Findings about the outcome of a run: an early end, a plan that was not completed, and tasks without a known outcome.
import { counted } from "@fairhare/core";
import { define } from "./definition.ts";

export const OUTCOME_FINDINGS = {
  "run-cut-short": define<{ reason: string }>({
    severity: "error",
    meaning: "The run ended before its drain was complete: a time limit, an interruption, or a failure.",
    action: "Fix the problem that the sentence names, then run the experiment again.",
    sentence: ({ reason }) => `The run was cut short: ${reason}.`,
  }),
  "runs-missing": define<{ missing: number; planned: number }>({
    severity: "error",
    meaning:
      "Planned runs left no record: Fairhare ended before or during them. results.json counts them in `missingRuns` of each trial.",
    action: "Run the experiment again.",
    sentence: ({ missing, planned }) =>
      `${missing} of ${counted(planned, "run")} ${missing === 1 ? "is" : "are"} missing: Fairhare ended before or during ${missing === 1 ? "it" : "them"}.`,
    weight: ({ missing }) => missing,
  }),
  "not-drained": define<{ attempted: number; open: number; unknown: number }>({
    severity: "error",
    meaning:
      "The run ended before the queue was proven empty, so the open tasks count neither as completed nor as lost.",
    action: "Raise --drain-timeout or --run-timeout, lower --rate, or plan fewer --tasks.",
    sentence: (values) => `The run did not drain: ${openTasks(values)}.`,
    weight: ({ open }) => open,
  }),
  "nothing-attempted": define({
    severity: "error",
    meaning: "No producer published a task.",
    action: "Read the other findings of the run: one of them names the reason.",
    sentence: () => "No task was attempted, so nothing was measured.",
  }),
  "no-work-done": define<{ attempted: number }>({
    severity: "error",
    meaning: "Tasks were published, but none of them reached a handler.",
    action: "Check --max-length, --message-ttl, --size, and the broker's memory and disk alarms.",
    sentence: ({ attempted }) =>
      `No work was done: none of the ${counted(attempted, "attempted task")} reached a handler.`,
  }),
  "tasks-not-attempted": define<{ attempted: number; planned: number }>({
    severity: "error",
    meaning: "The producers attempted fewer tasks than the plan asks for.",
    action: "Read the other findings of the run, then run the experiment again.",
    sentence: ({ attempted, planned }) =>
      `Only ${attempted} of the ${counted(planned, "planned task")} ${attempted === 1 ? "was" : "were"} attempted.`,
    weight: ({ attempted, planned }) => planned - attempted,
  }),
  "tasks-beyond-plan": define<{ attempted: number; planned: number }>({
    severity: "error",
    meaning: "The history has more tasks than the plan asks for, so it is not the history of this plan.",
    action: "Check that the run directory has no files of another run, then run the experiment again.",
    sentence: ({ attempted, planned }) =>
      `${counted(attempted, "task was", "tasks were")} attempted, but only ${planned} were planned.`,
  }),
  "producer-share-incomplete": define<{ producer: number }>({
    severity: "error",
    meaning: "A producer ended before it had published all of its tasks.",
    action:
      "Remove restart=never from the --fault that ends a producer; without such a fault, read the other findings.",
    sentence: ({ producer }) => `Producer ${producer} ended before it had published all of its tasks.`,
  }),
  "producer-stopped-early": define<{ producer: number; earlySeconds: number; plannedSeconds: number }>({
    severity: "error",
    meaning: "A producer stopped publishing before the planned time was over.",
    action:
      "Remove restart=never from the --fault that ends a producer; without such a fault, read the other findings.",
    sentence: ({ producer, earlySeconds, plannedSeconds }) =>
      `Producer ${producer} stopped publishing ${earlySeconds.toFixed(1)} s before the planned ${plannedSeconds} s were over.`,
    weight: ({ earlySeconds }) => earlySeconds,
  }),
  "unknown-fates": define<{ tasks: number }>({
    severity: "error",
    meaning: "The broker neither confirmed nor refused these publishes, and no worker completed their tasks.",
    action: "Use --on-unknown republish, or accept them with --threshold 'unknown<=N'.",
    sentence: ({ tasks }) =>
      `The fate of ${counted(tasks, "task")} is unknown: the broker never answered the publish, and no worker completed the work.`,
    weight: ({ tasks }) => tasks,
  }),
  "history-unread": define<{ agents: string; workers: string; producers: string; tasks: number }>({
    severity: "error",
    meaning:
      "The connection to an agent was lost, and with it the last records of the processes on its host. Tasks that these processes may have published or completed meanwhile are unknown; numbers of duplicates, deliveries and attempts are lower bounds.",
    action: "Find out why the agent ended (its own output, the memory of its host, the network), then run again.",
    sentence: ({ agents, workers, producers, tasks }) =>
      `The last records of ${[named("worker process", workers), named("producer", producers)].filter((part) => part !== "").join(" and ")} were not read, because the connection to ${named("agent", agents)} was lost: ${counted(tasks, "task is", "tasks are")} unknown for that reason, and there may be more duplicates.`,
    weight: ({ tasks }) => tasks,
  }),
  "tasks-back-in-queue": define<{ tasks: number }>({
    severity: "error",
    meaning: "Messages were in the queue again when the run ended, although no handler had requeued them.",
    action: "Raise --drain-timeout or --workers.",
    sentence: ({ tasks }) =>
      `${counted(tasks, "task was", "tasks were")} not completed, and ${tasks === 1 ? "its message was" : "their messages were"} in the queue again when the run ended.`,
    weight: ({ tasks }) => tasks,
  }),
  "queue-end-not-proven": define<{ tasks: number }>({
    severity: "error",
    meaning:
      "Nothing proves that the queue and the prefetch buffers were empty when the drain ended. The open tasks may be lost or still unacknowledged.",
    action: "Use --broker local: there Fairhare can ask the broker for its unacknowledged messages.",
    sentence: ({ tasks }) =>
      `${counted(tasks, "task was", "tasks were")} not completed, and nothing proves that the queue and the prefetch buffers were empty when the drain ended.`,
    weight: ({ tasks }) => tasks,
  }),
  "workers-crashed": define<{ crashes: number; examples: string }>({
    severity: "info",
    meaning:
      "A failed handler ended its worker process, which was then restarted (--on-error crash). RabbitMQ requeued all tasks that the process held, also those of its prefetch buffer.",
    action:
      "Use a quorum queue with --delivery-limit and --dead-letter, which removes a task that crashes its workers.",
    sentence: ({ crashes, examples }) =>
      `Tasks crashed their worker process ${counted(crashes, "time")}, and each crash also requeued its prefetch buffer: ${examples}.`,
    weight: ({ crashes }) => crashes,
  }),
  "tasks-requeued-each-time": define<{ tasks: number; examples: string }>({
    severity: "warning",
    meaning: "The handler of these tasks failed each time and requeued them, so they never leave the queue.",
    action: "Use --on-error dead-letter or --on-error drop, or set --delivery-limit with --queue-type quorum.",
    sentence: ({ tasks, examples }) =>
      `${counted(tasks, "task was", "tasks were")} still in the queue at the end: the handler failed and requeued ${tasks === 1 ? "it" : "them"} each time: ${examples}.`,
    weight: ({ tasks }) => tasks,
  }),
  "publishes-repeated": define<{ publishes: number }>({
    severity: "warning",
    meaning:
      "A connection was lost before the broker answered, and the producer published the task again (--on-unknown republish).",
    action: "Expect duplicates, or use --on-unknown leave, which can lose tasks instead.",
    sentence: ({ publishes }) =>
      `${counted(publishes, "publish was", "publishes were")} repeated because the broker did not answer the first one.`,
    weight: ({ publishes }) => publishes,
  }),
};

/** `worker process 3`, `agents 1, 2`; empty without a number. */
const named = (what: string, numbers: string): string =>
  numbers === "" ? "" : `${what}${numbers.includes(",") ? (PLURALS[what] ?? "s") : ""} ${numbers}`;
const PLURALS: Readonly<Record<string, string>> = { "worker process": "es" };

function openTasks({ attempted, open, unknown }: { attempted: number; open: number; unknown: number }): string {
  if (attempted === 0) return "it ended before any task was attempted";
  if (open > 0) return `${counted(open, "task was", "tasks were")} neither completed nor lost when it ended`;
  if (unknown > 0) return `it ended while the fate of ${counted(unknown, "task")} was unknown; no other task was open`;
  return "it ended before the queue was proven empty; no task was open";
}
