// Plans that once had a wrong verdict or did not end, with their correct outcome.
import { describe, expect, it } from "vitest";
import { violationsOf } from "./invariants.ts";
import { type Version, VERSIONS } from "./plan/broker-rules.ts";
import type { Flags } from "./plan/random-flags.ts";
import { planOf } from "./plan/random-plan.ts";
import { simulate, type Simulated } from "./simulate.ts";

async function run(flags: Flags, version: Version = OLDEST, options: Options = {}): Promise<Simulated> {
  const plan = planOf(flags, version, options);
  const simulated = await simulate(plan, options);
  expect(violationsOf(plan, simulated)).toEqual([]);
  return simulated;
}

type Options = Parameters<typeof planOf>[2] & Parameters<typeof simulate>[1];

const OLDEST = VERSIONS[0];
const PACED: Flags = { time: ["6s"], rate: ["100"], work: ["none"] };

/** What a quorum queue makes of priorities: the finding, and the range of the ratio of the waits. */
const OF_QUORUM: Readonly<Record<Version, readonly [code: string | undefined, least: number, most: number]>> = {
  "3.10.8": ["priorities-ignored", 0.7, 1.5],
  "4.0.5": ["priorities-in-two-levels", 3, 8],
  "4.3.6": [undefined, 8, 16],
};

describe("a quorum queue that delays retries itself", () => {
  const quorum = { tasks: ["20"], heavy: ["20ms"], queueType: ["quorum"], onError: ["retry-delay"] };

  it.each([true, false])(
    "delivers failed tasks again after the delay, which no depth shows (external: %s)",
    async (isForeign) => {
      const flags = { ...quorum, retryDelay: ["9s"] };
      const { checked } = await run({ ...flags, fail: ["random:0.3"] }, "4.3.6", { isForeign });
      const { verdict, ledger, retriedBy } = checked.result;
      expect([verdict, retriedBy]).toEqual(["pass", "broker"]);
      expect(ledger).toMatchObject({ completed: 20, lost: 0, redelivered: ledger.retried });
      expect(ledger.retried).toBeGreaterThan(2);
      const poisoned = { ...flags, fail: ["poison:1"], maxAttempts: ["9"], drainTimeout: ["20s"] };
      const { record, checked: left } = await run(poisoned, "4.3.6", { isForeign });
      expect(record.cutShort).toBeNull();
      expect(left.result.verdict).toBe("pass");
      expect(left.result.ledger).toMatchObject({ completed: 19, remaining: 1, retried: 9 });
    },
  );

  it.each(["dead-letter", "broker"])(
    "has the same ledger as a retry queue, also when a worker is killed (%s)",
    async (means) => {
      const flags = { ...quorum, tasks: ["60"], retryDelay: ["400ms"], prefetch: ["5"], retryMeans: [means] };
      const { checked } = await run({ ...flags, fail: ["random:0.3"], faults: ["kill:worker@300ms"] }, "4.3.6");
      const { verdict, ledger, retriedBy } = checked.result;
      expect([verdict, retriedBy]).toEqual(["pass", means]);
      expect(ledger).toMatchObject({ completed: 60, lost: 0, remaining: 0, retried: ledger.failed });
    },
  );

  it("is left out where the broker cannot do it", async () => {
    const flags = { ...quorum, retryDelay: ["400ms"], fail: ["random:0.3"] };
    expect((await run(flags, "4.0.5")).checked.result.retriedBy).toBe("dead-letter");
    expect((await run({ ...flags, queueType: ["classic"] }, "4.3.6")).checked.result.retriedBy).toBe("dead-letter");
    expect(() => planOf({ ...flags, retryMeans: ["broker"] }, "4.0.5")).toThrow(/not a valid plan/);
  });
});

