// Findings of `tap`: what the connections of somebody else's clients show about prefetch, acknowledgements, connections
// and fairness. What programs.ts says about the programs of a run has the same words.
import { counted, formatJain, formatMs } from "@fairhare/core";
import { define } from "./definition.ts";
import { REQUEUE_LOOP } from "./programs.ts";

/** `a of queue b`, or `a of queue b (and 3 other consumers)`. */
const who = ({ consumer, queue, others }: Consumer): string =>
  `${consumer} of queue ${queue}${others === 0 ? "" : ` (and ${counted(others, "other consumer")})`}`;

type Consumer = {
  readonly consumer: string;
  readonly queue: string;
  /** Other consumers with the same finding. */
  readonly others: number;
};

export const TAP_FINDINGS = {
  "consumer-prefetch-unlimited": define<Consumer & { held: number }>({
    severity: "warning",
    meaning:
      "The consumer acknowledges, but has no prefetch limit (basic.qos), so RabbitMQ delivers all waiting messages to it at once. Other consumers cannot take them, and a crash makes all of them redelivered.",
    action: "Set a prefetch limit (basic.qos) before the consumer subscribes, such as 1 for long tasks.",
    sentence: (values) =>
      `No prefetch limit: ${who(values)} held up to ${counted(values.held, "unacknowledged delivery", "unacknowledged deliveries")} at a time.`,
    weight: ({ held }) => held,
  }),
  "consumer-acks-early": define<Consumer & { fresh: number; freshMs: number; longMs: number }>({
    severity: "warning",
    meaning:
      "Deliveries to the idle consumer were acknowledged almost at once, but deliveries behind them took long. So the consumer acknowledges before the work, and a crash loses the task; or only short tasks reach it while it is idle.",
    action:
      "Acknowledge after the work: at the end of the callback, or with the library's option for late acknowledgement.",
    sentence: (values) =>
      `Acknowledgement before the work: ${who(values)} acknowledged the ${counted(values.fresh, "delivery", "deliveries")} that found it idle within ${formatMs(values.freshMs)} (median), but took ${formatMs(values.longMs)} on average for those behind them.`,
    weight: ({ fresh }) => fresh,
  }),
  "consumer-forgets-ack": define<Consumer & { forgotten: number; deliveries: number; settled: number }>({
    severity: "warning",
    meaning:
      "The consumer settled later deliveries while these stayed unacknowledged. They block its prefetch, and RabbitMQ delivers them again when the channel ends. If it has settled none for 60 s, its first tasks may as well be long.",
    action: "Acknowledge or reject each delivery on every path of the handler, errors included.",
    sentence: (values) =>
      values.settled === 0
        ? `No acknowledgements: ${who(values)} has settled none of its ${counted(values.deliveries, "delivery", "deliveries")}, and ${values.forgotten} stayed in hand for more than 60 s.`
        : `Forgotten acknowledgements: ${values.forgotten} of ${counted(values.deliveries, "delivery", "deliveries")} to ${who(values)} stayed in hand much longer than the others.`,
    weight: ({ forgotten }) => forgotten,
  }),
  "consumer-stalled": define<Consumer & { held: number; silentMs: number }>({
    severity: "warning",
    meaning: "The consumer has deliveries in hand and has settled none for much longer than any of its tasks took.",
    action: "Check whether the process hangs; RabbitMQ keeps the deliveries until its connection ends.",
    sentence: (values) =>
      `Stalled consumer: ${who(values)} has ${counted(values.held, "delivery", "deliveries")} in hand and has settled none for ${formatMs(values.silentMs)}.`,
    weight: ({ silentMs }) => silentMs,
  }),
  "consumer-cancelled": define<Consumer & { by: string }>({
    severity: "warning",
    meaning:
      "The consumer was cancelled while its connection stays open, so it receives nothing more. RabbitMQ cancels consumers of a deleted queue, for example.",
    action: "Check that the program subscribes again, or ends, after a cancellation.",
    sentence: (values) =>
      `Cancelled consumer: ${who(values)} was cancelled by the ${values.by}, and its connection stays open.`,
  }),
  "messages-requeued-again": define<{ queue: string; messages: number; times: number }>({
    severity: "warning",
    meaning: `The same message was requeued ${REQUEUE_LOOP} times or more (nack or reject with requeue), so it takes the time of other messages. Messages without an id are recognised by their body, so several equal ones count as one.`,
    action: "Reject a message without requeue after some attempts, and use a dead-letter exchange.",
    sentence: ({ queue, messages, times }) =>
      `Requeue loop: ${counted(messages, "message")} of queue ${queue} ${messages === 1 ? "was" : "were"} requeued again and again, up to ${counted(times, "time")}.`,
    weight: ({ times }) => times,
  }),
  "connections-cut": define<{ connections: number; deliveries: number }>({
    severity: "warning",
    meaning:
      "Connections ended without connection.close: a crash, a kill, a network failure, or a client that just exits. RabbitMQ requeues the deliveries that were in hand.",
    action: "Make clients close their connections, and expect redeliveries of what was in hand.",
    sentence: ({ connections, deliveries }) =>
      `${counted(connections, "connection")} broke, with ${counted(deliveries, "unacknowledged delivery", "unacknowledged deliveries")} in hand.`,
    weight: ({ deliveries }) => deliveries,
  }),
  "connection-per-message": define<{ short: number; opened: number }>({
    severity: "warning",
    meaning:
      "Most connections carried one or two messages. Opening a connection takes several round trips and memory of the broker.",
    action: "Open one connection in each process and keep it.",
    sentence: ({ short, opened }) =>
      `One connection per message: ${short} of ${counted(opened, "connection")} ended after one or two messages.`,
    weight: ({ short }) => short,
  }),
  "queue-served-unevenly": define<{ queue: string; consumers: number; jain: number; by: string }>({
    severity: "warning",
    meaning:
      "The consumers of a queue have unequal shares of the work, each in relation to the time that it was subscribed. Consumer priorities and a single active consumer do this on purpose.",
    action: "Lower the prefetch limit; with unlimited prefetch, messages wait behind long ones.",
    sentence: ({ queue, consumers, jain, by }) =>
      `Unfair: the ${counted(consumers, "consumer")} of queue ${queue} have unequal shares (Jain by ${by} ${formatJain(jain)}).`,
    weight: ({ jain }) => -jain,
  }),
  "publishes-not-confirmed": define<{ publishes: number; publishers: number }>({
    severity: "info",
    meaning:
      "These messages were published without publisher confirms, so neither their publisher nor the tap knows whether the broker has them.",
    action: "Use publisher confirms where a lost message matters.",
    sentence: ({ publishes, publishers }) =>
      `${counted(publishes, "message was", "messages were")} published without publisher confirms, by ${counted(publishers, "publisher")}.`,
  }),
  "connections-not-readable": define<{ connections: number; problem: string }>({
    severity: "warning",
    meaning:
      "These connections are not AMQP 0-9-1, or broke its rules. Their bytes were passed on; what they did afterwards is not counted.",
    action: "Read the problem; other protocols, such as AMQP 1.0 and TLS, cannot be watched.",
    sentence: ({ connections, problem }) =>
      `${counted(connections, "connection")} could not be read to the end. The first one: ${problem}`,
    weight: ({ connections }) => connections,
  }),
  "connections-without-broker": define<{ connections: number }>({
    severity: "warning",
    meaning:
      "A client connected to the tap while the tap could not connect to the broker, so its connection was reset.",
    action: "Ignore this finding if the broker was restarted; else check the address in --uri.",
    sentence: ({ connections }) =>
      `${counted(connections, "connection was", "connections were")} reset: the broker could not be reached.`,
    weight: ({ connections }) => connections,
  }),
  "tap-memory-exceeded": define<{ forgotten: number; limit: number }>({
    severity: "info",
    meaning:
      "More messages were published and not delivered than the tap remembers. It forgot the oldest ones: their wait in the queue is not counted, and their deliveries count as published elsewhere.",
    action: "Ignore this finding, unless you need the number of messages that were published elsewhere.",
    sentence: ({ forgotten, limit }) =>
      `${counted(forgotten, "published message was", "published messages were")} forgotten before a delivery was seen: the tap remembers ${counted(limit, "message")}.`,
  }),
};
