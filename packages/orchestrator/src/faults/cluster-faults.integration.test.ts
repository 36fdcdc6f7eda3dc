// Faults of a cluster of three nodes on a real RabbitMQ, with a known outcome: a quorum queue keeps what was confirmed, and a
// transient queue is gone with the node that holds it.
import type { RunResult } from "@fairhare/results";
import type { Fault, TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, wholeRunOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.openOwn([], { nodes: 3 });
}, 240_000);
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const ofLeader = (kind: Fault["kind"], changes: Partial<Fault> = {}): Fault =>
  faultOf({ text: `${kind}:node:leader`, kind, role: "node", part: "leader", atMs: 2_000, ...changes });

const run = async (settings: Partial<TrialSettings>): Promise<RunResult> =>
  wholeRunOf(await lab.run([settings], { drainTimeoutSeconds: 60 }));

const confirmed = { durability: "confirmed", confirmWindow: 50, onUnknown: "republish" } as const;
const transient = { durability: "transient", queueDurable: false, persistent: false } as const;
const stream = { work: "none", prefetch: 20, ratePerSecond: 200, timeSeconds: 6, tasks: null } as const;

describe("the leader of a quorum queue", () => {
  it("loses no confirmed task when it is killed, and another node leads", async () => {
    const result = await run({ ...stream, ...confirmed, queueType: "quorum", faults: [ofLeader("kill")] });
    const { ledger } = result;
    expect(ledger).toMatchObject({ attempted: 1_200, lost: 0, unknown: 0 });
    // On 3.10, a channel that was opened while the leader's node is down refuses publishes until that node is back.
    expect(ledger.completed).toBe(1_200 - ledger.nacked);
    expect(ledger.completed).toBeGreaterThanOrEqual(ledger.confirmed);
    const [fault] = result.faults;
    expect(fault?.nodes).toHaveLength(1);
    expect(fault?.leader?.before).toBe(fault?.nodes[0]);
    expect(fault?.leader?.after).not.toBe(fault?.nodes[0]);
    expect(fault?.recovery.timeToLeaderMs).toBeGreaterThan(0);
    expect(fault?.recovery.publishGapMs).toBeGreaterThan(0);
  });
});

describe("the node that holds a durable classic queue", () => {
  it("makes the queue unavailable while it is away, and brings back everything that waited in it", async () => {
    const load = { ...stream, durability: "persistent", confirmWindow: 0, producers: 3, connect: "spread" } as const;
    const away = ofLeader("kill", { restartAfterMs: 1_500 });
    const result = await run({ ...load, queueType: "classic", queueLeader: 1, faults: [away] });
    const { lost, returned, completed, lossesByCause } = result.ledger;
    // The other nodes return publishes to a queue that they do not know any more (3.10), or drop them.
    expect(lost + returned).toBeGreaterThan(0);
    expect(completed).toBe(3_600 - lost - returned);
    const known = new Set<string>(["unconfirmed-when-connection-broke", "queue-unavailable"]);
    expect(lossesByCause.map(({ cause }) => cause).filter((cause) => !known.has(cause))).toEqual([]);
    const [fault] = result.faults;
    expect(fault).toMatchObject({ nodes: [1], leader: { before: 1, after: 1 } });
    expect(fault?.recovery.consumeGapMs).toBeGreaterThan(1_500);
  });
});

describe("the node that holds a transient classic queue", () => {
  it("loses everything in it when it is killed, and the ledger names the cause", async () => {
    const result = await run({
      ...transient,
      backlog: true,
      tasks: 2_000,
      work: "none",
      prefetch: 100,
      faults: [ofLeader("kill")],
    });
    expect(result.verdict).toBe("fail");
    expect(result.ledger).toMatchObject({ attempted: 2_000, completed: 0, lost: 2_000 });
    expect(result.ledger.lossesByCause).toMatchObject([{ cause: "queue-not-durable", tasks: 2_000 }]);
  });
});
