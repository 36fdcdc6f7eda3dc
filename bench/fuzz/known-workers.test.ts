// Workers that start late, are slow, are killed or have priorities, in plans that once had a wrong verdict.
import { describe, expect, it } from "vitest";
import { type Version, VERSIONS } from "./plan/broker-rules.ts";
import { runKnown } from "./run-known-plan.ts";

/** What a quorum queue makes of priorities: the finding, and the range of the ratio of the waits. */
const OF_QUORUM: Readonly<Record<Version, readonly [code: string | undefined, least: number, most: number]>> = {
  "3.10.8": ["priorities-ignored", 0.7, 1.5],
  "4.0.5": ["priorities-in-two-levels", 3, 8],
  "4.3.6": [undefined, 8, 16],
};

describe.each(VERSIONS)("on RabbitMQ %s", (version) => {
  it("a run whose workers are killed repeatedly with auto-ack ends with its losses", async () => {
    const faults = ["kill:worker@100ms,every=500ms"];
    const { checked } = await runKnown({ ack: ["auto"], tasks: ["100"], faults, drainTimeout: ["10s"] }, version);
    expect(checked.result.verdict).toBe("fail");
    expect(checked.result.ledger.lost).toBeGreaterThan(0);
  });

  it("workers that acknowledge early lose the task in hand when they are killed, and no task of their buffers", async () => {
    const faults = ["kill:worker:1@350ms"];
    const { checked } = await runKnown(
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
    const { checked } = await runKnown(flags, version);
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
    const { checked, record } = await runKnown({ ...flags, rampUp: ["2s"] }, version);
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
    const { checked } = await runKnown({ tasks: ["300"], heavy: ["100ms"], rampUp: ["8s"], faults }, version);
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
    const { checked, elapsed } = await runKnown(flags, version);
    expect(elapsed).toBeLessThan(5_000);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.fairness).toMatchObject({ jainTasks: 1, jainBusy: 1 });
    expect(checked.result.findings).toContainEqual(
      expect.objectContaining({ code: "workers-not-begun", values: { workers: 3, of: 4 } }),
    );
  });

  it("a run waits for the start jitter of its workers for longer than --drain-timeout", async () => {
    const flags = { workers: ["3"], tasks: ["30"], heavy: ["20ms"], startJitter: ["10m"], drainTimeout: ["5s"] };
    const { checked, record } = await runKnown({ ...flags, seed: ["4"] }, version);
    expect(record.cutShort).toBeNull();
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.makespanMs).toBeGreaterThan(10_000);
    expect(checked.result.boundRatio).toBeLessThan(1.05);
  });

  it("tasks of a higher priority are delivered first, as far as the queue has priorities", async () => {
    const load = { workers: ["1"], tasks: ["400"], backlog: ["true"], heavy: ["10ms"], skew: ["uniform"] };
    const mixed = { ...load, priority: ["0:9,9:1"] };
    const meansOf = async (queueType: string): Promise<{ ratio: number; codes: string[] }> => {
      const { result } = (await runKnown({ ...mixed, queueType: [queueType] }, version)).checked;
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
    const { checked } = await runKnown({ ...load, consumerPriority: ["10,0,0,5"], pace: ["poisson"] }, version);
    const [first = 0, second = 0, third = 0, fourth = 0] = checked.result.workers.map(({ tasks }) => tasks);
    expect(first).toBeGreaterThan(fourth);
    expect(fourth).toBeGreaterThan(second + third);
    expect(checked.result.fairness.dispatchBreaks).toBeNull();
    expect(checked.result.findings.map(({ code }) => code)).toContain("consumer-priorities");
  });
});
