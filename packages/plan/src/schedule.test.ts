import { describe, expect, it } from "vitest";
import { schedule } from "./schedule.ts";
import { parseFlags } from "./testing/parse-flags.ts";

const { trials } = parseFlags({ workers: "1,2,3,4,5" }).experiment;

describe("the schedule", () => {
  const runs = schedule({ trials, repeat: 3, warmup: 1, seed: 1 });

  it("runs every trial once per round, warm-ups first", () => {
    expect(runs).toHaveLength(20);
    const rounds = [0, 5, 10, 15].map((start) => runs.slice(start, start + 5));
    for (const round of rounds) expect(new Set(round.map(({ trial }) => trial.id)).size).toBe(5);
    expect(rounds.map((round) => [round[0]?.warmup, round[0]?.number])).toEqual([
      [true, 1],
      [false, 1],
      [false, 2],
      [false, 3],
    ]);
  });

  it("changes the order between rounds, reproducibly for the same seed", () => {
    const orderOf = (start: number): string =>
      runs
        .slice(start, start + 5)
        .map(({ trial }) => trial.id)
        .join(" ");
    expect(new Set([5, 10, 15].map(orderOf)).size).toBeGreaterThan(1);
    expect(schedule({ trials, repeat: 3, warmup: 1, seed: 1 })).toEqual(runs);
    expect(schedule({ trials, repeat: 3, warmup: 1, seed: 2 })).not.toEqual(runs);
  });
});
