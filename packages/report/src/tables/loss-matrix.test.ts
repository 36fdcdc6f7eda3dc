import type { Fault } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { twoTrials } from "../testing/fixtures.ts";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { lossMatrix } from "./loss-matrix.ts";

const brokerFault = (kind: "kill" | "restart"): Fault => ({
  text: `${kind}:broker@5s`,
  kind,
  role: "broker",
  process: null,
  atMs: 5_000,
  everyMs: null,
  forMs: null,
  restartAfterMs: 0,
});

describe("the losses by fault", () => {
  const varied = ["durability", "faults"];
  const trial = (durability: "durable" | "confirmed", faults: readonly Fault[], lost: number, unconfirmed = 0) => {
    const built = buildTrial({ durability, faults, tasks: 40 }, { varied });
    const ledger = { lost, lostUnconfirmed: unconfirmed };
    const unknown = {
      timeToRedeliveryMs: null,
      lastRedeliveryMs: null,
      redelivered: null,
      timeToLeaderMs: null,
      publishGapMs: null,
      consumeGapMs: null,
      dipRatio: null,
      catchUpMs: null,
    };
    const recovery = { ...unknown, blockedMs: null };
    const struck = faults.map(({ kind }) => ({
      kind,
      target: "broker",
      atMs: 0,
      healedAtMs: 9,
      nodes: [],
      leader: null,
      endedAtMs: null,
      replacedAtMs: null,
      recovery: { ...recovery, lossWindowMs: lost > 0 ? 1_200 : 0 },
    }));
    return { ...built, runs: built.runs.map((run) => editRun(run, { ledger, faults: struck })) };
  };

  it("has one row per choice and one column per fault", () => {
    const table = lossMatrix(
      buildResults([
        trial("durable", [brokerFault("restart")], 40, 40),
        trial("durable", [brokerFault("kill")], 40, 40),
        trial("confirmed", [brokerFault("restart")], 0),
        trial("confirmed", [brokerFault("kill")], 7, 2),
        trial("confirmed", [], 0),
      ]),
    );
    expect(table?.head).toEqual([
      "durability",
      "published/s",
      "lost by restart:broker@5s",
      "lost by kill:broker@5s",
      "lost without a fault",
    ]);
    expect(table?.rows.map(([durability, , ...losses]) => [durability, ...losses])).toEqual([
      ["durable", "all 40, up to 1.20 s old", "all 40, up to 1.20 s old", "—"],
      ["confirmed", "0", "7 of 40, 5 confirmed, up to 1.20 s old", "0"],
    ]);
  });

  it("says unknown for a run without proof, and is absent where faults do not vary", () => {
    const cut = buildTrial(
      { durability: "durable", faults: [brokerFault("kill")] },
      { varied, runs: [{ cutAtMs: 1 }] },
    );
    expect(lossMatrix(buildResults([cut]))?.rows[0]?.[2]).toBe("unknown");
    expect(lossMatrix(twoTrials())).toBeNull();
  });
});
