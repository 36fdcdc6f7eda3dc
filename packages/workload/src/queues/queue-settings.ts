// Which queue a trial uses, and what the run may do with it. The limits of the queue are settings of their own.

export interface QueueSettings {
  /** Null: a random name. Such a queue belongs to the run, which creates and deletes it. */
  readonly name: string | null;
  /** The queue exists, and the run creates, deletes and purges nothing. */
  readonly predeclared: boolean;
}

/** A queue of the run's own, as in the tutorial. */
export const OWN_QUEUE: QueueSettings = { name: null, predeclared: false };

/**
 * Whether the run can find messages of others in its queue: in a queue with a known name, or behind an exchange that
 * others publish to. Its own messages then carry a tag.
 */
export const isShared = ({ queue, exchange }: { readonly queue: QueueSettings; readonly exchange: string | null }) =>
  queue.name !== null || exchange !== null;
