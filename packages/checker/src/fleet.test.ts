// A thousand seeded runs of a fleet in memory, with kills, freezes, broker crashes and planted bugs: what the
// checker reads off the history is what really happened.
import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/experiment";
import { addsUp } from "./ledger/ledger.ts";
import type { RunResult } from "./results/schema.ts";
import { checkRun } from "./check-run.ts";
import { type Simulated, simulate } from "./testing/fleet/simulate.ts";

const SEEDS = 1_000;
const BATCH = 50;

/** How often each cause was planted and found by its own name, over all seeds. */
const found = new Map<string, number>();
const note = (cause: string): unknown => found.set(cause, (found.get(cause) ?? 0) + 1);

const batches = Array.from({ length: SEEDS / BATCH }, (_, index) => index * BATCH + 1);

describe.each(batches)("fifty fleets from seed %i on", (first) => {
  it("are seen as they were", () => {
    for (let seed = first; seed < first + BATCH; seed++) examine(seed);
  });
});

it("every cause was planted, and found by its name, many times", () => {
  const seen = Object.fromEntries(found);
  for (const cause of [
    "auto-acked-in-hand",
    "auto-acked-in-buffer",
    "auto-acked-in-flight",
    "queue-not-durable",
    "message-not-persistent",
    "unconfirmed-when-connection-broke",
    "delivery-limit",
    "unknown",
    "worker-killed",
    "connection-lost",
    "republished",
  ]) {
    expect(seen[cause] ?? 0, cause).toBeGreaterThanOrEqual(10);
  }
});

function examine(seed: number): void {
  const simulated = simulate(seed);
  const { settings, shards, truth } = simulated;
  const { result, losses } = checkRun({ settings, run: 1, shards, directory: null, notes: [] });
  const { ledger } = result;
  const trueLosses = truth.losses(settings.confirmWindow > 0);
  const trueDuplicates = truth.duplicates();
  expect(addsUp(ledger), `seed ${seed} adds up`).toBe(true);
  expect(ledger, `seed ${seed}`).toMatchObject(expectedColumns(simulated, trueLosses.size));
  expect(result.warnings.join("\n"), `seed ${seed}`).not.toMatch(/negative|does not belong/);

  for (const { task, cause } of losses) {
    const truly = [...(trueLosses.get(task) ?? [])];
    expect(
      truly.some((planted) => answers(planted, cause, settings)),
      `seed ${seed}, task ${task}: ${cause} for ${truly.join()}`,
    ).toBe(true);
    if (truly.includes(cause)) note(cause);
  }
  expect(
    Object.fromEntries(ledger.duplicates.map(({ task, cause }) => [task, cause])),
    `duplicates of seed ${seed}`,
  ).toEqual(Object.fromEntries(trueDuplicates));
  for (const cause of trueDuplicates.values()) note(cause);
  expect(result.verdict, `seed ${seed}`).toBe(expectedVerdict(simulated, trueLosses.size));
  examineFaults(simulated, result, seed);
}

function expectedColumns({ truth }: Simulated, lost: number): Partial<RunResult["ledger"]> {
  const { attempted, completions, failed } = truth;
  const failedAs = (fate: string): number =>
    [...failed].filter(([task, as]) => as === fate && !completions.has(task)).length;
  const [dropped, deadLettered] = [failedAs("dropped"), failedAs("deadLettered")];
  const completed = completions.size;
  return {
    attempted: attempted.size,
    confirmed: truth.confirmed.size,
    redelivered: truth.redeliveredAt.length,
    completed,
    duplicated: [...completions.values()].reduce((sum, count) => sum + count - 1, 0),
    lost,
    dropped,
    deadLettered,
    unknown: attempted.size - completed - lost - dropped - deadLettered,
    unexpected: truth.ghosts,
    remaining: 0,
  };
}

function expectedVerdict({ truth, settings }: Simulated, lost: number): RunResult["verdict"] {
  if (truth.ghosts > 0 || lost > (settings.ack === "auto" ? truth.tornWorkers : 0)) return "fail";
  return lost > 0 ? "unknown" : "pass";
}

/** Some losses look alike from outside: then the cause that needs less to be assumed is as good as the true one. */
function answers(planted: string, cause: string, { queueType, ack, confirmWindow }: TrialSettings): boolean {
  if (planted === cause) return true;
  const wentWithBroker = cause === "queue-not-durable" || cause === "message-not-persistent";
  switch (planted) {
    // Whether it was on the wire or just in the queue when the broker died, nobody has recorded.
    case "unconfirmed-when-connection-broke":
      return confirmWindow === 0 && queueType === "classic" && wentWithBroker;
    case "auto-acked-in-flight":
      return ack === "auto" && (wentWithBroker || cause === "unconfirmed-when-connection-broke");
    // Redeliveries that never got into a history count for the broker only.
    case "delivery-limit":
      return cause === "unknown";
    default:
      return false;
  }
}

function examineFaults({ truth, settings }: Simulated, { faults, makespanMs }: RunResult, seed: number): void {
  const named = (all: readonly { kind: string; target: string }[]) =>
    all.map(({ kind, target }) => `${kind} ${target}`);
  expect(named(faults), `seed ${seed}`).toEqual(named(truth.faults));
  for (const [index, fault] of truth.faults.entries()) {
    const { recovery, atMs, healedAtMs } = faults[index] ?? {};
    const next = truth.faults[index + 1]?.at ?? Infinity;
    const first = truth.redeliveredAt.find((at) => at > fault.at && at <= next);
    const where = `seed ${seed}, fault ${index + 1}`;
    if (settings.ack !== "auto") expectClose(recovery?.timeToRedeliveryMs, since(first, fault.at), where);
    // A frozen worker may still read, once awake, what went to others meanwhile: then the history says less.
    if (fault.kind !== "stop" && !truth.faults.some(({ kind }) => kind === "stop")) {
      expectClose(recovery?.lastRedeliveryMs, since(fault.lastRedeliveryAt, fault.at), where);
    }
    expect(healedAtMs ?? Infinity, where).toBeGreaterThan(atMs ?? Infinity);
    const { dipRatio, catchUpMs } = recovery ?? {};
    if (typeof dipRatio === "number") expect(dipRatio >= 0 && dipRatio <= 1, where).toBe(true);
    if (typeof catchUpMs === "number") expect(catchUpMs, where).toBeLessThanOrEqual(makespanMs ?? 0);
  }
}

const since = (at: number | null | undefined, began: number): number | null =>
  typeof at === "number" ? at - began : null;

function expectClose(actual: number | null | undefined, expected: number | null, where: string): void {
  if (expected === null || typeof actual !== "number") expect(actual, where).toBe(expected);
  else expect(actual, where).toBeCloseTo(expected, 3);
}
