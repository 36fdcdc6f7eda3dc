// The results of a thousand workers whose lanes have as many segments as the checker records: the largest files that a
// report of one trial can have.
import { createRandom } from "@fairhare/core";
import { hasLane, type LaneSegment, laneSlots, type Results, type WorkerResult } from "@fairhare/results";
import { buildResults, buildTrial } from "./results-builder.ts";

const WORKERS = 1_000;
/** Of these, one has died and one was replaced. */
const DEAD = 400;
const REPLACED = 800;

export function thousandWorkers(): Results {
  const trial = buildTrial({ workers: WORKERS, workersPerProcess: 50, tasks: 2_000 });
  const [run] = trial.runs;
  if (run === undefined) throw new Error("the trial has no run");
  const random = createRandom(1);
  const slots = laneSlots(WORKERS);
  const pitch = (run.makespanMs ?? 0) / slots.segments;
  const lane = (): LaneSegment[] =>
    Array.from({ length: slots.segments }, (_, index) => {
      const from = index * pitch + random.float() * (pitch / 3);
      return [from, from + random.float() * (pitch / 2), random.float()];
    });
  const workers = run.workers.map((worker): WorkerResult => ({
    ...worker,
    incarnations: worker.slot === REPLACED ? 2 : 1,
    diedAtMs: worker.slot === DEAD ? (run.makespanMs ?? 0) / 2 : null,
    lane: hasLane(worker.slot, slots) ? lane() : [],
  }));
  return buildResults([{ ...trial, runs: [{ ...run, workers }] }]);
}
