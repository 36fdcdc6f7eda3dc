// The kinds of history events and what each one's fields mean. The bytes are record.ts; PROTOCOL.md is the prose.

/**
 * Every event has the same fields; a field a kind does not name is 0.
 * Times (`at`, and `other` where it says so) are nanoseconds on the host's monotonic clock.
 */
export const EventKind = {
  // — producer shards; `slot` is the producer's number, from 1 —
  /** In the kernel before the publish leaves. `other` intended send time, `detail` planned work in µs, flag heavy. */
  attempted: 1,
  /** Every task attempted above this record in this shard has been handed to the socket. */
  handed: 2,
  /** The broker took responsibility. */
  confirmed: 3,
  /** The broker refused. */
  nacked: 4,
  /** Unroutable. `detail` reply code. */
  returned: 5,
  /** The producer has published all it was told to. */
  finished: 6,
  /** The broker has answered what was asked behind all publishes above on their channel: it has processed them. */
  processed: 7,
  /** The producer begins to publish, or goes on where the incarnation before it ended. `other` time zero of its schedule. */
  begun: 8,

  // — worker shards; `slot` is the worker's slot, from 1 —
  /** `task` 0 when the message is not one of ours. `other` intended send time, `tag` delivery tag, flag redelivered. */
  delivered: 16,
  /** Work begins. `tag` delivery tag. Left out when the trial's work is `none`: it begins on delivery. */
  started: 17,
  /** Work done; in the kernel before the ack leaves. `other` time the work began, `tag` delivery tag. */
  completed: 18,
  /** The handler failed. `other` time the work began, `tag` delivery tag, `detail` a FailureOutcome. */
  failed: 19,
  /** The broker accepted the subscription: deliveries may follow. */
  consuming: 20,
  /** The broker cancelled the consumer. */
  cancelled: 21,

  // — both —
  /** Connection open. */
  connected: 32,
  /** Connection or channel gone without our doing. `detail` AMQP reply code or 0. */
  disconnected: 33,
  /** Connection or channel closed by us, close-ok received: the broker has processed all that was sent before. */
  closed: 34,
  /** `other` CPU seconds used by this process so far, `detail` resident set in KiB, `tag` longest event-loop stall since the last sample in µs. */
  sampled: 35,

  /** The broker stops reading from this connection (memory or disk alarm), and reads again. */
  blocked: 36,
  unblocked: 37,

  // — the orchestrator's shard —
  /** `detail` a PhaseCode. */
  phase: 48,
  /** `slot` process number from 1, `task` incarnation from 1, `detail` pid, `flags` a Role. */
  spawned: 49,
  /** As `spawned`, with `detail` exit code, `tag` signal number (0 none), `other` bytes of the process's shard when it had ended (0 none). */
  exited: 50,
  /** `task` the fault's index in the plan from 1, `slot` and `flags` number and Role of the process that it hits, 0 for the broker. */
  faultBegan: 51,
  faultHealed: 52,
  /** `detail` messages ready, `tag` consumers, as the broker says. */
  depth: 53,
  /** `other` CPU seconds used by the broker so far, `detail` its resident set in KiB. Local nodes only. */
  brokerSampled: 54,
  /** `detail` messages ready, `tag` unacknowledged, `other` bytes of the queue's process; `at` is when the broker looked. Local nodes only. */
  queueSampled: 55,
  /** `other` bytes of memory of the whole broker, `detail` KiB of binaries among them; `at` as in `queueSampled`. Local nodes only. */
  memorySampled: 58,
  /** What the queue held at the end of a run in which not every task was accounted for. `detail` messages ready, `tag` unacknowledged, `other` 1 when the broker itself counted those; else all workers had ended. */
  settled: 57,

  // — the shard of the dead-letter queue, which the orchestrator writes too —
  /** `task` arrived in the dead-letter queue; in the kernel before it is acknowledged. `detail` a DeadLetterReason. */
  deadLettered: 56,

  // — every shard; written by the shard's encoder and skipped by its readers. They are about the block of records above
  // them: `tag` how many there are since the seal before, `other` how many there are in the shard so far, `detail` the
  // CRC-32 of the block and of this record with `detail` 0, seeded with the sum of the seal before, the first with that of the header. —
  sealed: 64,
  /** The same, as the last record of a shard whose writer closed it. */
  closing: 65,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

export const EventFlag = { redelivered: 1, heavy: 2 } as const;

export const FailureOutcome = { requeued: 1, dropped: 2, deadLettered: 3 } as const;
export type FailureOutcome = (typeof FailureOutcome)[keyof typeof FailureOutcome];

/** Why the broker dead-lettered a message, as its `x-death` header says. */
export const DeadLetterReason = { rejected: 1, expired: 2, maxlen: 3, delivery_limit: 4, other: 5 } as const;
export type DeadLetterReason = (typeof DeadLetterReason)[keyof typeof DeadLetterReason];

/** The phases of a run, in order. `drained` comes only when every task is accounted for, or all is empty and quiet. */
export const PhaseCode = {
  starting: 1,
  /** All processes are connected (and, but for a backlog trial, all workers are consuming). */
  ready: 2,
  /** Producers may publish. */
  publishing: 3,
  /** Backlog trials: the queue is filled and the workers subscribe. */
  released: 4,
  /** All producers have finished; faults are healed. */
  draining: 5,
  drained: 6,
  /** The run was given up: the reason is in run.json. */
  cutShort: 7,
  ended: 8,
} as const;
export type PhaseCode = (typeof PhaseCode)[keyof typeof PhaseCode];

export const Role = { producer: 1, worker: 2, orchestrator: 3, deadLetters: 4 } as const;
export type Role = (typeof Role)[keyof typeof Role];

const KINDS: ReadonlySet<number> = new Set(Object.values(EventKind));
/** By role: the first and last code of its own kinds; 32 to 47 are those of every client of the broker. */
const RANGES = {
  [Role.producer]: [1, 15],
  [Role.worker]: [16, 31],
  [Role.orchestrator]: [48, 63],
  [Role.deadLetters]: [EventKind.deadLettered, EventKind.deadLettered],
} as const;

/** Whether a process of this role writes such records; seals apart. */
export function isKindOf(role: Role, kind: number): boolean {
  const [first, last] = RANGES[role] ?? [0, -1];
  return KINDS.has(kind) && ((kind >= first && kind <= last) || (kind >= 32 && kind <= 47));
}
