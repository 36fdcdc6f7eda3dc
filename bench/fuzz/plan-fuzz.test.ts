import { DuplicateCause, LossCause } from "@fairhare/results";
import { FleetNotReadyError } from "@fairhare/orchestrator";
import { describe, expect, it } from "vitest";
import { fingerprintOf, violationsOf } from "./invariants.ts";
import { randomPlan } from "./plan/random-plan.ts";
import { simulate } from "./simulate.ts";

/** `npm run fuzz` runs more. `FAIRHARE_FUZZ_FROM` sets the first seed, to repeat one plan or to try new ones. */
const RUNS = Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 200);
const FIRST = Number(process.env["FAIRHARE_FUZZ_FROM"] ?? 1);
const A_PLAN_MS = 2_000;
/** Violations reported per plan: further ones usually have the same reason. */
const MOST_TOLD = 2;
/** One of this many plans runs twice, to check that it is reproducible. */
const REPEATED = 10;

/**
 * This many plans reach every cause of losses and duplicates except three: the simulated broker drops nothing when a
 * channel closes, and two causes need a message on its way at the moment of a fault.
 */
const ENOUGH_RUNS = 2_000;
const RARE: ReadonlySet<string> = new Set([
  LossCause.unconfirmedClosed,
  LossCause.autoAckedInFlight,
  LossCause.deadLetterMissing,
]);
const CAUSES = [...Object.values(LossCause), ...Object.values(DuplicateCause)].filter((cause) => !RARE.has(cause));
const found = new Set<string>();

describe("a random valid plan on an in-memory broker", () => {
  it(
    `ends, has a ledger that adds up and matches the truth, and names the cause of every loss (${RUNS} plans)`,
    async () => {
      const wrong: string[] = [];
      for (let seed = FIRST; seed < FIRST + RUNS; seed++) wrong.push(...(await tryPlan(seed)));
      expect(wrong).toEqual([]);
    },
    RUNS * A_PLAN_MS,
  );

  it.runIf(RUNS >= ENOUGH_RUNS)("reaches every cause of losses and duplicates", () => {
    expect(CAUSES.filter((cause) => !found.has(cause))).toEqual([]);
  });
});

async function tryPlan(seed: number): Promise<string[]> {
  const plan = randomPlan(seed);
  const name = `plan ${seed}, RabbitMQ ${plan.version}${plan.isForeign ? ", external" : ""}: ${plan.words.join(" ")}`;
  try {
    const run = await simulate(plan);
    const violations = violationsOf(plan, run);
    const { lossesByCause, duplicatesByCause } = run.checked.result.ledger;
    for (const { cause } of [...lossesByCause, ...duplicatesByCause]) found.add(cause);
    if (seed % REPEATED === 0 && fingerprintOf(run) !== fingerprintOf(await simulate(plan)))
      violations.push("a second run had a different result");
    return violations.slice(0, MOST_TOLD).map((violation) => `${violation}\n    ${name}`);
  } catch (error) {
    // An agent was lost before its processes were ready, so there was no run.
    if (error instanceof FleetNotReadyError && plan.agents.count > 0) return [];
    return [`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n    ${name}`];
  }
}
