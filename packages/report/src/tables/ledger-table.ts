// The ledger: how many attempted tasks ended in each way, and how many events there were on the way.
import { formatCount } from "@fairhare/core";
import { addsUp, endedTasks, type Ledger, LEDGER_ENDS, type RunResult } from "@fairhare/results";
import { duplicateMeaning, lossMeaning } from "../words/cause-words.ts";
import { type Column, numeric, type TableModel, tableOf, text } from "./table.ts";

const ENDS: Readonly<Record<(typeof LEDGER_ENDS)[number], { readonly name: string; readonly meaning: string }>> = {
  completed: { name: "completed", meaning: "completed at least once" },
  lost: {
    name: "lost",
    meaning: "confirmed, or sent without confirms, and never completed although the queue was drained",
  },
  nacked: { name: "nacked", meaning: "refused by the broker (basic.nack)" },
  returned: { name: "returned", meaning: "returned by the broker: no queue for it (basic.return)" },
  unknown: { name: "unknown", meaning: "neither confirmed nor completed" },
  deadLettered: { name: "dead-lettered", meaning: "arrived in the dead-letter queue" },
  dropped: { name: "dropped", meaning: "rejected without requeue by a failed handler" },
  remaining: {
    name: "remaining",
    meaning: "unfinished when the run was cut short, or requeued after every failure",
  },
};

export const LEDGER_NAMES = Object.fromEntries(LEDGER_ENDS.map((key) => [key, ENDS[key].name])) as Readonly<
  Record<(typeof LEDGER_ENDS)[number], string>
>;

const SEEN = [
  ["confirmed", "publishes confirmed by the broker"],
  ["delivered", "deliveries, including redeliveries"],
  ["redelivered", "deliveries with the redelivered flag; not duplicates unless completed twice"],
  ["duplicated", "completions beyond the first of a task; at-least-once delivery allows them"],
  ["unexpected", "completions of tasks that this run did not publish"],
  ["foreignDelivered", "deliveries of messages that this run did not publish, from a queue with a name"],
  ["foreignCompleted", "completions of such messages"],
  ["failed", "executions with a failed handler"],
  ["retried", "of these: executions that sent their task to the retry queue"],
  ["crashed", "of these: executions that crashed their worker process"],
  ["lostUnconfirmed", "of the lost tasks: written to the socket, never confirmed"],
] as const satisfies readonly (readonly [keyof Ledger, string])[];

const NOT_KNOWN = "not known";

/** Rows that appear only with a count. */
const SEEN_IF_ANY: ReadonlySet<string> = new Set([
  "lostUnconfirmed",
  "failed",
  "retried",
  "crashed",
  "foreignDelivered",
  "foreignCompleted",
]);

const SEEN_NAMES: ReadonlyMap<string, string> = new Map([
  ["lostUnconfirmed", "lost unconfirmed"],
  ["foreignDelivered", "foreign delivered"],
  ["foreignCompleted", "foreign completed"],
]);

/** results.json has the first 100, the run directory all. */
const LOSSES_SHOWN = 20;

/**
 * One row per end, and the sum. Ends without a task are left out, except completed and lost. Without evidence of
 * completions, both are not known.
 */
export function ledgerTable(ledger: Ledger, { showsCompletions = true } = {}): TableModel {
  const met = LEDGER_ENDS.filter((key) => key === "completed" || key === "lost" || ledger[key] > 0);
  return {
    head: ["end of the task", "tasks", "meaning"],
    align: ["left", "right", "left"],
    rows: [
      ...met.map((key) => [
        ENDS[key].name,
        showsCompletions || (key !== "completed" && key !== "lost") ? formatCount(ledger[key]) : NOT_KNOWN,
        ENDS[key].meaning,
      ]),
      ["= attempted", formatCount(ledger.attempted), balance(ledger)],
    ],
  };
}

