import { describe, expect, it } from "vitest";
import { queueRun, queueSettings } from "../testing/queue-run.ts";
import { type CellPlan, type FindRatePlan, findRates, type MeasuredRun, type RateTrial } from "./find-rates.ts";
import { searchBounds } from "./first-guess.ts";

const SECONDS = 3;

function cell(id: string, first = 100): CellPlan {
  const settings = queueSettings({ ratePerSecond: 1, seconds: SECONDS });
  return {
    trial: { id, settings },
    seconds: SECONDS,
    search: {
      ...searchBounds({ capacity: 400, producers: 1, seconds: SECONDS, startPerSecond: first }),
      precision: 0.02,
      votes: 3,
    },
  };
}

interface Run {
  readonly trials: RateTrial[];
  readonly found: Awaited<ReturnType<typeof findRates>>;
}

/** Each trial takes 5 s of virtual time. */
async function search(
  cells: readonly CellPlan[],
  measure: (trial: RateTrial) => MeasuredRun | Promise<MeasuredRun>,
  changes: Partial<FindRatePlan> & { readonly abortAfter?: number } = {},
): Promise<Run> {
  const { abortAfter = Infinity, ...plan } = changes;
  const trials: RateTrial[] = [];
  const abort = new AbortController();
  let elapsed = 0;
  const found = await findRates(
    { cells, thresholds: [], varied: ["prefetch"], budgetSeconds: 600, ...plan },
    {
      measure: async (trial) => {
        trials.push(trial);
        elapsed += 5;
        if (trials.length >= abortAfter) abort.abort();
        return measure(trial);
      },
      elapsedSeconds: () => elapsed,
      onTrial: () => undefined,
      signal: abort.signal,
    },
  );
  return { trials, found };
}

const simulated =
  (roundTripMs = 0) =>
  ({ ratePerSecond }: RateTrial): MeasuredRun => ({
    run: queueRun({ ratePerSecond, seconds: SECONDS, roundTripMs }),
    directory: null,
  });

describe("find-rate over a simulated fleet", () => {
  it("finds 400 per second for 4 workers with tasks of 10 ms, within 5 %", async () => {
    const { found } = await search([cell("trial")], simulated());
    expect(found.end).toBe("complete");
    const [{ highestHeldPerSecond: held, lowestFailedPerSecond: failed, end } = {}] = found.cells;
    expect(end).toBe("found");
    expect(Math.abs((held ?? 0) / 400 - 1)).toBeLessThan(0.05);
    expect((failed ?? 0) / (held ?? 1)).toBeLessThanOrEqual(1.02);
  });

  it("finds 4 / (10 ms + round trip), within 5 %", async () => {
    const { found } = await search([cell("trial")], simulated(20));
    expect(Math.abs((found.cells[0]?.highestHeldPerSecond ?? 0) / (4 / 0.03) - 1)).toBeLessThan(0.05);
  });

  it("measures the cells in turn, and counts the attempts at each rate", async () => {
    const { trials } = await search([cell("a"), cell("b", 200)], simulated());
    expect(trials.slice(0, 4).map(({ cell: { trial }, ratePerSecond }) => [trial.id, ratePerSecond])).toEqual([
      ["a", 100],
      ["b", 200],
      ["a", 200],
      ["b", 400],
    ]);
    expect(trials.map(({ number }) => number)).toEqual(trials.map((_, index) => index + 1));
    expect(Math.max(...trials.map(({ attempt }) => attempt))).toBeGreaterThan(1);
  });

  it("starts no trial that would exceed the budget, and reports what it found until then", async () => {
    const { found, trials } = await search([cell("trial")], simulated(), { budgetSeconds: 27 });
    expect(found.end).toBe("budget");
    expect(trials).toHaveLength(5);
    expect(found.cells[0]).toMatchObject({ end: "unfinished", highestHeldPerSecond: 400 });
  });

  it("does not count the trial that was interrupted", async () => {
    const { found } = await search([cell("trial")], simulated(), { abortAfter: 4 });
    expect(found.end).toBe("interrupted");
    expect(found.cells[0]?.trials).toHaveLength(3);
    expect(found.cells[0]).toMatchObject({ end: "unfinished" });
  });

  it("gives up a rate whose trials have no verdict, with the reason", async () => {
    const { found } = await search([cell("trial")], () => ({ run: null, problem: "the fleet was not ready" }));
    expect(found.end).toBe("complete");
    expect(found.cells[0]).toMatchObject({
      end: "unclear",
      points: [{ unknown: 2, reasons: ["the fleet was not ready"] }],
    });
  });

  it("keeps the trials so far if no further trial is possible", async () => {
    const broken = new Error("no broker");
    const { found } = await search([cell("trial")], (trial) => {
      if (trial.number > 2) throw broken;
      return simulated()(trial);
    });
    expect(found).toMatchObject({ end: "failed", failure: broken });
    expect(found.cells[0]?.trials).toHaveLength(2);
  });

  it("applies a condition to the cells that it names", async () => {
    const never = {
      expression: "p50<1ms",
      metric: "latencyMs.endToEnd.p50",
      operator: "<",
      value: 1,
      trials: ["b"],
    } as const;
    const { found } = await search([cell("a", 350), cell("b", 5)], simulated(), { thresholds: [never] });
    expect(found.cells.map(({ end }) => end)).toEqual(["found", "nothing-holds"]);
  });

  it("says that no rate holds if the condition can never be met", async () => {
    const never = { expression: "p50<1ms", metric: "latencyMs.endToEnd.p50", operator: "<", value: 1 } as const;
    const { found } = await search([cell("trial", 2)], simulated(), { thresholds: [never] });
    expect(found.cells[0]).toMatchObject({ end: "nothing-holds", highestHeldPerSecond: null });
    expect(found.cells[0]?.points[0]?.reasons).toEqual([expect.stringContaining("p50<1ms is not met")]);
  });
});
