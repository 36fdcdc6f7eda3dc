// What the wire says about the clients of one process, apart from the history: for findings. A plain object.

/** `none`: the process has no consumer (yet). `mixed`: some consumers acknowledge and some do not. */
export type AckMode = "none" | "manual" | "no-ack" | "mixed";

export interface WireFacts {
  /**
   * The last basic.qos before the last consumer began: 0 is unlimited. Null if the process never sent basic.qos, which is
   * unlimited as well.
   */
  prefetch: number | null;
  /** Whether that basic.qos was for the whole channel (`global`). */
  prefetchIsGlobal: boolean;
  ackMode: AckMode;
  /** The negotiated heartbeat of the latest connection, seconds; 0 is none. Null before a connection was tuned. */
  heartbeatSeconds: number | null;
  /** Most deliveries of one channel that were neither acknowledged nor refused at the same time. */
  maxUnsettled: number;
  connections: number;
  channels: number;
  consumers: number;
  /** Consumers that the broker cancelled. */
  cancelledByBroker: number;
  /** Consumers that the process cancelled. */
  cancelledByClient: number;
  published: number;
  delivered: number;
  /** Deliveries by basic.get. */
  gets: number;
  /** basic.get that found the queue empty. */
  emptyGets: number;
  acked: number;
  /** Messages that an ack with `multiple` settled, the last one included. */
  ackedByMultiple: number;
  /** Acks of a delivery while an older one of the same channel was not settled. */
  outOfOrderAcks: number;
  /** Deliveries of one channel on which it is taken to work at once: acks out of order show it, and so do forgotten acks. */
  lanes: number;
  /** Acks at most 1 ms after their delivery. */
  earlyAcks: number;
  /** When it last settled a delivery, or received one with none in hand; nanoseconds, −Infinity if never. */
  lastProgressAt: number;
  /** Acks, nacks and rejects of a delivery tag that was not outstanding. */
  unknownTags: number;
  /** nack or reject with requeue. */
  requeued: number;
  /** nack or reject without requeue. */
  refused: number;
  /** The tasks that were requeued most often, by number; at most 100. Messages without a number are not counted. */
  readonly requeuesByTask: Map<number, number>;
  /** Most connections that were open at the same time. */
  peakConnections: number;
  /** Sentences about connections that could not be read to their end; at most 10. */
  readonly problems: string[];
}

/** Entries of `requeuesByTask`. */
const MOST_REQUEUED = 100;
const MOST_PROBLEMS = 10;

export const emptyFacts = (): WireFacts => ({
  prefetch: null,
  prefetchIsGlobal: false,
  ackMode: "none",
  heartbeatSeconds: null,
  maxUnsettled: 0,
  connections: 0,
  channels: 0,
  consumers: 0,
  cancelledByBroker: 0,
  cancelledByClient: 0,
  published: 0,
  delivered: 0,
  gets: 0,
  emptyGets: 0,
  acked: 0,
  ackedByMultiple: 0,
  outOfOrderAcks: 0,
  lanes: 1,
  earlyAcks: 0,
  lastProgressAt: -Infinity,
  unknownTags: 0,
  requeued: 0,
  refused: 0,
  requeuesByTask: new Map(),
  peakConnections: 0,
  problems: [],
});

export function noteConsumer(facts: WireFacts, noAck: boolean): void {
  facts.consumers++;
  const mode = noAck ? "no-ack" : "manual";
  facts.ackMode = facts.ackMode === "none" || facts.ackMode === mode ? mode : "mixed";
}

export function noteHeld(facts: WireFacts, held: number): void {
  if (held > facts.maxUnsettled) facts.maxUnsettled = held;
}

export function noteAck(
  facts: WireFacts,
  {
    isMultiple,
    isAhead,
    isEarly,
  }: { readonly isMultiple: boolean; readonly isAhead: boolean; readonly isEarly: boolean },
): void {
  facts.acked++;
  if (isMultiple) facts.ackedByMultiple++;
  if (isAhead) facts.outOfOrderAcks++;
  if (isEarly) facts.earlyAcks++;
}

/** Above 100 tasks, a new one takes the place of the task with the fewest requeues. */
export function noteRequeue(facts: WireFacts, task: number): void {
  facts.requeued++;
  if (task === 0) return;
  const { requeuesByTask } = facts;
  const before = requeuesByTask.get(task);
  if (before === undefined && requeuesByTask.size >= MOST_REQUEUED) {
    let rarest = 0;
    for (const [other, times] of requeuesByTask)
      if (rarest === 0 || times < (requeuesByTask.get(rarest) ?? 0)) rarest = other;
    requeuesByTask.delete(rarest);
  }
  requeuesByTask.set(task, (before ?? 0) + 1);
}

export function noteProblem(facts: WireFacts, problem: string): void {
  if (facts.problems.length < MOST_PROBLEMS && !facts.problems.includes(problem)) facts.problems.push(problem);
}
