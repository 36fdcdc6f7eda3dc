// Rates that producers keep through outages, and an added round trip: on a real broker, checked by the history.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EventKind, ShardReader } from "@fairhare/protocol";
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Freeze } from "../faults/freeze.ts";
import { faultOf } from "../testing/faults.ts";
import { Lab, type LabOptions, runOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab[Symbol.asyncDispose]());

const PACED = { work: "none", prefetch: 50, tasks: null, body: "binary" } as const;
const CONFIRMED = { durability: "confirmed", confirmWindow: 50 } as const;
/** Publishes that are up to this late may follow at once, milliseconds. */
const TIMER_SLACK_MS = 5;

async function run(settings: Partial<TrialSettings>, options: LabOptions = {}): Promise<RunResult> {
  return runOf(await lab.run([settings], options));
}

/** Send times in the newest run, by producer, in milliseconds; of all incarnations, sorted. */
function sendTimes(): Map<number, number[]> {
  const newest = join(lab.runsDirectory, readdirSync(lab.runsDirectory).toSorted().at(-1) ?? "");
  const times = new Map<number, number[]>();
  for (const file of readdirSync(newest, { recursive: true, encoding: "utf8" })) {
    const [, producer] = /producer-(\d+)\.\d+\.shard$/.exec(file) ?? [];
    if (producer === undefined) continue;
    const sent = times.get(Number(producer)) ?? [];
    const shard = new ShardReader(readFileSync(join(newest, file)));
    while (shard.next()) if (shard.kind === EventKind.attempted) sent.push(shard.at / 1e6);
    times.set(
      Number(producer),
      sent.toSorted((a, b) => a - b),
    );
  }
  return times;
}

/** The largest number of publishes within any window of this length. */
function mostWithin(sent: readonly number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  for (const [index, at] of sent.entries()) {
    while ((sent[first] ?? 0) <= at - windowMs) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function expectNoBurst(sent: readonly number[], ratePerSecond: number): void {
  const limit = (2 * ratePerSecond * (200 + TIMER_SLACK_MS)) / 1e3;
  expect(mostWithin(sent, 200)).toBeLessThanOrEqual(Math.ceil(limit) + 1);
}

it("a broker that stands still for 2 s costs no publish and no burst, and its outage is in the latency", async () => {
  const pids = lab.broker.server?.pids() ?? [];
  const stalled = async (): Promise<void> => {
    const freezes = await Promise.all(pids.map((pid) => Freeze.begin(pid)));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await Promise.all(freezes.map((freeze) => freeze[Symbol.asyncDispose]()));
  };
  let stall = Promise.resolve();
  const result = await run(
    { ...PACED, ...CONFIRMED, ratePerSecond: 200, timeSeconds: 6 },
    {
      observer: (event) => {
        if (event.type === "phase" && event.phase === "publishing")
          stall = new Promise((resolve) => setTimeout(resolve, 1_000)).then(stalled);
      },
    },
  );
  await stall;
  expect(result.verdict).toBe("pass");
  expect(result.ledger).toMatchObject({ attempted: 1_200, completed: 1_200, lost: 0 });
  expect(result.latencyMs.endToEnd?.p99).toBeGreaterThan(1_500);
  expectNoBurst(sendTimes().get(1) ?? [], 200);
});

it("a producer that is killed and restarted makes every publish of its schedule without a burst", async () => {
  const fault = faultOf({ kind: "kill", role: "producer", process: 1, atMs: 1_000, restartAfterMs: 1_000 });
  const phases = [
    { fromPerSecond: 100, toPerSecond: 300, seconds: 2 },
    { fromPerSecond: 150, toPerSecond: 150, seconds: 3 },
  ];
  const rate = { kind: "schedule", phases } as const;
  const result = await run({ ...PACED, ...CONFIRMED, ratePerSecond: rate, timeSeconds: 5, faults: [fault] });
  expect(result.ledger).toMatchObject({ attempted: 400 + 450, lost: 0 });
  expect(result.latencyMs.endToEnd?.p99).toBeGreaterThan(700);
  expectNoBurst(sendTimes().get(1) ?? [], 300);
});

it("producers at a low rate publish evenly together", async () => {
  await run({ ...PACED, producers: 8, ratePerSecond: 5, timeSeconds: 2 });
  const sent = [...sendTimes().values()].flat().toSorted((a, b) => a - b);
  expect(sent).toHaveLength(80);
  // In step, there would be 8 at once; evenly, one every 25 ms, apart from late timers and starts.
  const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
  expect(gaps.filter((gap) => gap > 5).length).toBeGreaterThan(40);
});

it("an added round trip limits a worker with prefetch 1, also one that joins, and a fault of its connection ends in it", async () => {
  const rttMs = 60;
  const connection = { owner: "worker", byMs: 10, bytesPerSecond: null } as const;
  const never = { restartAfterMs: null };
  const result = await run({
    ...PACED,
    workers: 1,
    prefetch: 1,
    tasks: 60,
    rttMs,
    faults: [
      faultOf({ ...never, kind: "delay", role: "connection", process: 1, forMs: 200, connection }),
      faultOf({ ...never, kind: "add", role: "worker", joins: 1, atMs: 500 }),
    ],
  });
  expect(result.verdict).toBe("pass");
  const [first, joined] = result.workers;
  // The wait between two tasks is a whole round trip, apart from the lateness that the proxy makes up for.
  for (const worker of [first, joined]) {
    const presentMs = (result.makespanMs ?? 0) - (worker?.joinedAtMs ?? 0);
    expect(worker?.tasks).toBeGreaterThan(0);
    expect(worker?.tasks).toBeLessThanOrEqual(presentMs / (rttMs - 2) + 1);
  }
});