describe.each(VERSIONS)("on RabbitMQ %s", (version) => {
  it("a producer that is shut down is replaced by one that publishes the remaining tasks", async () => {
    const { checked } = await run({ ...PACED, faults: ["quit:producer@2s"] }, version);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger.attempted).toBe(600);
  });

  it("a producer that is killed repeatedly attempts each task of its schedule once", async () => {
    const flags = { ...PACED, time: ["8s"], durability: ["confirmed"], onUnknown: ["republish"] };
    const { checked } = await run(
      { ...flags, faults: ["kill:producer@2s,every=2s"], threshold: ["unknown<=100"] },
      version,
    );
    expect(checked.result.ledger.attempted).toBe(800);
    expect(checked.result.verdict).toBe("pass");
  });

  it("a run whose producer is not restarted is incomplete and does not pass", async () => {
    const { checked } = await run({ ...PACED, faults: ["kill:producer@2s,restart=never"] }, version);
    expect(checked.result.verdict).toBe("unknown");
    expect(checked.result.warnings.join()).toMatch(/of the 600 planned tasks/);
  });

  it("a run whose workers are killed repeatedly with auto-ack ends with its losses", async () => {
    const faults = ["kill:worker@100ms,every=500ms"];
    const { checked } = await run({ ack: ["auto"], tasks: ["100"], faults, drainTimeout: ["10s"] }, version);
    expect(checked.result.verdict).toBe("fail");
    expect(checked.result.ledger.lost).toBeGreaterThan(0);
  });

  it("workers that acknowledge early lose the task in hand when they are killed, and no task of their buffers", async () => {
    const faults = ["kill:worker:1@350ms"];
    const { checked } = await run(
      { ack: ["early"], prefetch: ["5"], tasks: ["20"], heavy: ["100ms"], skew: ["uniform"], faults },
      version,
    );
    expect(checked.result.verdict).toBe("fail");
    expect(checked.result.ledger).toMatchObject({
      completed: 19,
      lost: 1,
      lossesByCause: [{ cause: "early-acked-in-hand", tasks: 1, workers: [1] }],
    });
  });

  it("a slow worker gets its share of the tasks, and the lower bound accounts for its speed", async () => {
    const flags = { tasks: ["100"], heavy: ["100ms"], skew: ["uniform"], speed: ["1,0.25"], backlog: ["true"] };
    const { checked } = await run(flags, version);
    const { workers, boundMs, boundRatio, fairness, findings } = checked.result;
    // 100 tasks of 100 ms on workers that take 100 ms and 400 ms: 80 and 20 tasks, 8 s each.
    expect(workers.map(({ tasks }) => tasks)).toEqual([80, 20]);
    expect(boundMs).toBeCloseTo(8_000);
    expect(boundRatio).toBeLessThan(1.1);
    expect(fairness.jainBusy).toBeGreaterThan(0.99);
    expect(findings.map(({ code }) => code)).not.toContain("service-time-error");
  });

  it.each([["false"], ["true"]])("workers begin one after the other over the ramp-up, backlog %s", async (backlog) => {
    const flags = { workers: ["4"], tasks: ["60"], heavy: ["200ms"], skew: ["uniform"], backlog: [backlog] };
    const { checked, record } = await run({ ...flags, rampUp: ["2s"] }, version);
    expect(record.cutShort).toBeNull();
    const { verdict, workers, boundMs, boundRatio, fairness, findings } = checked.result;
    expect(verdict).toBe("pass");
    const begins = workers.map(({ joinedAtMs }) => joinedAtMs ?? 0);
    [0, 500, 1_000, 1_500].forEach((due, index) => {
      expect(begins[index]).toBeGreaterThanOrEqual(due - 20);
      expect(begins[index]).toBeLessThan(due + 20);
    });
    // 12 s of work: 1.5 s with 1, 2 and 3 workers do 3 s of it, four workers do the rest.
    expect(boundMs).toBeGreaterThan(3_700);
    expect(boundMs).toBeLessThan(3_800);
    expect(boundRatio).toBeLessThan(1.1);
    expect(fairness.jainTasks).toBeGreaterThan(0.99);
    expect(fairness.idleWhileBacklogMs).toBeLessThan(300);
    expect(findings.map(({ code }) => code)).not.toContain("workers-not-begun");
  });

  it("a worker that is restarted or joins during the ramp-up begins at once", async () => {
    const faults = ["kill:worker:2@500ms", "add:worker@600ms"];
    const { checked } = await run({ tasks: ["300"], heavy: ["100ms"], rampUp: ["8s"], faults }, version);
    const [first, restarted, joined] = checked.result.workers;
    expect(checked.result.verdict).toBe("pass");
    expect(first?.joinedAtMs).toBeNull();
    for (const worker of [restarted, joined]) {
      expect(worker?.joinedAtMs).toBeGreaterThan(500);
      expect(worker?.joinedAtMs).toBeLessThan(1_000);
      expect(worker?.tasks).toBeGreaterThan(50);
    }
  });

  it("a run that ends before all workers begin leaves the others out of fairness", async () => {
    const flags = { workers: ["4"], tasks: ["20"], heavy: ["20ms"], rampUp: ["20m"] };
    const { checked, elapsed } = await run(flags, version);
    expect(elapsed).toBeLessThan(5_000);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.fairness).toMatchObject({ jainTasks: 1, jainBusy: 1 });
    expect(checked.result.findings).toContainEqual(
      expect.objectContaining({ code: "workers-not-begun", values: { workers: 3, of: 4 } }),
    );
  });

  it("a run waits for the start jitter of its workers for longer than --drain-timeout", async () => {
    const flags = { workers: ["3"], tasks: ["30"], heavy: ["20ms"], startJitter: ["10m"], drainTimeout: ["5s"] };
    const { checked, record } = await run({ ...flags, seed: ["4"] }, version);
    expect(record.cutShort).toBeNull();
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.makespanMs).toBeGreaterThan(10_000);
    expect(checked.result.boundRatio).toBeLessThan(1.05);
  });

  it("failed tasks return from the retry queue and are completed, and a poison task stays", async () => {
    const flags = { tasks: ["20"], heavy: ["20ms"], onError: ["retry-delay"], retryDelay: ["9s"] };
    const { checked } = await run({ ...flags, fail: ["random:0.3"] }, version);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger).toMatchObject({ completed: 20, lost: 0, redelivered: 0 });
    expect(checked.result.ledger.retried).toBeGreaterThan(2);
    const poisoned = await run({ ...flags, fail: ["poison:1"], maxAttempts: ["9"], drainTimeout: ["20s"] }, version);
    expect(poisoned.record.cutShort).toBeNull();
    expect(poisoned.checked.result.verdict).toBe("pass");
    expect(poisoned.checked.result.ledger).toMatchObject({ completed: 19, remaining: 1, retried: 9 });
  });

  it("tasks of a higher priority are delivered first, as far as the queue has priorities", async () => {
    const load = { workers: ["1"], tasks: ["400"], backlog: ["true"], heavy: ["10ms"], skew: ["uniform"] };
    const mixed = { ...load, priority: ["0:9,9:1"] };
    const meansOf = async (queueType: string): Promise<{ ratio: number; codes: string[] }> => {
      const { result } = (await run({ ...mixed, queueType: [queueType] }, version)).checked;
      const { 0: low, 9: high } = result.latencyByPriorityMs;
      const ratio = (low?.queueWait.mean ?? 0) / (high?.queueWait.mean ?? 1);
      return { ratio, codes: result.findings.map(({ code }) => code) };
    };
    // All tasks are in the queue at once, so that in a strict order the means are as H/2 + L to H/2, or 2 + L/H.
    const classic = await meansOf("classic");
    expect(classic.ratio).toBeGreaterThan(8);
    expect(classic.ratio).toBeLessThan(16);
    const quorum = await meansOf("quorum");
    const [code, least, most] = OF_QUORUM[version];
    expect(quorum.codes.find((one) => one.startsWith("priorities-"))).toBe(code);
    expect(quorum.ratio).toBeGreaterThan(least);
    expect(quorum.ratio).toBeLessThan(most);
  });

  it("a worker with a higher consumer priority gets what it can take, and nobody is called starved", async () => {
    const load = { workers: ["4"], tasks: ["400"], rate: ["100"], heavy: ["10ms"], skew: ["uniform"] };
    const { checked } = await run({ ...load, consumerPriority: ["10,0,0,5"], pace: ["poisson"] }, version);
    const [first = 0, second = 0, third = 0, fourth = 0] = checked.result.workers.map(({ tasks }) => tasks);
    expect(first).toBeGreaterThan(fourth);
    expect(fourth).toBeGreaterThan(second + third);
    expect(checked.result.fairness.dispatchBreaks).toBeNull();
    expect(checked.result.findings.map(({ code }) => code)).toContain("consumer-priorities");
  });

  it("a task that crashes its workers is given up after its attempts, and every other task is completed", async () => {
    const flags = { fail: ["poison:1"], onError: ["crash"], maxAttempts: ["5"] };
    const { checked, record } = await run({ ...flags, tasks: ["20"], heavy: ["20ms"] }, version);
    expect(record.cutShort).toBeNull();
    expect(checked.result.ledger).toMatchObject({ completed: 19, remaining: 1, lost: 0 });
    expect(checked.result.ledger.crashed).toBeGreaterThanOrEqual(5);
    expect(checked.result.verdict).toBe("pass");
  });

  it("a task that crashes its workers is dead-lettered at the delivery limit of a quorum queue", async () => {
    const { checked } = await run(
      {
        fail: ["poison:1"],
        onError: ["crash"],
        queueType: ["quorum"],
        deliveryLimit: ["2"],
        deadLetter: ["true"],
        tasks: ["20"],
        heavy: ["20ms"],
      },
      version,
    );
    expect(checked.result.ledger).toMatchObject({ completed: 19, deadLettered: 1, lost: 0, crashed: 3 });
    expect(checked.result.verdict).toBe("pass");
  });

  it("a run without any worker left is aborted with the reason", async () => {
    const faults = ["kill:worker:1@100ms,restart=never", "kill:worker:2@100ms,restart=never"];
    const { record, checked, elapsed } = await run({ tasks: ["100"], faults }, version);
    expect(checked.result.verdict).toBe("unknown");
    expect(record.cutShort).toContain("no worker is left");
    expect(elapsed).toBeLessThan(20_000);
  });

  it("a message above the broker's size limit fails the run at once, with the limit in the reason", async () => {
    const flags = { tasks: ["3"], size: ["3000"], durability: ["confirmed"], onUnknown: ["republish"] };
    // The limit of an external broker is unknown before the run.
    const { record, checked, elapsed } = await run(flags, version, {
      isForeign: true,
      rules: { maxMessageBytes: 2_000 },
    });
    expect(record.cutShort).toContain("larger than configured max size");
    expect(checked.result.verdict).toBe("unknown");
    expect(elapsed).toBeLessThan(10_000);
  });

  it("endless redeliveries are not progress", async () => {
    const queueType = version === "4.3.6" ? ["quorum"] : ["classic"];
    const flags = { tasks: ["4"], heavy: ["2s"], ackTimeout: ["500ms"], queueType, drainTimeout: ["10s"] };
    const { record, checked } = await run(flags, version);
    expect(record.cutShort ?? "raise --ack-timeout").toContain("raise --ack-timeout");
    expect(checked.result.verdict).not.toBe("fail");
  });

  it("a worker that starts while the broker is down works when the broker is back", async () => {
    const faults = ["restart:broker@3s", "kill:worker@4s"];
    const published = { rate: ["5"], durability: ["confirmed"], onUnknown: ["republish"] };
    const { checked } = await run({ ...published, tasks: ["40"], heavy: ["200ms"], faults }, version);
    expect(checked.result.verdict).toBe("pass");
  });

  it("poison tasks on a quorum queue end in its dead-letter queue", async () => {
    const flags = {
      fail: ["poison:3"],
      queueType: ["quorum"],
      deliveryLimit: ["5"],
      deadLetter: ["true"],
      heavy: ["5ms"],
    };
    const { checked } = await run(flags, version);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger.deadLettered).toBe(3);
  });
});

