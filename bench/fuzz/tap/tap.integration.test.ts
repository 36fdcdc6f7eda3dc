// Two ledgers of one run from two kinds of evidence, on a real broker: the shards that Fairhare's processes write, and
// those that taps write from the bytes on the wire. `npm run fuzz:tap` compares many more plans.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import { sharedBroker } from "@fairhare/broker/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Flags } from "../plan/random-flags.ts";
import { planOf } from "../plan/fuzz-plan.ts";
import { contradictions, differences } from "./compare.ts";
import { tappedRun, type TappedRun } from "./tapped-run.ts";

let broker: Broker;
let directory: string;
let runs = 0;
const { signal } = new AbortController();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-tap-"));
  broker = await sharedBroker();
});
afterAll(() => rmSync(directory, { recursive: true }));

function run(flags: Flags): Promise<TappedRun> {
  const { settings } = planOf(flags, "3.10.8");
  return tappedRun(settings, broker, { directory: join(directory, String(++runs)), signal });
}

describe("the ledger from the wire", () => {
  it("is that of the processes, with confirms, a limited prefetch and failing handlers", async () => {
    const two = await run({
      workers: ["2"],
      tasks: ["60"],
      prefetch: ["5"],
      durability: ["confirmed"],
      fail: ["random:0.3"],
      heavy: ["5ms"],
      light: ["1ms"],
    });
    expect(differences(two)).toEqual([]);
    expect(two.tapped.ledger).toMatchObject({ attempted: 60, confirmed: 60, completed: 60 });
    expect(two.tapped.ledger.failed).toBeGreaterThan(5);
    expect(two.facts.get("worker 1.1")).toMatchObject({ prefetch: 5, ackMode: "manual", outOfOrderAcks: 0 });
  });

  it("is that of the processes, with binary bodies of many frames, multiple-acks and dead letters", async () => {
    const two = await run({
      workers: ["3"],
      tasks: ["60"],
      prefetch: ["20"],
      multiAckEvery: ["5"],
      size: ["300000"],
      fail: ["poison:2"],
      onError: ["dead-letter"],
      heavy: ["5ms"],
      light: ["1ms"],
    });
    expect(differences(two)).toEqual([]);
    expect(two.tapped.ledger).toMatchObject({ completed: 58, deadLettered: 2 });
  });

  it("shows the concurrency of a worker by its acks out of order", async () => {
    const two = await run({
      workers: ["1"],
      workerConcurrency: ["4"],
      tasks: ["40"],
      prefetch: ["8"],
      heavy: ["20ms"],
      light: ["2ms"],
    });
    expect(differences(two)).toEqual([]);
    expect(two.facts.get("worker 1.1")?.outOfOrderAcks).toBeGreaterThan(0);
  });

  it("is that of the processes, with a worker that shuts down gracefully and one that joins", async () => {
    const two = await run({
      workers: ["2"],
      tasks: ["80"],
      rate: ["100"],
      heavy: ["10ms"],
      faults: ["quit:worker@200ms", "add:worker:1@300ms"],
    });
    expect(differences(two)).toEqual([]);
  });

  it("does not contradict the processes when a worker is killed", async () => {
    const two = await run({
      workers: ["2"],
      tasks: ["60"],
      heavy: ["20ms"],
      prefetch: ["5"],
      faults: ["kill:worker@200ms,restart=100ms"],
    });
    expect(contradictions(two)).toEqual([]);
    expect(two.tapped.ledger).toMatchObject({ attempted: 60, completed: 60, lost: 0 });
    expect(two.tapped.ledger.redelivered).toBeGreaterThan(0);
  });
});
