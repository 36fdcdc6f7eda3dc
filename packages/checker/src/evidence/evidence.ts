// How far the history of a run can be trusted: its gaps, its torn records, and the questions that it leaves open.
import { type Finding, finding } from "@fairhare/findings";
import { Role } from "@fairhare/protocol";
import { type Checker, oncePerHistory } from "../checker.ts";
import type { History } from "../history/history.ts";
import { measurementOf } from "../run/makespan.ts";
import { boundGaps } from "./bound-gaps.ts";
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
