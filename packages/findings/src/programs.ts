// Findings about programs of the user, read off their connections: prefetch, acknowledgements, consumers, shutdown. What
// tap.ts says about somebody else's clients has the same words.
import { counted, formatMs } from "@fairhare/core";
import { define } from "./definition.ts";

/** Requeues of one message, for the findings of programs and of `tap`; fewer may be honest attempts. */
export const REQUEUE_LOOP = 10;
/** Connections, for the findings of programs and of `tap`: a client that reconnects opens some. */
export const MANY_CONNECTIONS = 10;

/** `worker 2`, or `worker 2 and 3 others`. */
const who = (role: string, process: number, others: number): string =>
  `${role} ${process}${others === 0 ? "" : ` and ${counted(others, "other")}`}`;

interface Where {
  readonly role: string;
  readonly process: number;
  /** Other processes with the same finding. */
  readonly others: number;
}
type Of<V> = { [K in keyof (Where & V)]: (Where & V)[K] };

export const PROGRAM_FINDINGS = {
  "client-prefetch-unlimited": define<Of<{ held: number }>>({
    severity: "warning",
    meaning:
      "The program acknowledges, but has no prefetch limit (basic.qos), so RabbitMQ delivers all waiting messages to it at once. Other workers cannot take them, and a crash makes all of them redelivered.",
    action: "Set a prefetch limit (basic.qos) before the program subscribes, such as 1 for long tasks.",
    sentence: ({ role, process, others, held }) =>
      `No prefetch limit: the program of ${who(role, process, others)} held up to ${counted(held, "unacknowledged delivery", "unacknowledged deliveries")} at a time.`,
    weight: ({ held }) => held,
  }),
  "client-prefetch-differs": define<Of<{ asked: string; used: string }>>({
    severity: "warning",
    meaning: "The program uses another prefetch than --prefetch asks for: it does not read FAIRHARE_PREFETCH.",
    action: "Read FAIRHARE_PREFETCH in the program, or remove --prefetch.",
    sentence: ({ role, process, others, asked, used }) =>
      `The program of ${who(role, process, others)} uses prefetch ${used}, but --prefetch asks for ${asked}.`,
  }),
  "client-ack-differs": define<Of<{ asked: string; used: string }>>({
    severity: "warning",
    meaning: "The program acknowledges in another way than --ack asks for: it does not read FAIRHARE_ACK.",
    action: "Read FAIRHARE_ACK in the program, or remove --ack.",
    sentence: ({ role, process, others, asked, used }) =>
      `The program of ${who(role, process, others)} uses ${used} acknowledgement, but --ack asks for ${asked}.`,
  }),
  "client-acks-early": define<Of<{ early: number; acks: number; medianMs: number }>>({
    severity: "warning",
    meaning:
      "Acknowledgements came at once after the delivery, although the tasks of the plan take longer. So the program acknowledges before its work: a crash loses the task, and busy times are not known. Or its work is shorter than the plan's.",
    action:
      "Acknowledge after the work: at the end of the callback, or with the library's option for late acknowledgement.",
    sentence: ({ role, process, others, early, acks, medianMs }) =>
      `Acknowledgement before the work: ${early} of ${counted(acks, "ack")} by ${who(role, process, others)} came within 1 ms of the delivery, but the median task of the plan takes ${formatMs(medianMs)}.`,
    weight: ({ early }) => early,
  }),
  "client-forgets-ack": define<Of<{ forgotten: number; deliveries: number }>>({
    severity: "warning",
    meaning:
      "The program never acknowledged these deliveries, so the broker keeps them until the connection ends, and then delivers them again. They look like work: the worker counts as busy with them until its connection ends.",
    action: "Acknowledge or reject each delivery on every path of the handler, errors included.",
    sentence: ({ role, process, others, forgotten, deliveries }) =>
      `Forgotten acknowledgements: ${forgotten} of ${counted(deliveries, "delivery", "deliveries")} to ${who(role, process, others)} were neither acknowledged nor rejected.`,
    weight: ({ forgotten }) => forgotten,
  }),
  "client-works-concurrently": define<Of<{ lanes: number; concurrency: number }>>({
    severity: "info",
    meaning:
      "The program acknowledged deliveries while older ones of the same channel were not acknowledged. So it is taken to work on all of them at once; a program that forgets acknowledgements looks the same. Its busy time counts at most as many tasks at a time as --worker-concurrency says, so that it is never longer than the life of the program.",
    action:
      "Set --worker-concurrency to the number of tasks that the program works on at once; if it is one, acknowledge each delivery.",
    sentence: ({ role, process, others, lanes, concurrency }) =>
      `Acks out of order: the program of ${who(role, process, others)} is taken to work on up to ${counted(lanes, "task")} at once; its busy time counts ${concurrency === 1 ? "one of them" : `${concurrency} of them`} at a time (--worker-concurrency).`,
    weight: ({ lanes }) => lanes,
  }),
  "client-requeues-again": define<Of<{ task: number; times: number }>>({
    severity: "warning",
    meaning:
      "The program requeues the same task again and again (nack or reject with requeue), so it never leaves the queue and takes the time of other tasks.",
    action: "Reject a message without requeue after some attempts, and use a dead-letter exchange.",
    sentence: ({ role, process, others, task, times }) =>
      `Requeue loop: ${who(role, process, others)} requeued task ${task} ${counted(times, "time")}.`,
    weight: ({ times }) => times,
  }),
  "client-stopped-consuming": define<Of<{ consumers: number }>>({
    severity: "warning",
    meaning: "The program cancelled its consumer during the run and kept its connection, so it received nothing more.",
    action: "Find the code that calls basic_cancel, and start the consumer again or end the program.",
    sentence: ({ role, process, others, consumers }) =>
      `Cancelled consumer: the program of ${who(role, process, others)} cancelled ${counted(consumers, "consumer")} during the run, and did not end.`,
    weight: ({ consumers }) => consumers,
  }),
  "client-connects-per-message": define<Of<{ connections: number; messages: number }>>({
    severity: "warning",
    meaning:
      "The program opens a connection for one or few messages. Opening a connection takes several round trips, and thousands of them exhaust the broker.",
    action: "Open one connection in each process and keep it.",
    sentence: ({ role, process, others, connections, messages }) =>
      `One connection per message: the program of ${who(role, process, others)} opened ${counted(connections, "connection")} for ${counted(messages, "message")}.`,
    weight: ({ connections }) => connections,
  }),
  "client-work-differs": define<{ percent: number }>({
    severity: "warning",
    meaning:
      "The work of the programs, from the delivery to the ack, takes another time than the plan. So the lower bound of the makespan, and which tasks count as heavy, do not describe these programs.",
    action: "Set --heavy and --light to the time that the program takes, or let it read the time from the message.",
    sentence: ({ percent }) =>
      `The median task of the programs is ${Math.abs(percent).toFixed(0)} % ${percent > 0 ? "longer" : "shorter"} than planned, so the lower bound does not apply to them.`,
    weight: ({ percent }) => Math.abs(percent),
  }),
  "completions-unknown": define<{ deliveries: number }>({
    severity: "error",
    meaning:
      "The worker programs consume with no_ack (automatic acknowledgement), so nothing on the wire tells when a task is done. Completed, lost and duplicated tasks and busy times are not known.",
    action: "Add --done-pattern with a regular expression for the line that the program prints after each task.",
    sentence: ({ deliveries }) =>
      `The programs do not acknowledge, and no --done-pattern is set: ${counted(deliveries, "delivery was", "deliveries were")} seen, but not whether the tasks were done.`,
    weight: ({ deliveries }) => deliveries,
  }),
  "client-ignores-sigterm": define<Of<{ graceMs: number }>>({
    severity: "warning",
    meaning:
      "The program did not end after SIGTERM, so it was killed. systemd, Docker and Kubernetes do the same, and a task in work is then interrupted.",
    action: "Handle SIGTERM: cancel the consumer, finish the task in work, close the connection. Or raise --grace.",
    sentence: ({ role, process, others, graceMs }) =>
      `The program of ${who(role, process, others)} did not end within ${formatMs(graceMs)} after SIGTERM (--grace), and was killed.`,
  }),
};
