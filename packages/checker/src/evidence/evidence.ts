// How far the history of a run can be trusted: its gaps, its torn records, and the questions that it leaves open.
import { fromMilliseconds } from "@fairhare/core";
import { type Finding, finding } from "@fairhare/findings";
import { Role } from "@fairhare/protocol";
import type { TrialSettings } from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import type { History } from "../history/history.ts";
import { measurementOf } from "../run/makespan.ts";
import { openQuestions } from "./open-questions.ts";
import { planGaps } from "./plan-gaps.ts";
import { shardGaps } from "./shard-gaps.ts";

export interface Evidence {
  /** The history lacks something or contradicts itself: nothing can be concluded. */
  readonly gaps: readonly Finding[];
  /** The plan was not carried out, or tasks are unaccounted for. Empty for a run that was cut short. */
  readonly questions: readonly Finding[];
  /** Records that a killed process did not finish. */
  readonly torn: readonly Finding[];
  /** How many losses the torn records could explain. */
  readonly explainableLosses: number;
}

/** Costs are recorded in microseconds, and the clocks of two processes differ by as much. */
const LEAST_TOLERANCE = fromMilliseconds(1);
/** `--work cpu` counts the CPU time of all threads of a process, so it may take less than its cost. */
const TOLERANCE = { sleep: 0.001, cpu: 0.2, none: 0.001 } as const;

export const evidenceOf: Checker<Evidence> = oncePerHistory((history, settings) => {
  const { trial } = settings;
  const { makespan, bound } = measurementOf(history, settings);
  const shards = shardGaps(history, settings);
  return {
    gaps: [...shards, ...boundGaps(makespan, bound, trial)],
    questions: history.isDrained ? [...planGaps(history, settings), ...openQuestions(history, settings)] : [],
    torn: tornRecords(history, shards),
    // A record is written before its ack leaves, so a torn one hides a completion only from an acknowledged delivery.
    explainableLosses: trial.ack === "auto" ? tornShards(history).filter(isWorkers).length : 0,
  };
});

const tornShards = ({ found }: History): History["found"]["all"] =>
  found.all.filter(({ reader: { integrity } }) => integrity.tornBytes > 0 && integrity.damage === null);

const isWorkers = ({ reader: { header } }: History["found"]["all"][number]): boolean => header.role === Role.worker;

function tornRecords(history: History, gaps: readonly Finding[]): Finding[] {
  // A shard that was emptied after its process ended is a gap already.
  const named = new Set(gaps.map(({ values }) => values["shard"]));
  return [
    ...history.found.empty
      .filter(({ name }) => !named.has(name))
      .map(({ name }) => finding("shard-empty", { shard: name })),
    ...tornShards(history).map(({ name, reader: { integrity } }) =>
      finding("torn-record", { shard: name, bytes: integrity.tornBytes }),
    ),
  ];
}

/** Both in nanoseconds. */
export function boundGaps(
  makespan: number | null,
  bound: number | null,
  { work }: Pick<TrialSettings, "work">,
): Finding[] {
  if (makespan === null || bound === null) return [];
  if (makespan >= bound - Math.max(LEAST_TOLERANCE, bound * TOLERANCE[work])) return [];
  return [finding("makespan-below-bound", { makespanMs: makespan / 1e6, boundMs: bound / 1e6 })];
}