it("a run that takes longer than --run-timeout is aborted", async () => {
  const { record } = await run({ tasks: ["100"], heavy: ["1s"], runTimeout: ["5s"] });
  expect(record.cutShort).toContain("--run-timeout");
});

it("a run waits for the end of an alarm that lasts longer than --drain-timeout", async () => {
  const plan = planOf(
    { tasks: ["50"], rate: ["10"], drainTimeout: ["20s"], faults: ["memory-alarm:broker@1s,for=40s"] },
    OLDEST,
  );
  const { record } = await simulate(plan);
  expect(record.cutShort).toBeNull();
});

it("latency counts from the intended send time, also across the restart of a producer", async () => {
  const { checked } = await run({ ...PACED, faults: ["kill:producer@2s,restart=2s"] });
  expect(checked.result.latencyMs.endToEnd.max).toBeGreaterThan(1_900);
});

describe("a run with one side alone", () => {
  const alone: Flags = { queue: ["orders"], tasks: ["20"], durability: ["confirmed"] };

  it("that only publishes claims no completion, and leaves its tasks in the queue", async () => {
    const { checked, record } = await run({ ...alone, workers: ["0"], rate: ["50"] });
    expect(record.cutShort).toBeNull();
    expect(checked.result.ledger).toMatchObject({ attempted: 20, confirmed: 20, completed: 0, lost: 0, remaining: 20 });
    expect(checked.result.verdict).toBe("unknown");
    expect(checked.result.findings.map(({ code }) => code)).toContain("producers-alone");
  });

  it("passes if it shows what a threshold asks of it, and not with a threshold on what it cannot show", async () => {
    const asked = await run({ ...alone, workers: ["0"], threshold: ["confirmed==20"] });
    expect(asked.checked.result.verdict).toBe("pass");
    const unasked = await run({ ...alone, workers: ["0"], threshold: ["lost==0"] });
    expect(unasked.checked.result.verdict).toBe("unknown");
  });

  it("that only consumes ends when the queue is quiet, or after its time", async () => {
    const quiet = await run({ queue: ["orders"], producers: ["0"] });
    expect(quiet.record.cutShort).toBeNull();
    expect(quiet.checked.result.findings.map(({ code }) => code)).toContain("nothing-received");
    expect(quiet.checked.result.verdict).toBe("unknown");
    expect(quiet.elapsed).toBeLessThan(10_000);
    const timed = await run({ queue: ["orders"], producers: ["0"], time: ["30s"] });
    expect(timed.elapsed).toBeGreaterThan(30_000);
  });
});

