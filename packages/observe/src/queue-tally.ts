// What the tap saw of one queue, beside its consumers: the wait of messages, requeue loops, and the consumers that ended
// long ago.
import { LatencyRecorder } from "@fairhare/checker";
import { REQUEUE_LOOP } from "@fairhare/findings";
import { ConsumerTally } from "./consumer-tally.ts";

/** The row of all queues beyond the limit; its virtual host is empty. */
export const FURTHER_QUEUES = "(further queues)";

/** False for a row that several queues share: beyond the limit, or named by the empty text, which is one of each channel. */
export const isOneQueue = ({ vhost, queue }: { readonly vhost: string; readonly queue: string }): boolean =>
  queue !== "" && !(vhost === "" && queue === FURTHER_QUEUES);

export class QueueTally {
  readonly vhost: string;
  readonly queue: string;
  /** From the publish to the first delivery, of messages that were recognised. */
  readonly wait = new LatencyRecorder(2);
  /** Publishes to the default exchange with its name as routing key. */
  published = 0;
  /** First deliveries of messages whose publish the tap did not see. */
  unmatched = 0;
  /** Requeues of the message that was requeued most often without being settled in between. */
  mostRequeues = 0;
  /** Messages that were requeued `REQUEUE_LOOP` times or more. */
  loops = 0;
  /** The sum of the consumers that are no longer listed one by one. */
  earlier: ConsumerTally | undefined;
  earlierConsumers = 0;

  constructor(vhost: string, queue: string) {
    this.vhost = vhost;
    this.queue = queue;
  }

  requeued(times: number): void {
    this.mostRequeues = Math.max(this.mostRequeues, times);
    if (times === REQUEUE_LOOP) this.loops++;
  }

  fold(consumer: ConsumerTally): void {
    // Its identity is not shown.
    this.earlier ??= new ConsumerTally(consumer.identity, consumer.since);
    this.earlier.absorb(consumer);
    this.earlierConsumers++;
  }
}
