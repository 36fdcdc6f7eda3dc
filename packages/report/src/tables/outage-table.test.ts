// The table of what faults of a cluster cost, and the words for a fault of a node.
import type { FaultResult, RunResult } from "@fairhare/results";
import type { Fault } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { buildResults, buildTrial, editRun } from "../testing/results-builder.ts";
import { fault, NO_RECOVERY } from "../testing/situation-builder.ts";
import { nodePhrases } from "../words/fault-words.ts";
import { faultTable } from "./fault-table.ts";
import { outageTable } from "./outage-table.ts";

const kill: Fault = {
  text: "kill:node:leader@3s",
  kind: "kill",
  role: "node",
  process: null,
  part: "leader",
  atMs: 3_000,
  everyMs: null,
  forMs: null,
  restartAfterMs: 0,
};
const recovery = { ...NO_RECOVERY, timeToLeaderMs: 900, publishGapMs: 1_000, consumeGapMs: 1_100, redelivered: 4 };
const killed = fault("kill", "node 2", { atMs: 3_000, nodes: [2], leader: { before: 2, after: 1 }, recovery });

const trial = (queueType: "classic" | "quorum", faults: readonly Fault[], changes: Parameters<typeof editRun>[1]) => {
  const built = buildTrial({ queueType, faults, tasks: 40 }, { varied: ["queueType", "faults"] });
  return { ...built, runs: built.runs.map((run) => editRun(run, changes)) };
};
const rate = (completedPerSecond: number) => ({
  throughput: {
    publishedPerSecond: null,
    confirmedPerSecond: null,
    completedPerSecond,
    failedPerSecond: null,
    window: "measure" as const,
  },
});

describe("the faults of a cluster", () => {
  it("has losses, gaps and the rate compared with the same settings without a fault, one row per trial", () => {
    const table = outageTable(
      buildResults([
        trial("quorum", [], { ...rate(100) }),
        trial("quorum", [kill], { ...rate(80), faults: [killed], ledger: { duplicated: 3 } }),
        trial("classic", [kill], {
          ...rate(50),
          faults: [killed],
          ledger: { lost: 7, lostUnconfirmed: 2, nacked: 5, returned: 1, unknown: 9 },
        }),
      ]),
    );
    expect(table?.head).toEqual([
      "queue type",
      "fault",
      "node",
      "lost",
      "duplicated",
      "refused",
      "unknown",
      "leader after",
      "no publish for",
      "no delivery for",
      "completed/s",
      "of no fault",
    ]);
    expect(table?.rows).toEqual([
      ["quorum", "none", "—", "0", "0", "0", "0", "—", "—", "—", "100", "—"],
      ["quorum", "kill:node:leader@3s", "2 (leader)", "0", "3", "0", "0", "900 ms", "1.00 s", "1.10 s", "80.0", "80 %"],
      [
        "classic",
        "kill:node:leader@3s",
        "2 (leader)",
        "7 (5 confirmed)",
        "0",
        "6",
        "9",
        "900 ms",
        "1.00 s",
        "1.10 s",
        "50.0",
        "—",
      ],
    ]);
  });

  it("has no numbers for a trial without a run", () => {
    const missing = { ...trial("quorum", [kill], {}), runs: [] };
    const table = outageTable(buildResults([trial("quorum", [kill], { faults: [killed] }), missing]));
    expect(new Set(table?.rows[1]?.slice(2))).toEqual(new Set(["—"]));
  });

  it("is absent without a fault of a node", () => {
    expect(outageTable(buildResults([trial("quorum", [], {})]))).toBeNull();
  });
});

const runWith = (faults: FaultResult[]): RunResult => {
  const [run] = trial("quorum", [kill], { faults }).runs;
  if (run === undefined) throw new Error("no run");
  return run;
};

describe("a fault of a node", () => {
  it("is told with its node and what nobody could do meanwhile", () => {
    expect(nodePhrases(runWith([killed]))).toEqual([
      "node 2, the leader, was killed at 3.00 s (a leader again after 900 ms, longest time without a publish 1.00 s, without a delivery 1.10 s)",
    ]);
    expect(nodePhrases(runWith([killed, killed]))).toEqual(["nodes were killed 2 times"]);
  });

  it("has its own columns in the table of the faults", () => {
    const { head, rows } = faultTable(runWith([killed]));
    expect(head).toEqual(expect.arrayContaining(["leader after", "no publish for", "no delivery for", "redelivered"]));
    expect(rows[0]?.slice(0, 2)).toEqual(["kill", "node 2 (leader)"]);
  });
});
