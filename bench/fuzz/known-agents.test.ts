// Fleets on agents in plans that once had a wrong verdict or did not end, with their correct outcome.
import { describe, expect, it } from "vitest";
import type { Flags } from "./plan/random-flags.ts";
import { OLDEST, PACED, runKnown } from "./run-known-plan.ts";

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
    const { checked } = await runKnown(flags, OLDEST, { agents: { ...hosts, deaths: [] } });
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger).toMatchObject({ attempted: 600, completed: 600, lost: 0, unknown: 0 });
    expect(checked.result.workers.map(({ agent }) => agent)).toEqual([2, 1, 2, 1]);
  });

  it.each(["crash", "isolate"] as const)("goes on when an agent is lost (%s), with few unknown tasks", async (how) => {
    const deaths = [{ agent: 2, how, afterMs: 3_000 }];
    const { record, checked } = await runKnown(flags, OLDEST, { agents: { ...hosts, deaths } });
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
    const { record, checked } = await runKnown(flags, OLDEST, { agents: { ...hosts, deaths } });
    expect(record.cutShort).toBeNull();
    const { verdict, ledger, findings } = checked.result;
    expect(verdict).toBe("unknown");
    expect(ledger.attempted).toBeGreaterThan(200);
    expect(ledger.attempted).toBeLessThan(400);
    expect(ledger).toMatchObject({ lost: 0, unexpected: 0 });
    expect(findings.map(({ code }) => code)).not.toContain("tasks-not-attempted");
  });

  it("that loses its last workers and its producer is aborted with the reason, and its open publishes are unread", async () => {
    const deaths = [1, 2].map((agent) => ({ agent, how: "crash" as const, afterMs: 2_000 }));
    // Slower than the producer, so that its last publishes wait in the queue, and no completion stands for their confirms.
    const slow = { ...flags, work: ["sleep"], heavy: ["100ms"], light: ["100ms"] };
    const { record, checked } = await runKnown(slow, OLDEST, { agents: { ...hosts, deaths } });
    expect(record.cutShort).toBe("no worker process is left: their agents were lost");
    const { ledger } = checked.result;
    expect(ledger.unknownUnread).toBeGreaterThan(0);
    expect(ledger).toMatchObject({ lost: 0, unknown: ledger.unknownUnread });
  });
});
