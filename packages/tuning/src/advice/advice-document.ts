// The content of an advice as sentences, a table and curves, for Markdown and HTML.
import type { TableModel } from "@fairhare/report";
import { adviceSentences, adviceTable, limitName } from "./advice-words.ts";
import type { Advice } from "./advise.ts";

export interface AdviceDocument {
  readonly sentences: readonly string[];
  readonly table: TableModel;
  /** By prefetch, ascending, unlimited last. */
  readonly outcomes: readonly AdviceValues[];
  /** Share of busy time, 0 to 1. */
  readonly target: number;
  readonly reading: readonly string[];
}

interface AdviceValues {
  /** `10`, `unlimited`. */
  readonly prefetch: string;
  readonly isSet: boolean;
  readonly busyShare: number | null;
  /** Of the single runs. */
  readonly busyShares: readonly number[];
  readonly jainBusy: number | null;
  readonly completedPerSecond: number | null;
}

export function adviceDocument(advice: Advice): AdviceDocument {
  const { outcomes, set, target } = advice;
  return {
    sentences: adviceSentences(advice),
    table: adviceTable(advice),
    outcomes: outcomes.map((outcome) => {
      const { busyShare, busyShares, jainBusy, completedPerSecond } = outcome;
      return {
        prefetch: limitName(outcome),
        isSet: outcome === set,
        busyShare,
        busyShares,
        jainBusy,
        completedPerSecond,
      };
    }),
    target,
    reading: READING,
  };
}

const READING: readonly string[] = [
  "A limit that is too small leaves a worker idle after each acknowledgement, until the next task has crossed the network. A limit that is too large gives a busy worker tasks that an idle one could do: this is unfair, and it leaves the other worker idle.",
  "The time of a worker counts from the registration of its consumer to the last completion, while it works or a task waits in the queue or in the buffer of another worker. Values are medians over the runs of a limit.",
];
