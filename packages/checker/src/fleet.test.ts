// A thousand seeded runs of a fleet in memory, with kills, freezes, broker crashes and planted bugs: what the
// checker reads off the history is what really happened.
import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/experiment";
import { addsUp } from "./ledger/ledger.ts";
import type { RunResult } from "./results/run-schema.ts";
import { checkRun } from "./check-run.ts";
import { type Simulated, simulate } from "./testing/fleet/simulate.ts";
import type { TrueFault, Truth } from "./testing/fleet/truth.ts";

const SEEDS = 1_000;
const BATCH = 50;
const LEAST_FOUND = 10;

/** How often each cause was planted and found by its own name, over all seeds. */
const found = new Map<string, number>();
const note = (cause: string): unknown => found.set(cause, (found.get(cause) ?? 0) + 1);

const batches = Array.from({ length: SEEDS / BATCH }, (_, index) => index * BATCH + 1);

describe.each(batches)("fifty fleets from seed %i on", (first) => {
  it("are seen as they were", () => {
    const seeds = Array.from({ length: BATCH }, (_, index) => first + index);
    expect(seeds.flatMap((seed) => disagreements(seed).map((what) => `seed ${seed}: ${what}`))).toEqual([]);
  });
});

it("every cause was planted, and found by its name, many times", () => {
  const seen = Object.fromEntries(found);
  const rare: string[] = [];
  for (const cause of [
    "auto-acked-in-hand",
    "auto-acked-in-buffer",
    "auto-acked-in-flight",
    "queue-not-durable",
    "message-not-persistent",
    "unconfirmed-when-connection-broke",
    "unconfirmed-when-channel-closed",
    "delivery-limit",
    "dead-letter-missing",
    "expired",
    "overflow",
    "unknown",
    "worker-killed",
    "ack-timeout",
    "connection-lost",
    "republished",
  ]) {
    if ((seen[cause] ?? 0) < LEAST_FOUND) rare.push(cause);
  }
  expect(rare).toEqual([]);
});

/** What the checker says otherwise than it was. */
function disagreements(seed: number): string[] {
  const simulated = simulate(seed);
  const { settings, shards, truth, brokerVersion } = simulated;
  const { result, losses } = checkRun({ settings, run: 1, shards, directory: null, notes: [], brokerVersion });
  const { ledger } = result;
  const trueLosses = truth.losses(settings.confirmWindow > 0);
  const trueDuplicates = truth.duplicates();
  const columns = Object.entries(expectedColumns(simulated, trueLosses.size));
  const counted = new Map<string, unknown>(Object.entries(ledger));
  const duplicates = ledger.duplicates.map(({ task, cause }) => [task, cause]);
  const wrongLosses = losses.flatMap(({ task, cause }) => {
    const truly = [...(trueLosses.get(task) ?? [])];
    if (truly.includes(cause)) note(cause);
    return truly.some((planted) => answers(planted, cause, settings))
      ? []
      : [`${task} by ${cause}, not ${truly.join()}`];
  });
  for (const cause of trueDuplicates.values()) note(cause);
  return [
    ...(addsUp(ledger) ? [] : ["the columns do not add up"]),
    ...columns.flatMap(([name, expected]) => differs(name, counted.get(name), expected)),
    ...result.warnings.filter((warning) => /negative|does not belong/.test(warning)),
    ...wrongLosses,
    ...differs(
      "duplicates",
      duplicates,
      [...trueDuplicates].toSorted(([a], [b]) => a - b),
    ),
    ...differs("verdict", result.verdict, expectedVerdict(simulated, trueLosses.size, ledger.unknown)),
    ...faultDisagreements(simulated, result),
  ];
}

function expectedColumns({ truth }: Simulated, lost: number): Partial<RunResult["ledger"]> {
  const { attempted, completions, deadLetters } = truth;
  const isUndone = (task: number): boolean => !completions.has(task);
  const deadLettered = [...deadLetters.keys()].filter(isUndone).length;
  const dropped = [...truth.failed.keys()].filter((task) => isUndone(task) && !deadLetters.has(task)).length;
  const nacked = [...truth.nacked].filter((task) => !truth.hasEnded(task)).length;
  const remaining = [...truth.left].filter((task) => !truth.hasEnded(task)).length;
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
    nacked,
    unknown: attempted.size - completed - lost - dropped - deadLettered - nacked - remaining,
    unexpected: truth.ghosts,
    remaining,
    failed: truth.failures,
  };
}