it.each(VERSIONS)(
  "a dead letter without a queue, which a restart deleted on %s, is lost with the queue",
  async (version) => {
    const queue = { durability: ["transient"], deadLetter: ["true"], maxLength: ["3"] };
    const published = { backlog: ["true"], rate: ["20"], producers: ["2"], tasks: ["60"], prefetch: ["1"] };
    const { checked } = await run({ ...queue, ...published, faults: ["restart:broker@50ms"] }, version);
    const { deadLettered, lossesByCause } = checked.result.ledger;
    expect(lossesByCause.map(({ cause }) => cause)).toEqual(["queue-not-durable"]);
    // The three tasks before the restart, and at least one before the dead-letter queue is declared again.
    expect(lossesByCause[0]?.tasks).toBeGreaterThan(3);
    expect(deadLettered).toBeGreaterThan(4);
  },
);

describe("a fleet on agents", () => {
  const flags: Flags = {
    ...PACED,
    workers: ["4"],
    durability: ["confirmed"],
    agents: ["2"],
    tokenFile: ["token"],
    heartbeat: ["1"],
  };
  const hosts = { count: 2, spread: "even" } as const;

  it("has the ledger of a fleet on one host, although its history arrives late", async () => {
    const { checked } = await run(flags, OLDEST, { agents: { ...hosts, deaths: [] } });
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger).toMatchObject({ attempted: 600, completed: 600, lost: 0, unknown: 0 });
    expect(checked.result.workers.map(({ agent }) => agent)).toEqual([2, 1, 2, 1]);
  });

  it.each(["crash", "isolate"] as const)("goes on when an agent is lost (%s), with few unknown tasks", async (how) => {
    const deaths = [{ agent: 2, how, afterMs: 3_000 }];
    const { record, checked } = await run(flags, OLDEST, { agents: { ...hosts, deaths } });
    expect(record.cutShort).toBeNull();
    const { verdict, ledger, workers } = checked.result;
    expect(verdict).toBe("unknown");
    expect(ledger).toMatchObject({ attempted: 600, lost: 0, unknown: ledger.unknownUnread });
    // A worker without its orchestrator goes on for two seconds, and nobody reads what it does.
    expect(ledger.unknown).toBeLessThan(how === "crash" ? 100 : 300);
    expect(workers.filter(({ diedAtMs }) => diedAtMs !== null)).toHaveLength(2);
  });

  it("without its producer has a history that ends early, and every task of it has an end", async () => {
    const deaths = [{ agent: 1, how: "crash", afterMs: 3_000 }] as const;
    const { record, checked } = await run(flags, OLDEST, { agents: { ...hosts, deaths } });
    expect(record.cutShort).toBeNull();
    const { verdict, ledger, findings } = checked.result;
    expect(verdict).toBe("unknown");
    expect(ledger.attempted).toBeGreaterThan(200);
    expect(ledger.attempted).toBeLessThan(400);
    expect(ledger).toMatchObject({ lost: 0, unexpected: 0 });
    expect(findings.map(({ code }) => code)).not.toContain("tasks-not-attempted");
  });

  it("that loses its last workers is aborted with the reason", async () => {
    const deaths = [1, 2].map((agent) => ({ agent, how: "crash" as const, afterMs: 2_000 }));
    const { record } = await run(flags, OLDEST, { agents: { ...hosts, deaths } });
    expect(record.cutShort).toBe("no worker process is left: their agents were lost");
  });
});
