// Where every attempted task ended, in columns that add up, and what was seen on the way.
import { addsUp, endedTasks, type Ledger, LEDGER_ENDS, type RunResult } from "@fairhare/results";
import { formatCount } from "../format.ts";
import { duplicateMeaning, lossMeaning } from "../words/cause-words.ts";
import { type Column, numeric, type TableModel, tableOf, text } from "./table.ts";

const ENDS: Readonly<Record<(typeof LEDGER_ENDS)[number], { readonly name: string; readonly meaning: string }>> = {
  completed: { name: "completed", meaning: "worked through at least once" },
  lost: { name: "lost", meaning: "handed over, and never completed although the drain was full" },
  nacked: { name: "nacked", meaning: "refused by the broker" },
  returned: { name: "returned", meaning: "no queue to go to" },
  unknown: { name: "unknown", meaning: "neither confirmed nor known to be handed over, and not completed" },
  deadLettered: { name: "dead-lettered", meaning: "arrived in the dead-letter queue" },
  dropped: { name: "dropped", meaning: "rejected for good by a handler that failed" },
  remaining: {
    name: "remaining",
    meaning: "unfinished when the run was cut short, or given back each time by a handler that failed",
  },
};

const SEEN = [
  ["confirmed", "publishes that the broker confirmed"],
  ["delivered", "deliveries, redeliveries included"],
  ["redelivered", "deliveries flagged as redelivered: legal, and not yet a duplicate"],
  ["duplicated", "completions beyond the first of a task: legal under at-least-once"],
  ["unexpected", "completions of tasks that nobody attempted"],
  ["failed", "executions whose handler failed"],
  ["lostUnconfirmed", "of the lost: handed to the socket, but never confirmed"],
] as const satisfies readonly (readonly [keyof Ledger, string])[];

const SEEN_NAMES: ReadonlyMap<string, string> = new Map([["lostUnconfirmed", "lost unconfirmed"]]);

/** results.json has more of them, the run directory all. */
const LOSSES_SHOWN = 20;

/** One row an end, and the sum. Ends that nobody met are left out, completed and lost never. */
export function ledgerTable(ledger: Ledger): TableModel {
  const met = LEDGER_ENDS.filter((key) => key === "completed" || key === "lost" || ledger[key] > 0);
  return {
    head: ["each attempted task ended as", "tasks", "meaning"],
    align: ["left", "right", "left"],
    rows: [
      ...met.map((key) => [ENDS[key].name, formatCount(ledger[key]), ENDS[key].meaning]),
      ["= attempted", formatCount(ledger.attempted), balance(ledger)],
    ],
  };
}

/** `400 attempted = 400 completed + 0 lost + …`, all eight ends written out. */
export function ledgerSum(ledger: Ledger): string {
  return `${formatCount(ledger.attempted)} attempted = ${LEDGER_ENDS.map((key) => `${formatCount(ledger[key])} ${ENDS[key].name}`).join(" + ")}`;
}

export function seenTable(ledger: Ledger): TableModel {
  return tableOf<(typeof SEEN)[number]>(
    [
      text("seen on the way", ([key]) => SEEN_NAMES.get(key) ?? key),
      numeric("count", ([key]) => formatCount(ledger[key])),
      text("meaning", ([, meaning]) => meaning),
    ],
    SEEN.filter(([key]) => (key !== "lostUnconfirmed" && key !== "failed") || ledger[key] > 0),
  );
}

/** Which tasks were lost, and why, as far as the history tells; the first ones. */
export function lossTable(runs: readonly RunResult[]): TableModel {
  const losses = runs.flatMap(({ run, ledger }) => ledger.losses.map((loss) => ({ run, ...loss })));
  return tableOf<(typeof losses)[number]>(
    [...runColumn(runs), numeric("lost task", ({ task }) => formatCount(task)), text("cause", ({ cause }) => cause)],
    losses.slice(0, LOSSES_SHOWN),
  );
}

/** Tasks are numbered anew in each run. */
const runColumn = (runs: readonly RunResult[]): Column<{ readonly run: number }>[] =>
  runs.length > 1 ? [numeric("run", ({ run }) => String(run))] : [];

/** All losses by their cause, in plain words. */
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

/** All tasks that were done more than once, by their cause, in plain words. */
export function duplicateCauseTable({ duplicatesByCause }: Ledger): TableModel {
  return tableOf<Ledger["duplicatesByCause"][number]>(
    [
      text("done more than once because", ({ cause }) => duplicateMeaning(cause)),
      numeric("tasks", ({ tasks }) => formatCount(tasks)),
      text("cause", ({ cause }) => cause),
    ],
    duplicatesByCause,
  );
}

const DEAD_LETTER_MEANINGS: ReadonlyMap<string, string> = new Map([
  ["rejected", "its handler failed and rejected it"],
  ["expired", "it waited longer than the queue's time to live"],
  ["maxlen", "the queue was full"],
  ["delivery_limit", "it came back more often than the queue's delivery limit allows"],
]);

/** Why tasks arrived in the dead-letter queue, as the broker says and in plain words. */
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

/** Tasks that were still in the queue when all else was done, the first ones. */
export function givenBackTable(runs: readonly RunResult[]): TableModel {
  const givenBack = runs.flatMap(({ run, ledger }) => ledger.givenBack.map((row) => ({ run, ...row })));
  return tableOf<(typeof givenBack)[number]>(
    [
      ...runColumn(runs),
      numeric("task given back each time", ({ task }) => formatCount(task)),
      numeric("failures", ({ failures }) => formatCount(failures)),
    ],
    givenBack.slice(0, LOSSES_SHOWN),
  );
}

const balance = (ledger: Ledger): string =>
  addsUp(ledger) ? "✓ the rows add up" : `✗ the rows add up to ${formatCount(endedTasks(ledger))}`;