/** How many fates are unknown is compared among the columns. */
function expectedVerdict({ truth, settings }: Simulated, lost: number, unknown: number): RunResult["verdict"] {
  if (truth.ghosts > 0 || lost > (settings.ack === "auto" ? truth.tornWorkers : 0)) return "fail";
  return lost > 0 || (unknown > 0 && settings.confirmWindow > 0) ? "unknown" : "pass";
}

/** Some losses look alike from outside: then the cause that needs less to be assumed is as good as the true one. */
function answers(planted: string, cause: string, settings: TrialSettings): boolean {
  const { queueType, ack, confirmWindow, messageTtlMs, maxLength } = settings;
  if (planted === cause) return true;
  const wentWithBroker = cause === "queue-not-durable" || cause === "message-not-persistent";
  const wentByLimit = (cause === "expired" && messageTtlMs > 0) || (cause === "overflow" && maxLength > 0);
  switch (planted) {
    // Whether it was on the wire or just in the queue when the broker died, nobody has recorded.
    case "unconfirmed-when-connection-broke":
      return (
        confirmWindow === 0 && (wentByLimit || (queueType === "classic" && wentWithBroker) || cause === "not-written")
      );
    case "unconfirmed-when-channel-closed":
      return wentByLimit || cause === "not-written" || (ack === "auto" && cause === "auto-acked-in-flight");
    case "auto-acked-in-flight":
      return ack === "auto" && (wentWithBroker || wentByLimit || cause === "unconfirmed-when-connection-broke");
    // Had it not gone by then, the broker would have lost it later all the same.
    case "dead-letter-missing":
      return wentWithBroker;
    case "expired":
    case "overflow":
      return wentWithBroker || cause.startsWith("unconfirmed") || cause === "not-written" || cause === "unknown";
    // Redeliveries that never got into a history count for the broker only.
    case "delivery-limit":
      return cause === "unknown" || cause === "not-written";
    // A message that a bug takes away before the broker is killed might as well have gone then.
    case "unknown":
      return cause === "not-written";
    default:
      return false;
  }
}

function faultDisagreements({ truth, settings }: Simulated, { faults, makespanMs }: RunResult): string[] {
  // A frozen worker may still read, once awake, what went to others meanwhile: then the history says less.
  const lastIsKnown = truth.faults.every(({ kind }) => kind !== "stop");
  return [
    ...differs("faults", names(faults), names(truth.faults)),
    ...faults.flatMap(({ kind, recovery, atMs, healedAtMs }, index) => {
      const fault = truth.faults[index];
      if (!fault) return [];
      const next = truth.faults[index + 1]?.at ?? Infinity;
      const first = truth.redeliveredAt.find((at) => at > fault.at && at <= next);
      const { dipRatio, catchUpMs } = recovery;
      return [
        ...(settings.ack === "auto"
          ? []
          : differs(`${kind}: first redelivery`, rounded(recovery.timeToRedeliveryMs), since(first, fault.at))),
        ...(lastIsKnown
          ? differs(
              `${kind}: last redelivery`,
              rounded(recovery.lastRedeliveryMs),
              lastRedeliveryOf(fault, truth, rounded(recovery.lastRedeliveryMs)),
            )
          : []),
        ...((healedAtMs ?? Infinity) > atMs ? [] : [`${kind}: healed before it began`]),
        ...(dipRatio === null || (dipRatio >= 0 && dipRatio <= 1) ? [] : [`${kind}: dip ${dipRatio}`]),
        ...((catchUpMs ?? 0) <= (makespanMs ?? 0) ? [] : [`${kind}: caught up after the end`]),
      ];
    }),
  ];
}

/** Nobody has a record of what was on the wire, so which of several faults sent that back is open: any of them may be named. */
function lastRedeliveryOf(
  { at, lastRedeliveryAt }: TrueFault,
  { unreadRedeliveredAt }: Truth,
  seen: number | null,
): number | null {
  const recorded = since(lastRedeliveryAt, at);
  const unread = unreadRedeliveredAt.map((time) => since(time, at)).filter((ms) => ms !== null && ms > (recorded ?? 0));
  return unread.includes(seen) ? seen : recorded;
}

const names = (all: readonly { kind: string; target: string }[]): string[] =>
  all.map(({ kind, target }) => `${kind} ${target}`);

const since = (at: number | null | undefined, began: number): number | null =>
  typeof at === "number" ? rounded(at - began) : null;

/** To the microsecond. */
const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 1e3) / 1e3);

const differs = (what: string, seen: unknown, expected: unknown): string[] =>
  JSON.stringify(seen) === JSON.stringify(expected)
    ? []
    : [`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(expected)}`];
