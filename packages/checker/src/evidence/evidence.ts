// Whether the history of a run can be trusted: its gaps, its torn records and the questions that it leaves open.
import { fromMilliseconds } from "@fairhare/core";
import { type Finding, finding } from "@fairhare/findings";
import { Role } from "@fairhare/protocol";
import { acknowledgesBeforeWork, type TrialSettings } from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import type { History } from "../history/history.ts";
import { isUnreadShard } from "../history/unread.ts";
import { measurementOf } from "../run/makespan.ts";
import { clockGaps } from "./clock-gaps.ts";
import { openQuestions, unreadHistory } from "./open-questions.ts";
import { planGaps } from "./plan-gaps.ts";
import { shardGaps } from "./shard-gaps.ts";

export interface Evidence {
  /** The history is incomplete or contradicts itself, so the verdict is unknown. */
  readonly gaps: readonly Finding[];
  /** The plan was not completed, or tasks have no known outcome. Of a run that was cut short only what was not read. */
  readonly questions: readonly Finding[];
  /** Incomplete last records of killed processes. */
  readonly torn: readonly Finding[];
  /** Number of losses that the torn records can explain. */
  readonly explainableLosses: number;
}

/** Costs are recorded in microseconds, and the clocks of two processes can differ by some of them; nanoseconds. */
const LEAST_TOLERANCE = fromMilliseconds(1);
/** Share of the bound. `--work cpu` counts the CPU time of all threads of a process, so it can take less than its cost. */
const TOLERANCE = { sleep: 0.001, cpu: 0.2, none: 0.001 } as const;

export const evidenceOf: Checker<Evidence> = oncePerHistory((history, settings) => {
  const { trial } = settings;
  const { makespan, bound } = measurementOf(history, settings);
  const shards = shardGaps(history, settings);
  return {
    // A program need not take the planned time.
    gaps: [
      ...shards,
      ...clockGaps(history),
      ...(trial.workerCommand === null ? boundGaps(makespan, bound, trial, history.clocks.largest) : []),
    ],
    questions: [
      ...unreadHistory(history, settings),
      ...(history.isDrained ? [...planGaps(history, settings), ...openQuestions(history, settings)] : []),
    ],
    torn: tornRecords(history, shards),
    // A worker writes a completion before it sends the ack. A torn record can therefore hide the completion of an
    // acknowledged task only with an acknowledgement before the work.
    explainableLosses: acknowledgesBeforeWork(trial) ? tornShards(history).filter(isWorkers).length : 0,
  };
});

/** A shard that was cut off with the connection to its host has a finding of its own. */
const tornShards = ({ found, unread }: History): History["found"]["all"] =>
  found.all.filter(
    ({ name, reader: { integrity } }) =>
      integrity.tornBytes > 0 && integrity.damage === null && !isUnreadShard(unread, name),
  );

const isWorkers = ({ reader: { header } }: History["found"]["all"][number]): boolean => header.role === Role.worker;

function tornRecords(history: History, gaps: readonly Finding[]): Finding[] {
  // A shard that was emptied after its process ended already has a gap.
  const named = new Set(gaps.map(({ values }) => values["shard"]));
  return [
    ...history.found.empty
      .filter(({ name }) => !named.has(name) && !isUnreadShard(history.unread, name))
      .map(({ name }) => finding("shard-empty", { shard: name })),
    ...tornShards(history).map(({ name, reader: { integrity } }) =>
      finding("torn-record", { shard: name, bytes: integrity.tornBytes }),
    ),
  ];
}

/** Whether the times in a history can be right: no schedule beats the lower bound. `clockError`: of each end; all in nanoseconds. */
export function boundGaps(
  makespan: number | null,
  bound: number | null,
  { work }: Pick<TrialSettings, "work">,
  clockError = 0,
): Finding[] {
  if (makespan === null || bound === null) return [];
  if (makespan >= bound - Math.max(LEAST_TOLERANCE, bound * TOLERANCE[work]) - 2 * clockError) return [];
  return [finding("makespan-below-bound", { makespanMs: makespan / 1e6, boundMs: bound / 1e6 })];
}
