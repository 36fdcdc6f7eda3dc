import { describe, expect, it } from "vitest";
import { CATALOGUE, type Finding, type FindingCode, finding, findingSentence, worstFinding } from "./catalogue.ts";

const ONE_PROGRAM = { role: "worker", process: 1, others: 0 };
const THREE_PROGRAMS = { role: "worker", process: 2, others: 2 };

type Examples = { readonly [C in FindingCode]: readonly Parameters<(typeof CATALOGUE)[C]["sentence"]>[0][] };

const CONSUMER = { consumer: "billing (c1)", queue: "work", others: 0 };

/** Typical values of each code: a count of one, several, and each variant of the sentence. */
const EXAMPLES: Examples = {
  "run-cut-short": [{ reason: "no task was completed for 30 s" }],
  "runs-missing": [
    { missing: 1, planned: 1 },
    { missing: 2, planned: 6 },
  ],
  "not-drained": [
    { attempted: 0, open: 0, unknown: 0 },
    { attempted: 9, open: 1, unknown: 0 },
    { attempted: 9, open: 0, unknown: 2 },
    { attempted: 9, open: 0, unknown: 0 },
  ],
  "nothing-attempted": [{}],
  "no-work-done": [{ attempted: 1 }, { attempted: 20 }],
  "tasks-not-attempted": [
    { attempted: 1, planned: 20 },
    { attempted: 0, planned: 1 },
  ],
  "tasks-beyond-plan": [{ attempted: 21, planned: 20 }],
  "producer-share-incomplete": [{ producer: 2 }],
  "producer-stopped-early": [{ producer: 1, earlySeconds: 2.04, plannedSeconds: 10 }],
  "unknown-fates": [{ tasks: 1 }, { tasks: 3 }],
  "tasks-back-in-queue": [{ tasks: 1 }, { tasks: 3 }],
  "queue-end-not-proven": [{ tasks: 1 }, { tasks: 3 }],
  "workers-crashed": [
    { crashes: 1, examples: "7 (1 time)" },
    { crashes: 23, examples: "7 (20 times), 8 (3 times)" },
  ],
  "tasks-requeued-each-time": [
    { tasks: 1, examples: "7 (20 times)" },
    { tasks: 7, examples: "7 (20 times), 8 (20 times) and 5 more" },
  ],
  "publishes-repeated": [{ publishes: 1 }, { publishes: 12 }],
  "shard-unreadable": [{ problem: "worker-3.1.shard does not begin with the magic number of a shard." }],
  "shard-of-another-process": [{ shard: "worker-3.1.shard", header: "worker 1, incarnation 1" }],
  "shard-damaged": [{ shard: "worker-1.1.shard", damage: "continues after its closing record" }],
  "shard-empty": [{ shard: "worker-1.1.shard" }],
  "producers-alone": [
    { attempted: 1, confirmed: 1 },
    { attempted: 20, confirmed: 0 },
    { attempted: 20, confirmed: 19 },
  ],
  "workers-alone": [{ completed: 1 }, { completed: 20 }],
  "nothing-received": [{}],
  "single-active-consumer": [
    { active: 1, workers: 4, deliveries: 1, isDeclared: true },
    { active: 2, workers: 4, deliveries: 20, isDeclared: true },
    { active: 1, workers: 4, deliveries: 20, isDeclared: false },
  ],
  "foreign-messages": [
    { delivered: 1, completed: 0 },
    { delivered: 12, completed: 11 },
  ],
  "queues-uneven": [
    { workers: 4, queues: 3, least: 1, most: 2 },
    { workers: 2, queues: 3, least: 1, most: 2 },
  ],
  "foreign-consumers": [
    { consumers: 1, tasks: 1 },
    { consumers: 3, tasks: 20 },
  ],
  "history-unread": [
    { agents: "2", workers: "3", producers: "", tasks: 1 },
    { agents: "1, 2", workers: "1, 3", producers: "2", tasks: 17 },
  ],
  "torn-record": [{ shard: "worker-1.1.shard", bytes: 27 }],
  "orchestrator-shard-missing": [{}],
  "orchestrator-shard-open": [{}],
  "shard-not-of-this-run": [{ shard: "worker-7.1.shard" }],
  "process-end-not-seen": [{ shard: "worker-1.1.shard" }],
  "shard-missing": [{ shard: "worker-1.1.shard", bytes: 4_096 }],
  "shard-size-differs": [{ shard: "worker-1.1.shard", bytes: 1, expectedBytes: 4_096 }],
  "shard-not-closed": [{ shard: "worker-1.1.shard" }],
  "shard-not-sealed": [{ shard: "worker-1.1.shard" }],
  "dead-letter-shard-unexpected": [{ shard: "dead-letters-1.1.shard" }],
  "dead-letter-shard-missing": [{}],
  "dead-letter-shard-open": [{ shard: "dead-letters-1.1.shard" }],
  "run-record-damaged": [{ problem: "run.json is not valid JSON." }],
  "history-unreadable": [{ problem: "The history cannot be read: permission denied." }],
  "history-not-evaluable": [{ problem: "Invalid array length" }],
  "makespan-below-bound": [{ makespanMs: 50, boundMs: 100 }],
  "ledger-does-not-add-up": [{ attempted: 1 }, { attempted: 200 }],
  "foreign-records": [{ records: 1 }, { records: 4 }],
  "negative-durations": [{ durations: 1 }, { durations: 4 }],
  "losses-not-written": [{ directory: ".runs/1/trial-1/run-1", problem: "no space left on device" }],
  "clock-not-measured": [{ agent: 2 }],
  "clock-uncertain": [{ errorMs: 0.4, queueWaitMs: 1.2 }],
  "clock-unsteady": [{ agent: 2, errorMs: 7.5 }],
  "clock-order-uncertain": [
    { about: "loss-causes", cases: 1, errorMs: 0.4 },
    { about: "duplicate-causes", cases: 1, errorMs: 0.4 },
    { about: "duplicate-causes", cases: 3, errorMs: 0.4 },
    { about: "first-deliveries", cases: 3, errorMs: 0.4 },
    { about: "redeliveries", cases: 2, errorMs: null },
  ],
  "idle-time-uncertain": [{ idleMs: 120, errorMs: 40 }],
  "worker-not-replaced": [
    { firstSlot: 1, lastSlot: 1, atMs: 50, toldAtMs: null, code: 0, signal: "SIGKILL" },
    { firstSlot: 1, lastSlot: 4, atMs: -50, toldAtMs: null, code: 3, signal: null },
    { firstSlot: 1, lastSlot: 1, atMs: 5_010, toldAtMs: 5_000, code: 0, signal: null },
    { firstSlot: 1, lastSlot: 1, atMs: 20_000, toldAtMs: 5_000, code: 0, signal: null },
    { firstSlot: 1, lastSlot: 1, atMs: 20_000, toldAtMs: 5_000, code: 1, signal: null },
  ],
  "agents-missing": [
    { connected: 1, planned: 2 },
    { connected: 0, planned: 1 },
  ],
  "agent-lost": [{ agent: 2, how: "Agent 2 (host-b) was lost: it did not answer for 10 s." }],
  "connections-lost": [
    { connections: 1, role: "producer", process: 1, ofProcess: 1 },
    { connections: 3, role: "worker", process: 1, ofProcess: 2 },
  ],
  "publishing-blocked": [{ times: 1 }, { times: 2 }],
  "consumers-cancelled": [{ consumers: 1 }, { consumers: 2 }],
  "fault-not-reached": [{ fault: "kill:worker@2s" }],
  "fault-without-target": [{ fault: "kill:worker@2s" }],
  "fault-without-effect": [{ fault: "close:connection@2s", connections: "worker 1" }],
  "process-crashed": [{ role: "producer", process: 1, how: "was ended by SIGSEGV" }],
  "process-failed": [{ role: "producer", process: 1, reason: "the queue was deleted." }],
  "shutdown-not-graceful": [{ role: "worker", process: 2, how: "was ended by SIGKILL" }],
  "broker-replaced": [{}],
  "broker-clock-differs": [{}],
  note: [{ text: "Fault kill:worker@90s did not occur: the run ended first." }],
  "priorities-ignored": [{ version: "3.10.8" }],
  "priorities-in-two-levels": [{ version: "4.0.5" }],
  "low-priority-starved": [{ lowest: 0, lowestMs: 2_100, highest: 9, highestMs: 190 }],
  "consumer-priorities": [{ shares: "priority 10 has 61 %, priority 0 has 39 %", tasks: 200 }],
  "event-loop-stall": [
    { role: "worker", process: 1, stallMs: 83, others: 0 },
    { role: "producer", process: 1, stallMs: 83, others: 1 },
  ],
  "generator-limit": [
    { part: "producer", process: 2, percent: 97.4, cores: 1, stolenPercent: 0 },
    { part: "worker", process: 1, percent: 100.2, cores: 1, stolenPercent: 0 },
    { part: "orchestrator", process: 0, percent: 92, cores: 1, stolenPercent: 0 },
    { part: "machine", process: 0, percent: 99.1, cores: 2, stolenPercent: 12 },
    { part: "machine", process: 0, percent: 98, cores: 1, stolenPercent: 0.3 },
  ],
  "service-time-error": [{ percent: 20 }, { percent: -7.4 }],
  "latency-includes-backlog": [{ tasks: 1 }, { tasks: 20 }],
  "latency-without-rate": [{ tasks: 1 }, { tasks: 20 }],
  "warm-up-left-out": [
    { leftOutMs: 2_140, tasks: 1_890, isGiven: false },
    { leftOutMs: 5_000, tasks: 1, isGiven: true },
  ],
  "no-steady-state": [{}],
  "cpu-stolen": [{ percent: 3.4 }, { percent: 20 }],
  "other-load": [
    { busyCores: 0.5, ofCores: 2 },
    { busyCores: 1.25, ofCores: 2 },
  ],
  "runs-drift": [
    { metric: "completed/s", percent: -12.4, p: 0.00123, runs: 12 },
    { metric: "p50 end to end", percent: 30, p: 0.0312, runs: 6 },
  ],
  "high-variation": [{ metric: "completed/s", percent: 14.2, runs: 6, needed: 302 }],
  overload: [
    { load: 2, workers: 1 },
    { load: 1.254, workers: 4 },
  ],
  "rate-not-reached": [{ reached: 60, asked: 120, scheduledMs: 490, tookMs: 980 }],
  "workers-not-begun": [
    { workers: 1, of: 4 },
    { workers: 3, of: 4 },
  ],
  "auto-ack-buffer": [{ worker: 1, deliveries: 40 }],
  "never-acknowledged": [{ deliveries: 1 }, { deliveries: 20 }],
  "consumer-prefetch-unlimited": [
    { ...CONSUMER, held: 1 },
    { ...CONSUMER, others: 1, held: 40 },
  ],
  "consumer-acks-early": [
    { ...CONSUMER, fresh: 1, freshMs: 0.7, longMs: 100 },
    { ...CONSUMER, others: 2, fresh: 10, freshMs: 1.2, longMs: 50.4 },
  ],
  "consumer-forgets-ack": [
    { ...CONSUMER, forgotten: 1, deliveries: 1, settled: 0 },
    { ...CONSUMER, forgotten: 3, deliveries: 40, settled: 37 },
  ],
  "consumer-stalled": [{ ...CONSUMER, held: 1, silentMs: 61_000 }],
  "consumer-cancelled": [{ ...CONSUMER, by: "broker" }],
  "messages-requeued-again": [
    { queue: "work", messages: 1, times: 10 },
    { queue: "work", messages: 2, times: 99 },
  ],
  "connections-cut": [
    { connections: 1, deliveries: 1 },
    { connections: 2, deliveries: 0 },
  ],
  "connection-per-message": [{ short: 10, opened: 12 }],
  "queue-served-unevenly": [{ queue: "work", consumers: 2, jain: 0.515, by: "busy time" }],
  "publishes-not-confirmed": [
    { publishes: 1, publishers: 1 },
    { publishes: 20, publishers: 2 },
  ],
  "connections-not-readable": [{ connections: 1, problem: "10.0.0.7:1234: The client speaks TLS." }],
  "connections-without-broker": [{ connections: 1 }, { connections: 3 }],
  "tap-memory-exceeded": [{ forgotten: 1, limit: 100_000 }],
  "client-prefetch-unlimited": [
    { ...ONE_PROGRAM, held: 1 },
    { ...THREE_PROGRAMS, held: 40 },
  ],
  "client-prefetch-differs": [{ ...ONE_PROGRAM, asked: "1", used: "unlimited" }],
  "client-ack-differs": [{ ...ONE_PROGRAM, asked: "manual", used: "automatic" }],
  "client-acks-early": [
    { ...ONE_PROGRAM, early: 1, acks: 1, medianMs: 100 },
    { ...THREE_PROGRAMS, early: 30, acks: 40, medianMs: 100 },
  ],
  "client-forgets-ack": [
    { ...ONE_PROGRAM, forgotten: 1, deliveries: 1 },
    { ...THREE_PROGRAMS, forgotten: 7, deliveries: 20 },
  ],
  "client-works-concurrently": [
    { ...ONE_PROGRAM, lanes: 2, concurrency: 1 },
    { ...THREE_PROGRAMS, lanes: 30, concurrency: 4 },
  ],
  "client-requeues-again": [
    { ...ONE_PROGRAM, task: 7, times: 20 },
    { ...ONE_PROGRAM, task: 0, times: 20 },
  ],
  "client-stopped-consuming": [
    { ...ONE_PROGRAM, consumers: 1 },
    { ...THREE_PROGRAMS, consumers: 2 },
  ],
  "client-connects-per-message": [{ ...ONE_PROGRAM, connections: 20, messages: 20 }],
  "client-ignores-sigterm": [{ ...ONE_PROGRAM, graceMs: 10_000 }],
  "client-work-differs": [{ percent: 40 }, { percent: -99 }],
  "completions-unknown": [{ deliveries: 1 }, { deliveries: 20 }],
};

