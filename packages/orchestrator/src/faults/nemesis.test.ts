// The records of a fault of nodes, in their order, on a cluster without RabbitMQ.
import { sleep } from "@fairhare/core";
import { EventKind } from "@fairhare/protocol";
import type { Fault } from "@fairhare/workload";
import { expect, test } from "vitest";
import type { RunLogFields } from "../run/run-log.ts";
import { faultOf } from "../testing/faults.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { Nemesis } from "./nemesis.ts";
import type { NemesisPorts } from "./nemesis-ports.ts";

const KILL_MAJORITY = faultOf({ text: "kill:node:majority@0s", kind: "kill", role: "node", part: "majority", atMs: 0 });

/** The names of the records, and the notices, after all faults are over. */
async function inject(fault: Fault, cluster: FakeCluster, calmAfterMs?: number) {
  const names = new Map<number, string>(Object.entries(EventKind).map(([name, kind]) => [kind, name]));
  const records: string[] = [];
  const notices: string[] = [];
  const ports: Partial<NemesisPorts> = {
    broker: { cluster, provider: "local" } as unknown as NemesisPorts["broker"],
    host: { clock: cluster.clock } as unknown as NemesisPorts["host"],
    queue: "tasks",
    queues: ["tasks"],
    log: {
      record: (kind: EventKind, { slot = 0 }: RunLogFields = {}) => void records.push(`${names.get(kind)} ${slot}`),
      report: () => undefined,
    } as unknown as NemesisPorts["log"],
    settings: { seed: 1, faults: [fault], queueDurable: true } as unknown as NemesisPorts["settings"],
    signal: new AbortController().signal,
    onFault: () => undefined,
    onNotice: (text) => void notices.push(text),
    onFailure: (error) => {
      throw error;
    },
  };
  const nemesis = new Nemesis(ports as NemesisPorts, () => true);
  if (calmAfterMs === undefined) await nemesis.exhausted();
  else await sleep(cluster.clock, calmAfterMs);
  await nemesis.heal();
  return { records, notices };
}

test("the last reading of the leader is a part of the fault, however long the answer takes", async () => {
  class SlowCluster extends FakeCluster {
    override async leaderOf(): Promise<number | null> {
      await sleep(this.clock, 1_000);
      return super.leaderOf();
    }
  }
  const { records } = await inject(KILL_MAJORITY, new SlowCluster({ nodes: 3, leader: 2 }));
  expect(records.slice(-2)).toEqual(["leaderSeen 1", "faultHealed 0"]);
});

test("a repetition without a leader to hit is skipped without a notice", async () => {
  const leaderless = new FakeCluster({ nodes: 3, leader: null });
  expect((await inject(KILL_MAJORITY, leaderless)).notices).toHaveLength(1);
  const { records, notices } = await inject({ ...KILL_MAJORITY, everyMs: 10_000 }, leaderless, 40_000);
  expect(notices).toEqual([]);
  expect(records).not.toContain("faultBegan 0");
});
