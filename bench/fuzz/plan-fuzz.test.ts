import { DuplicateCause, LossCause } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { fingerprintOf, violationsOf } from "./invariants.ts";
import { randomPlan } from "./plan/random-plan.ts";
import { simulate } from "./simulate.ts";

/** `npm run fuzz` asks for more; `FAIRHARE_FUZZ_FROM` begins elsewhere, for one plan or for plans nobody has seen. */
const RUNS = Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 200);
const FIRST = Number(process.env["FAIRHARE_FUZZ_FROM"] ?? 1);
const A_PLAN_MS = 2_000;
/** What goes wrong with one task of a plan goes wrong with many. */
const MOST_TOLD = 2;
/** Every so many plans are run twice. */
const REPEATED = 10;

/**
 * So many plans meet every way in which a task is lost or done twice, but for three: the simulated broker drops nothing
 * when a channel is closed, and two need a message on its way at the very moment of a fault.
 */
const ENOUGH_RUNS = 2_000;
const RARE: ReadonlySet<string> = new Set([
  LossCause.unconfirmedClosed,
  LossCause.autoAckedInFlight,
  LossCause.deadLetterMissing,
]);
const CAUSES = [...Object.values(LossCause), ...Object.values(DuplicateCause)].filter((cause) => !RARE.has(cause));
const found = new Set<string>();

describe("a random valid plan on a broker in memory", () => {
  it(
    `ends, adds up, claims no more than it has evidence for, and finds what was lost and why (${RUNS} plans)`,
    async () => {
      const wrong: string[] = [];
      for (let seed = FIRST; seed < FIRST + RUNS; seed++) wrong.push(...(await tryPlan(seed)));
      expect(wrong).toEqual([]);
    },
    RUNS * A_PLAN_MS,
  );

  it.runIf(RUNS >= ENOUGH_RUNS)("meets every cause of loss and of work that is done twice", () => {
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
      violations.push("a rerun came out differently");
    return violations.slice(0, MOST_TOLD).map((violation) => `${violation}\n    ${name}`);
  } catch (error) {
    return [`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n    ${name}`];
  }
}