const codes = Object.keys(CATALOGUE) as FindingCode[];

/** First words of an action. */
const IMPERATIVES =
  /^(?:Add|Check|Expect|Fix|Give|Acknowledge|Call|Find|Handle|Ignore|Lower|Make|Open|Raise|Read|Reject|Remove|Report|Run|Set|Use)\b/;

describe.each(codes)("the finding %s", (code) => {
  const { severity, meaning, action } = CATALOGUE[code];

  it.each(EXAMPLES[code])("is a sentence for %j", (values) => {
    const sentence = findingSentence({ code, severity, values });
    expect(sentence).toMatch(/^[-A-Z0-9].*\.$|^\S+\.shard .*\.$|^run\.json .*\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|null|\{|\.\.$/);
    expect(sentence).not.toMatch(/\b1 (?:tasks|runs|bytes|times|publishes|records|durations|connections|consumers)\b/);
  });

  it("has a meaning of full sentences and an imperative as action", () => {
    expect(meaning).toMatch(/^[A-Z].*\.$|^run\.json .*\.$/);
    expect(action).toMatch(IMPERATIVES);
    expect(action).toMatch(/\.$/);
  });

  it("has a code in kebab-case", () => {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });
});

it("a file of findings does not redefine a code of another file", async () => {
  const files = await Promise.all([
    import("./outcome.ts"),
    import("./evidence.ts"),
    import("./fleet.ts"),
    import("./clocks.ts"),
    import("./load.ts"),
    import("./noise.ts"),
    import("./programs.ts"),
    import("./orchestrator.ts"),
    import("./priorities.ts"),
    import("./queue.ts"),
    import("./tap.ts"),
  ]);
  const all = files.flatMap((file) => Object.values(file).flatMap((definitions) => Object.keys(definitions)));
  expect(all.toSorted()).toEqual(codes.toSorted());
});

describe("a stored finding that this version does not know", () => {
  it.each<Finding>([
    { code: "of-a-later-version", severity: "warning", values: { tasks: 3 } },
    { code: "toString", severity: "warning", values: {} },
    { code: "publishing-blocked", severity: "warning", values: { count: 3 } },
    { code: "overload", severity: "warning", values: { load: "high", workers: 2 } },
  ])("is its code and its values: $code", ({ code, severity, values }) => {
    expect(findingSentence({ code, severity, values })).toBe(`${code} ${JSON.stringify(values)}`);
  });
});

describe("the worst of several findings", () => {
  it("is the one with the largest weight", () => {
    const [slight, heavy] = [
      finding("overload", { load: 1.1, workers: 2 }),
      finding("overload", { load: 3, workers: 2 }),
    ];
    expect(worstFinding([slight, heavy, slight])).toBe(heavy);
  });

  it("is the first one if its code has no weight", () => {
    const [first, second] = [finding("note", { text: "A." }), finding("note", { text: "B." })];
    expect(worstFinding([first, second])).toBe(first);
  });
});