/** `400 attempted = 400 completed + 0 lost + …`, with all eight ends. */
export function ledgerSum(ledger: Ledger): string {
  return `${formatCount(ledger.attempted)} attempted = ${LEDGER_ENDS.map((key) => `${formatCount(ledger[key])} ${ENDS[key].name}`).join(" + ")}`;
}

export function seenTable(ledger: Ledger): TableModel {
  return tableOf<(typeof SEEN)[number]>(
    [
      text("event", ([key]) => SEEN_NAMES.get(key) ?? key),
      numeric("count", ([key]) => formatCount(ledger[key])),
      text("meaning", ([, meaning]) => meaning),
    ],
    SEEN.filter(([key]) => !SEEN_IF_ANY.has(key) || ledger[key] > 0),
  );
}

/** The first lost tasks with their causes. */
export function lossTable(runs: readonly RunResult[]): TableModel {
  const losses = runs.flatMap(({ run, ledger }) => ledger.losses.map((loss) => ({ run, ...loss })));
  return tableOf<(typeof losses)[number]>(
    [...runColumn(runs), numeric("lost task", ({ task }) => formatCount(task)), text("cause", ({ cause }) => cause)],
    losses.slice(0, LOSSES_SHOWN),
  );
}

/** Each run numbers its tasks from 1. */
const runColumn = (runs: readonly RunResult[]): Column<{ readonly run: number }>[] =>
  runs.length > 1 ? [numeric("run", ({ run }) => String(run))] : [];

/** All losses by cause. */
export function lossCauseTable({ lossesByCause }: Ledger): TableModel {
  return tableOf<Ledger["lossesByCause"][number]>(
    [
      text("lost because", ({ cause }) => lossMeaning(cause)),
      numeric("tasks", ({ tasks }) => formatCount(tasks)),
      text("cause", ({ cause }) => cause),
    ],
    lossesByCause,
  );
}

/** All tasks that were completed more than once, by cause. */
export function duplicateCauseTable({ duplicatesByCause }: Ledger): TableModel {
  return tableOf<Ledger["duplicatesByCause"][number]>(
    [
      text("completed more than once because", ({ cause }) => duplicateMeaning(cause)),
      numeric("tasks", ({ tasks }) => formatCount(tasks)),
      text("cause", ({ cause }) => cause),
    ],
    duplicatesByCause,
  );
}

const DEAD_LETTER_MEANINGS: ReadonlyMap<string, string> = new Map([
  ["rejected", "the handler failed and rejected them"],
  ["expired", "they waited in the queue longer than the message TTL"],
  ["maxlen", "the queue was full"],
  ["delivery_limit", "they reached the delivery limit of the queue"],
]);

/** The tasks in the dead-letter queue by the broker's reason. */
export function deadLetterTable({ deadLettersByReason }: Ledger): TableModel {
  return tableOf<Ledger["deadLettersByReason"][number]>(
    [
      text(
        "dead-lettered because",
        ({ reason }) => DEAD_LETTER_MEANINGS.get(reason) ?? "the broker gave another reason",
      ),
      numeric("tasks", ({ tasks }) => formatCount(tasks)),
      text("reason", ({ reason }) => reason),
    ],
    deadLettersByReason,
  );
}

/** The first tasks that were still in the queue at the end because their handler failed on every attempt. */
export function requeuedTable(runs: readonly RunResult[]): TableModel {
  const requeued = runs.flatMap(({ run, ledger }) => ledger.givenBack.map((row) => ({ run, ...row })));
  return tableOf<(typeof requeued)[number]>(
    [
      ...runColumn(runs),
      numeric("task requeued each time", ({ task }) => formatCount(task)),
      numeric("failures", ({ failures }) => formatCount(failures)),
    ],
    requeued.slice(0, LOSSES_SHOWN),
  );
}

const balance = (ledger: Ledger): string =>
  addsUp(ledger) ? "✓ the rows add up" : `✗ the rows add up to ${formatCount(endedTasks(ledger))}`;
