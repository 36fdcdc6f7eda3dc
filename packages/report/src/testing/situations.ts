// The situations that a verdict must describe so that an operator can act on it, by name.
import { finding } from "@fairhare/findings";
import type { TrialResult } from "@fairhare/results";
import {
  duplicated,
  fault,
  killed,
  lost,
  NO_RECOVERY,
  powerCut,
  restarted,
  seats,
  trial,
  without,
} from "./situation-builder.ts";

export const SITUATIONS: Readonly<Record<string, TrialResult>> = {
  "even: prefetch 1": trial(),
  "even: an odd fleet with unlimited prefetch": trial({ prefetch: 0, workers: 3 }),
  "even work, unequal counts": seats(trial({ prefetch: 1, workers: 2 }, { fairness: { jainTasks: 0.547 } }), [
    { busyMs: 2_500, tasks: 380 },
    { busyMs: 2_500, tasks: 20 },
  ]),
  "even in the median, not in every run": {
    ...trial({ prefetch: 1 }, {}, [{}, {}]),
    runs: [...trial().runs, ...trial({ prefetch: 0 }).runs, ...trial().runs].map((run, index) => ({
      ...run,
      run: index + 1,
    })),
    summary: {},
  },
  "unfair: unlimited prefetch": trial({ prefetch: 0 }),
  "unfair: unlimited prefetch, a fleet of 200": trial({ prefetch: 0, workers: 200, tasks: 2_000 }),
  "unfair: a prefetch as wide as the queue is deep": trial({ prefetch: 100 }),
  "unfair: automatic acknowledgement": trial({ prefetch: 1, ack: "auto" }),
  "starved: one worker holds the tasks in a prefetch buffer of 50": seats(trial({ prefetch: 50, workers: 2 }), [
    { busyMs: 5_000, tasks: 400 },
    { busyMs: 0, tasks: 0 },
  ]),
  "unfair: no cause that the run proves": seats(trial({ prefetch: 1, workers: 2 }), [
    { busyMs: 5_000, tasks: 300 },
    { busyMs: 700, tasks: 100 },
  ]),
  "uneven: no worker is far above the others": seats(trial({ prefetch: 1 }), [
    { busyMs: 1_200, tasks: 100 },
    { busyMs: 1_200, tasks: 100 },
    { busyMs: 1_200, tasks: 100 },
    { busyMs: 400, tasks: 100 },
  ]),
  "uneven: one worker above, one below": seats(trial({ prefetch: 1 }), [
    { busyMs: 1_000, tasks: 100 },
    { busyMs: 1_400, tasks: 100 },
    { busyMs: 1_600, tasks: 100 },
    { busyMs: 2_400, tasks: 100 },
  ]),
  "starved: a worker that joined finds the queue empty": seats(trial({ prefetch: 0, workers: 2 }), [
    { busyMs: 5_000, tasks: 400 },
    { busyMs: 0, tasks: 0, joinedAtMs: 1_000 },
  ]),
  "saturated: the rate is above the fleet's capacity": trial({ prefetch: 1, ratePerSecond: 120, backlog: false }),
  "saturated and unfair": trial({ prefetch: 0, ratePerSecond: 120, backlog: false }),
  "one worker": trial({ prefetch: 1, workers: 1 }),
  "one worker left of two": trial({ prefetch: 1, workers: 2 }, {}, [
    { kills: [{ slot: 2, atMs: 1_200, replacedAtMs: null }] },
  ]),
  "too few tasks to judge": trial({ prefetch: 1, tasks: 4 }),
  "no task attempted": trial({}, { ledger: { attempted: 0, completed: 0 } }),
  "no task completed": trial(
    {},
    { ledger: without(400, { deadLettered: 400, deadLettersByReason: [{ reason: "expired", tasks: 400 }] }) },
  ),
  "no work to share: throughput only": trial({ prefetch: 1, work: "none" }),
  "worker killed and replaced": trial({}, { ledger: duplicated(1, { cause: "worker-killed", tasks: 1 }) }, [
    { kills: [{ slot: 3, atMs: 2_500, replacedAtMs: 2_800 }] },
  ]),
  "worker frozen": trial({}, { faults: [fault("stop", "worker 3", { healedAtMs: 3_200 })] }),
  "worker shut down": trial({}, { faults: [fault("quit", "worker 3", { endedAtMs: 2_500, replacedAtMs: 2_600 })] }),
  "connection cut": trial({}, { faults: [fault("cut", "connection of worker 2")] }),
  "broker restarted": trial({}, { faults: [restarted] }),
  "broker killed, and never caught up": trial(
    {},
    {
      faults: [fault("kill", "broker", { recovery: { ...NO_RECOVERY, dipRatio: 0.12 } })],
    },
  ),
  "publishers blocked by an alarm": trial(
    {},
    {
      faults: [fault("memory-alarm", "broker", { healedAtMs: 3_000, recovery: { ...NO_RECOVERY, blockedMs: 1_040 } })],
    },
  ),
  "lossy: automatic acknowledgement and a killed worker": trial(
    { prefetch: 1, ack: "auto" },
    {
      verdict: "fail",
      faults: [killed],
      ledger: without(37, {
        lost: 37,
        lossesByCause: [
          { cause: "auto-acked-in-buffer", tasks: 36, workers: [1] },
          { cause: "auto-acked-in-hand", tasks: 1, workers: [1] },
        ],
      }),
    },
  ),
  "lossy: in flight to a killed worker": lost(12, "auto-acked-in-flight", {
    settings: { prefetch: 1, ack: "auto" },
    faults: [killed],
  }),
  "lossy: the queue was not durable": lost(50, "queue-not-durable", { faults: [restarted] }),
  "lossy: messages were not persistent": lost(50, "message-not-persistent", { faults: [restarted] }),
  "lossy: published without confirms": lost(5, "unconfirmed-when-connection-broke", {
    faults: [fault("cut", "connection of producer 1")],
    unconfirmed: 5,
  }),
  "lossy: unconfirmed when the channel closed": lost(1, "unconfirmed-when-channel-closed", { unconfirmed: 1 }),
  "lossy: confirmed, and not synced by a classic queue": lost(120, "not-synced", { faults: [powerCut] }),
  "lossy: unconfirmed and not synced": lost(120, "not-synced", { faults: [powerCut], unconfirmed: 120 }),
  "lossy: everything, with a transient queue in a power cut": lost(400, "queue-not-durable", {
    settings: { prefetch: 1, durability: "transient", queueDurable: false },
    faults: [powerCut],
    unconfirmed: 400,
  }),
  "lossy: not written when the broker was killed": lost(7, "not-written", {
    faults: [fault("kill", "broker")],
    unconfirmed: 7,
  }),
  "lossy: delivery limit": lost(3, "delivery-limit"),
  "lossy: message TTL": lost(80, "expired", { settings: { prefetch: 1, messageTtlMs: 500 } }),
  "lossy: full queue": lost(80, "overflow", { settings: { prefetch: 1, maxLength: 50 } }),
  "lossy: missing from the dead-letter queue": lost(2, "dead-letter-missing"),
  "lossy: no cause in the history": lost(2, "unknown"),
  "lossy over three runs": trial({}, { verdict: "fail", ledger: without(2, { lost: 2, lostUnconfirmed: 1 }) }, [
    {},
    {},
    {},
  ]),
  "unexpected completions": trial({}, { verdict: "fail", ledger: { unexpected: 1 } }),
  "duplicated: acknowledgement timeout": trial(
    { prefetch: 1, ackTimeoutMs: 500 },
    {
      ledger: duplicated(2, { cause: "ack-timeout", tasks: 2 }),
      disconnects: [{ replyCode: 406, count: 2 }],
    },
  ),
  "duplicated: several causes": trial(
    {},
    {
      ledger: duplicated(4, { cause: "connection-lost", tasks: 2 }, { cause: "republished", tasks: 1 }),
    },
  ),
  "poison tasks requeued after every failure": trial(
    { prefetch: 1, fail: { kind: "poison", tasks: 3 } },
    {
      ledger: without(3, { remaining: 3, failed: 60, givenBack: [3, 5, 8].map((task) => ({ task, failures: 20 })) }),
    },
  ),
  "poison tasks dead-lettered": trial(
    { prefetch: 1, onError: "dead-letter" },
    {
      ledger: without(5, {
        deadLettered: 5,
        deadLettersByReason: [
          { reason: "rejected", tasks: 4 },
          { reason: "delivery_limit", tasks: 1 },
        ],
      }),
    },
  ),
  "failed tasks dropped": trial({ prefetch: 1, onError: "drop" }, { ledger: without(3, { dropped: 3, failed: 3 }) }),
  "publishes refused by a full queue": trial(
    { prefetch: 1, maxLength: 50, overflow: "reject-publish" },
    {
      ledger: without(12, { nacked: 12 }),
    },
  ),
  "publishes returned": trial({}, { ledger: without(3, { returned: 3 }) }),
  "unknown: interrupted": trial({}, {}, [{ cutAtMs: 2_500 }]),
  "unknown: both runs interrupted": trial({}, {}, [{ cutAtMs: 2_500 }, { cutAtMs: 2_500 }]),
  "unknown: one run of three": trial({}, {}, [{}, {}, { cutAtMs: 2_500 }]),
  "unknown: a damaged shard": trial(
    {},
    {
      verdict: "unknown",
      evidence: { complete: false, gaps: ["The shard worker-1.1.shard is damaged at byte 320."] },
      ledger: { attempted: 300, completed: 169, remaining: 131 },
    },
  ),
  "unknown: publishes without an answer": trial({}, { verdict: "unknown", ledger: without(7, { unknown: 7 }) }),
  "unknown: a time limit, as a finding": trial(
    {},
    { findings: [finding("run-cut-short", { reason: "the run did not drain within 30 s" })] },
    [{ cutAtMs: 2_500 }],
  ),
  "unknown: Ctrl-C, as a finding": trial({}, { findings: [finding("run-cut-short", { reason: "interrupted" })] }, [
    { cutAtMs: 2_500 },
  ]),
  "unknown: the drain did not end, as a finding": trial(
    {},
    { findings: [finding("not-drained", { attempted: 400, open: 205, unknown: 0 })] },
    [{ cutAtMs: 2_500 }],
  ),
  "unknown: a missing shard, as a finding": trial(
    {},
    {
      verdict: "unknown",
      evidence: { complete: false, gaps: ["The shard worker-1.1.shard is missing."] },
      findings: [finding("shard-missing", { shard: "worker-1.1.shard", bytes: 4_800 })],
      ledger: { attempted: 400, completed: 269, lost: 0, remaining: 131 },
    },
  ),
  "unknown: publishes without an answer, as a finding": trial(
    {},
    {
      verdict: "unknown",
      evidence: { complete: false, gaps: ["The fate of 7 tasks is unknown."] },
      findings: [finding("unknown-fates", { tasks: 7 })],
      ledger: without(7, { unknown: 7 }),
    },
  ),
  "unknown: a node was killed, and the broker refused publishes": trial(
    {},
    {
      verdict: "unknown",
      evidence: { complete: false, gaps: ["The fate of 2 tasks is unknown."] },
      findings: [finding("unknown-fates", { tasks: 2 })],
      ledger: without(174, { unknown: 2, nacked: 172 }),
      faults: [
        fault("kill", "node 1", {
          nodes: [1],
          leader: { before: 1, after: 2 },
          recovery: { ...NO_RECOVERY, timeToLeaderMs: 788, publishGapMs: 3_130, consumeGapMs: 469 },
        }),
      ],
    },
  ),
  "unknown: nothing was published, as a finding": trial(
    {},
    {
      verdict: "unknown",
      evidence: { complete: false, gaps: ["No task was attempted."] },
      findings: [finding("nothing-attempted")],
      ledger: { attempted: 0, completed: 0 },
    },
  ),
  "unknown: no task reached a handler, as a finding": trial(
    {},
    {
      verdict: "unknown",
      evidence: { complete: false, gaps: ["No work was done."] },
      findings: [finding("no-work-done", { attempted: 400 })],
      ledger: without(400, { nacked: 400 }),
    },
  ),
  "unknown: planned runs are missing": { ...trial({}, {}, [{}, {}]), missingRuns: 1 },
  "unknown: no run finished": { ...trial(), runs: [] },
  "unknown fate, allowed by a threshold": trial({}, { ledger: without(2, { unknown: 2 }) }),
};
