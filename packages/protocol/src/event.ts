// The kinds of history events and the fields of each kind. layout.ts defines the bytes; PROTOCOL.md describes the
// format.

/**
 * Every event has the same fields; a field that is not listed for a kind is 0.
 * Times (`at`, and `other` for some kinds) are nanoseconds on the host's monotonic clock.
 */
export const EventKind = {
  // — producer shards; `slot` is the producer's number, from 1 —
  /** In the kernel before the publish is sent. `other` intended send time, `detail` planned work in µs, flag heavy. */
  attempted: 1,
  /** Every task attempted before this record in this shard was handed to the socket. */
  handed: 2,
  /** The broker confirmed the task. */
  confirmed: 3,
  /** The broker refused the task. */
  nacked: 4,
  /** The task reached no queue. `detail` AMQP reply code. */
  returned: 5,
  /** The producer has published everything that it had to publish. */
  finished: 6,
  /** The broker has processed every publish before this record: it answered a later request on the same channel. */
  processed: 7,
  /**
   * The producer begins to publish, or continues where its previous incarnation ended. `other` time zero of its
   * schedule.
   */
  begun: 8,

  // — worker shards; `slot` is the worker's slot, from 1 —
  /**
   * `task` is 0 if the message is not from Fairhare. `other` intended send time, `tag` delivery tag, flag redelivered,
   * `detail` number of the queue that it came from, 0 in a run with one queue.
   */
  delivered: 16,
  /** Work begins. `tag` delivery tag. Not written if the trial's work is `none`, where it begins on delivery. */
  started: 17,
  /** Work done; in the kernel before the ack is sent. `other` time the work began, `tag` delivery tag. */
  completed: 18,
  /** The handler failed. `other` time the work began, `tag` delivery tag, `detail` a FailureOutcome. */
  failed: 19,
  /** The broker registered the consumer: deliveries may follow. */
  consuming: 20,
  /** The broker cancelled the consumer. */
  cancelled: 21,

  // — both —
  /** Connection open. `detail` position of its URI in the list of URIs, from 0. */
  connected: 32,
  /** Connection or channel ended, not by us. `detail` AMQP reply code; 0 if the socket broke without one. */
  disconnected: 33,
  /** Connection or channel closed by us, and the broker answered: it has processed everything that was sent before. */
  closed: 34,
  /**
   * `other` CPU seconds used by this process so far, `detail` resident set in KiB, `tag` longest event-loop stall since
   * the previous sample in µs; flag begin for the sample right before the process begins to publish or to consume.
   */
  sampled: 35,

  /** The broker stops reading from this connection (memory or disk alarm); `unblocked`: it reads again. */
  blocked: 36,
  unblocked: 37,
  /** `other` bytes that all connections of this process have sent so far; written with `sampled`. */
  sent: 38,
  /** The same for received bytes. */
  received: 39,

  // — the orchestrator's shard —
  /** `detail` a PhaseCode. */
  phase: 48,
  /**
   * `slot` process number from 1, `task` incarnation from 1, `detail` pid, `flags` a Role, `tag` number of the agent on
   * whose host it runs, 0 on the orchestrator's own.
   */
  spawned: 49,
  /**
   * As `spawned`, but `detail` exit code, `tag` signal number or 0, `other` size of the process's shard in bytes after
   * the exit, 0 without a shard; flag unread if the shard may lack records, because the connection to its host was lost.
   */
  exited: 50,
  /**
   * `task` index of the fault in the plan, from 1; `slot` number and `flags` Role of the process that it hits, 0 for
   * the broker.
   */
  faultBegan: 51,
  faultHealed: 52,
  /** `detail` messages ready, `tag` consumers, as the broker reports them. */
  depth: 53,
  /** `other` CPU seconds used by the broker so far, `detail` its resident set in KiB. Local nodes only. */
  brokerSampled: 54,
  /**
   * `detail` messages ready, `tag` unacknowledged, `other` bytes of the queue's process, measured by the broker at
   * `at`. Local nodes only.
   */
  queueSampled: 55,
  /**
   * `other` bytes of memory of the whole broker, `detail` KiB of binaries among them; `at` as in `queueSampled`. Local
   * nodes only.
   */
  memorySampled: 58,
  /**
   * The content of the queue at the end of a run in which not every task was accounted for. `detail` messages ready,
   * `tag` unacknowledged, `other` 1 if the broker counted the unacknowledged ones, 0 if all workers had ended.
   */
  settled: 57,
  /**
   * In a run with several queues: what each of them held at the last reading. `slot` number of the queue, `detail` messages
   * ready, those in its retry queue included.
   */
  queueLeft: 59,

  /** `other` bytes that the broker has written to the disk so far, as the kernel counts them. Local nodes only. */
  brokerWrote: 60,
  /**
   * `other` CPU seconds of all cores of the machine since the first sample, `tag` ms that other guests of its host took from
   * them meanwhile, `detail` cores.
   */
  machineSampled: 61,
  /** `other` CPU seconds that the orchestrator's process has used so far. */
  orchestratorSampled: 62,

  /**
   * A round trip between the clocks of the orchestrator and of an agent. `slot` number of the agent, `at` the middle of the
   * exchange, `other` offset (ns) that is left after the agent's processes have subtracted theirs, `detail` round trip (ns),
   * `tag` time that the agent needed to answer (ns).
   */
  clockExchanged: 66,
  /**
   * The connection to an agent was lost, and with it the end of the shards of its processes. `slot` number of the agent,
   * `other` the time at which the last of its processes must have ended by itself.
   */
  agentLost: 67,

  // — the shard of the dead-letter queue, also written by the orchestrator —
  /** `task` arrived in the dead-letter queue; in the kernel before its ack is sent. `detail` a DeadLetterReason. */
  deadLettered: 56,

  // — the nodes of a cluster, as the orchestrator breaks and observes them —
  /** A fault takes a node away. `slot` number of the node, `task` index of the fault, `detail` a NodeAbsence. */
  nodeDown: 68,
  /** The node is back: it serves clients, or reaches the other nodes again. As `nodeDown`. */
  nodeUp: 69,
  /**
   * `slot` number of the node with the leader of the run's queue, or with the classic queue; 0 if no node knows one.
   * Written when a fault of a node or of the broker begins, and while it lasts with each change. `at` when it was asked,
   * `other` when the answer had arrived.
   */
  leaderSeen: 70,

  // — every shard; written by the encoder and skipped by the readers —
  /**
   * Ends a block of records. `tag` records in the block, `other` records in the shard so far without seals, `detail`
   * the CRC-32 of the block and of this record with `detail` 0. Its seed is the checksum of the previous seal, or of
   * the header.
   */
  sealed: 64,
  /** The same, as the last record of a shard that its process closed. */
  closing: 65,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** Bits of `flags`; `unread` stands beside a Role, which is below it. */
export const EventFlag = { redelivered: 1, heavy: 2, begin: 4, unread: 64 } as const;

/**
 * `crashed`: the failure ended the worker process, without an answer to the broker. `delayed`: rejected into the retry
 * queue, which returns the task after a delay.
 */
export const FailureOutcome = { requeued: 1, dropped: 2, deadLettered: 3, crashed: 4, delayed: 5 } as const;
export type FailureOutcome = (typeof FailureOutcome)[keyof typeof FailureOutcome];

/** Why the broker dead-lettered a message, from its `x-death` header. */
export const DeadLetterReason = { rejected: 1, expired: 2, maxlen: 3, delivery_limit: 4, other: 5 } as const;
export type DeadLetterReason = (typeof DeadLetterReason)[keyof typeof DeadLetterReason];

/** How a node is away. `paused`: its processes are frozen. `isolated`: it runs, and reaches no other node. */
export const NodeAbsence = { killed: 1, stopped: 2, paused: 3, isolated: 4, powerCut: 5 } as const;
export type NodeAbsence = (typeof NodeAbsence)[keyof typeof NodeAbsence];

/** The phases of a run, in order. `drained` needs every task accounted for, or queue and workers empty and quiet. */
export const PhaseCode = {
  starting: 1,
  /** All processes are connected and, except in backlog trials, all workers without a start delay are consuming. */
  ready: 2,
  /** Producers may publish. */
  publishing: 3,
  /** Backlog trials only: the queue is filled and the workers subscribe. */
  released: 4,
  /** All producers have finished; faults are healed. */
  draining: 5,
  drained: 6,
  /** The run was ended early; the reason is in run.json. */
  cutShort: 7,
  ended: 8,
} as const;
export type PhaseCode = (typeof PhaseCode)[keyof typeof PhaseCode];

export const Role = { producer: 1, worker: 2, orchestrator: 3, deadLetters: 4 } as const;
export type Role = (typeof Role)[keyof typeof Role];

const KINDS: ReadonlySet<number> = new Set(Object.values(EventKind));
/** First and last kind, in pairs. */
const RANGES: Readonly<Record<Role, readonly (readonly [number, number])[]>> = {
  [Role.producer]: [[1, 15]],
  [Role.worker]: [[16, 31]],
  [Role.orchestrator]: [
    [48, 63],
    [66, 95],
  ],
  [Role.deadLetters]: [[EventKind.deadLettered, EventKind.deadLettered]],
};
/** Common to all clients of the broker. */
const RANGE_OF_CLIENTS = [32, 47] as const;

/** Whether a process of this role writes records of this kind (other than seals). */
export const isKindOf = (role: Role, kind: number): boolean =>
  KINDS.has(kind) && [RANGE_OF_CLIENTS, ...(RANGES[role] ?? [])].some(([first, last]) => kind >= first && kind <= last);
