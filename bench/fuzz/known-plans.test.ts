// Plans that once had a wrong verdict or did not end, with their correct outcome: of whole runs, producers and brokers.
import { describe, expect, it } from "vitest";
import { VERSIONS } from "./plan/broker-rules.ts";
import type { Flags } from "./plan/random-flags.ts";
import { planOf } from "./plan/fuzz-plan.ts";
import { OLDEST, PACED, runKnown } from "./run-known-plan.ts";
import { simulate } from "./simulate.ts";

describe.each(VERSIONS)("on RabbitMQ %s", (version) => {
  it("a producer that is shut down is replaced by one that publishes the remaining tasks", async () => {
    const { checked } = await runKnown({ ...PACED, faults: ["quit:producer@2s"] }, version);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger.attempted).toBe(600);
  });

  it("a producer that is killed repeatedly attempts each task of its schedule once", async () => {
    const flags = { ...PACED, time: ["8s"], durability: ["confirmed"], onUnknown: ["republish"] };
    const { checked } = await runKnown(
      { ...flags, faults: ["kill:producer@2s,every=2s"], threshold: ["unknown<=100"] },
      version,
    );
    expect(checked.result.ledger.attempted).toBe(800);
    expect(checked.result.verdict).toBe("pass");
  });

  it("a run whose producer is not restarted is incomplete and does not pass", async () => {
    const { checked } = await runKnown({ ...PACED, faults: ["kill:producer@2s,restart=never"] }, version);
    expect(checked.result.verdict).toBe("unknown");
    expect(checked.result.warnings.join()).toMatch(/of the 600 planned tasks/);
  });

  it("a run without any worker left is aborted with the reason", async () => {
    const faults = ["kill:worker:1@100ms,restart=never", "kill:worker:2@100ms,restart=never"];
    const { record, checked, elapsed } = await runKnown({ tasks: ["100"], faults }, version);
    expect(checked.result.verdict).toBe("unknown");
    expect(record.cutShort).toContain("no worker is left");
    expect(elapsed).toBeLessThan(20_000);
  });

  it("a message above the broker's size limit fails the run at once, with the limit in the reason", async () => {
    const flags = { tasks: ["3"], size: ["3000"], durability: ["confirmed"], onUnknown: ["republish"] };
    // The limit of an external broker is unknown before the run.
    const { record, checked, elapsed } = await runKnown(flags, version, {
      isForeign: true,
      rules: { maxMessageBytes: 2_000 },
    });
    expect(record.cutShort).toContain("larger than configured max size");
    expect(checked.result.verdict).toBe("unknown");
    expect(elapsed).toBeLessThan(10_000);
  });

  it("a worker that starts while the broker is down works when the broker is back", async () => {
    const faults = ["restart:broker@3s", "kill:worker@4s"];
    const published = { rate: ["5"], durability: ["confirmed"], onUnknown: ["republish"] };
    const { checked } = await runKnown({ ...published, tasks: ["40"], heavy: ["200ms"], faults }, version);
    expect(checked.result.verdict).toBe("pass");
  });
});

it("a run that takes longer than --run-timeout is aborted", async () => {
  const { record } = await runKnown({ tasks: ["100"], heavy: ["1s"], runTimeout: ["5s"] });
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
  const { checked } = await runKnown({ ...PACED, faults: ["kill:producer@2s,restart=2s"] });
  expect(checked.result.latencyMs.endToEnd.max).toBeGreaterThan(1_900);
});

describe("a run with one side alone", () => {
  const alone: Flags = { queue: ["orders"], tasks: ["20"], durability: ["confirmed"] };

  it("that only publishes claims no completion, and leaves its tasks in the queue", async () => {
    const { checked, record } = await runKnown({ ...alone, workers: ["0"], rate: ["50"] });
    expect(record.cutShort).toBeNull();
    expect(checked.result.ledger).toMatchObject({ attempted: 20, confirmed: 20, completed: 0, lost: 0, remaining: 20 });
    expect(checked.result.verdict).toBe("unknown");
    expect(checked.result.findings.map(({ code }) => code)).toContain("producers-alone");
  });

  it("passes if it shows what a threshold asks of it, and not with a threshold on what it cannot show", async () => {
    const asked = await runKnown({ ...alone, workers: ["0"], threshold: ["confirmed==20"] });
    expect(asked.checked.result.verdict).toBe("pass");
    const unasked = await runKnown({ ...alone, workers: ["0"], threshold: ["lost==0"] });
    expect(unasked.checked.result.verdict).toBe("unknown");
  });

  it("that only consumes ends when the queue is quiet, or after its time", async () => {
    const quiet = await runKnown({ queue: ["orders"], producers: ["0"] });
    expect(quiet.record.cutShort).toBeNull();
    expect(quiet.checked.result.findings.map(({ code }) => code)).toContain("nothing-received");
    expect(quiet.checked.result.verdict).toBe("unknown");
    expect(quiet.elapsed).toBeLessThan(10_000);
    const timed = await runKnown({ queue: ["orders"], producers: ["0"], time: ["30s"] });
    expect(timed.elapsed).toBeGreaterThan(30_000);
  });
});

it.each(VERSIONS)(
  "a dead letter without a queue, which a restart deleted on %s, is lost with the queue",
  async (version) => {
    const queue = { durability: ["transient"], deadLetter: ["true"], maxLength: ["3"] };
    const published = { backlog: ["true"], rate: ["20"], producers: ["2"], tasks: ["60"], prefetch: ["1"] };
    const { checked } = await runKnown({ ...queue, ...published, faults: ["restart:broker@50ms"] }, version);
    const { deadLettered, lossesByCause } = checked.result.ledger;
    expect(lossesByCause.map(({ cause }) => cause)).toEqual(["queue-not-durable"]);
    // The three tasks before the restart, and at least one before the dead-letter queue is declared again.
    expect(lossesByCause[0]?.tasks).toBeGreaterThan(3);
    expect(deadLettered).toBeGreaterThan(4);
  },
);
